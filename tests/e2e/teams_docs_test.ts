// The commands of docs/teams.md, run as they are shown, on two homes and a real S3 server.
import assert from "node:assert/strict";
import { ignoreWithout } from "../ignore.ts";
import { BUCKET, startS3Server, VERSITYGW } from "./s3_server.ts";
import { done } from "./team.ts";
import { UserHome } from "./user_home.ts";

const PAGE = Deno.readTextFileSync(new URL("../../docs/teams.md", import.meta.url));
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/** What replaces a question on the terminal, by the beginning of the command. `WORDS` are those of Ann's key. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  "opaws item create": ["--stdin"],
  "opaws member add": ["--yes"],
  "opaws vault join": ["--fingerprint", "WORDS"],
  "opaws init": ["--scope", "global", "--no-check", "--yes"],
};

Deno.test({
  name: "docs/teams.md takes a colleague from nothing to aws s3 ls",
  ignore: ignoreWithout(VERSITYGW),
  fn: async () => {
    await using server = await startS3Server();
    using ann = new UserHome();
    using bob = new UserHome();
    for (const home of [ann, bob]) {
      await home.vault();
      await home.item("AWS store", server.key.id, { "secret access key": server.key.secret });
      home.program("aws", 'echo "got $AWS_ACCESS_KEY_ID for $*"');
    }
    let key = "";
    let words = "";
    const run = async (line: string): Promise<string> => {
      const [, who, command] = /^(ann|bob)\$ (.*)$/.exec(line)!;
      const home = who === "ann" ? ann : bob;
      const start = Object.keys(ANSWERS).find((each) => command!.startsWith(each));
      const answers = (ANSWERS[start ?? ""] ?? []).map((each) =>
        each === "WORDS" ? `'${words}'` : each
      );
      const text = [command!, ...answers].join(" ")
        .replace("s3://acme-vaults/team", `s3://${BUCKET}/team --endpoint ${server.url}`)
        .replace(/opaws-member_\S*/, key)
        .replace(/ --title "AWS dev"/, ""); // it is in the document
      const fields = { "access key id": "AKIAI44QH8DHBEXAMPLE", "secret access key": SECRET };
      const input = start === "opaws item create"
        ? JSON.stringify({ title: "AWS dev", fields })
        : "";
      const hook = 'eval "$(opaws hook bash)"; shopt -s expand_aliases;';
      const shell = ["-c", `${command!.startsWith("aws ") ? hook : ""}\n${text}`];
      const { code, stdout, stderr } = await home.run("/bin/bash", shell, { input });
      assert.equal(code, 0, `${line}: ${stderr}`);
      return stdout;
    };
    let lines = 0;
    let last = "";
    for (const [, block] of PAGE.matchAll(/```console\n([^]*?)```/g)) {
      for (const line of block!.split("\n").filter((each) => /^(ann|bob)\$ /.test(each))) {
        if (line.includes("vault join")) {
          words = (await done(ann, ["member", "id", "--fingerprint"])).trim();
        }
        last = await run(line);
        if (line === "bob$ opaws member id") key = last.trim();
        if (line === "bob$ aws s3 ls") assert.equal(last, "got AKIAI44QH8DHBEXAMPLE for s3 ls\n");
        lines++;
      }
    }
    assert.equal(lines, 13);
    assert.match(last, /added Bob/); // the history
  },
});

Deno.test("the policy in docs/teams.md is JSON with the requests that opaws makes", () => {
  const policy = JSON.parse(/```json\n([^]*?)```/.exec(PAGE)![1]!);
  const actions = policy.Statement.flatMap((each: { readonly Action: string | string[] }) =>
    each.Action
  );
  assert.deepEqual(actions.sort(), [
    "s3:DeleteObject",
    "s3:GetObject",
    "s3:ListBucket",
    "s3:PutObject",
  ]);
});
