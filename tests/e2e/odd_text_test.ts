import assert from "node:assert/strict";
import { ignoreWithoutData, naughtyStrings } from "../conformance.ts";
import { UserHome } from "./user_home.ts";
import { COMPILED } from "./compiled.ts";

Deno.test({
  name: "item list returns naughty strings as titles unchanged, and prints no raw control byte",
  ignore: ignoreWithoutData(),
  async fn() {
    using home = new UserHome();
    await home.vault();
    const all = naughtyStrings().filter((text) => text.trim() !== "");
    const odd = all.filter((text) => /[^\x20-\x7e]/.test(text));
    const titles = [...new Set([...odd.slice(0, 40), ...all.slice(0, 10)])];
    for (const title of titles) await home.item(title);
    const { items } = JSON.parse((await home.opaws(["item", "list", "--json"])).stdout);
    const listed = items.map((item: { title: string }) => item.title).sort();
    assert.deepEqual(listed, titles.toSorted());
    const { stdout } = await home.opaws(["item", "list"]);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(stdout, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/u);
    for (const title of titles.slice(0, 5)) {
      const { code, stderr } = await home.opaws([
        "init",
        "aws",
        "--item",
        title,
        "--scope",
        "global",
      ]);
      assert.equal(code, 0, stderr);
      const which = await home.opaws(["which", "aws", "--json"]);
      assert.equal(JSON.parse(which.stdout).binding.title, title);
    }
  },
});

Deno.test("arguments that are not UTF-8 reach the program byte for byte, without the profile option", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  Deno.writeTextFileSync(`${home.folder}/.aws/config`, "[profile p]\nregion = eu-north-1\n");
  home.program("aws", `printf '%s\\0' "$AWS_PROFILE" "$AWS_REGION" "$@"`);
  const line = String
    .raw`opaws run -- aws s3 --profile p cp $'\xff\xfe' '' $'a\nb' | od -An -tx1 | tr -d ' \n'`;
  const { stdout } = await home.run("/bin/bash", ["-c", line]);
  // Deno's runtime for compiled programs ends (101) at such an argument, before opaws, so the tool is not started.
  if (COMPILED) return assert.equal(stdout, "");
  const bytes = (text: string): string => new TextEncoder().encode(text).toHex();
  assert.equal(stdout, `${bytes("p\0\0s3\0cp\0")}fffe00${bytes("\0a\nb\0")}`);
});

Deno.test("a variable that is not UTF-8 is refused by name (64), and not treated as unset", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  home.program("aws", "echo started");
  const runWith = (name: string) =>
    home.run("/bin/bash", ["-c", `${name}=$'prod\\xff' opaws run -- aws s3 ls`]);
  for (const name of ["AWS_PROFILE", "AWS_CONFIG_FILE", "OPAWS_CONFIG_DIR", "HOME"]) {
    const { code, stdout, stderr } = await runWith(name);
    assert.deepEqual([code, stdout], [64, ""], name);
    assert.equal(
      stderr,
      `opaws: cannot read ${name}: its value is not UTF-8\n  try: unset ${name}\n`,
    );
  }
  for (const name of ["OPAWS_DEBUG", "NO_COLOR", "LANG"]) {
    assert.equal((await runWith(name)).stdout, "started\n", name);
  }
});

Deno.test("a tool that config.json adds works like the built-in ones", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  const path = (await home.opaws(["config", "path"])).stdout.trim();
  const config = JSON.parse(Deno.readTextFileSync(path));
  config.tools = { mytool: { title: "My tool", noAuthCommands: ["docs"] } };
  Deno.writeTextFileSync(path, JSON.stringify(config));
  home.program("mytool", "echo key=$AWS_ACCESS_KEY_ID");
  assert.match((await home.opaws(["list"])).stdout, /mytool +My tool/);
  await home.bind("AWS dev", "mytool");
  assert.equal(
    (await home.opaws(["run", "--", "mytool", "go"])).stdout,
    "key=AKIAIOSFODNN7EXAMPLE\n",
  );
  assert.equal((await home.opaws(["run", "--", "mytool", "docs"])).stdout, "key=\n");
  assert.match((await home.opaws(["hook", "bash"])).stdout, /mytool/);
  Deno.writeTextFileSync(path, JSON.stringify({ ...config, setings: {} }));
  const listed = await home.opaws(["config", "list"]);
  assert.match(listed.stdout, /unknown key, left as it is: setings/);
  config.tools.mytool.profile = "what";
  Deno.writeTextFileSync(path, JSON.stringify(config));
  assert.equal((await home.opaws(["run", "--", "mytool", "go"])).code, 78);
});

Deno.test("run uses the item of a mapped profile, leaves another provider alone, and names a missing profile", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  await home.item("AWS audit", "AKIAI44QH8DHBEXAMPLE");
  await home.bind("AWS dev");
  await home.opaws(["profile", "map", "audit", "--item", "AWS audit"]);
  Deno.writeTextFileSync(
    `${home.folder}/.aws/config`,
    "[profile audit]\nregion = eu-west-2\n[profile sso]\nsso_start_url = https://example.com\nsso_account_id = 1\n" +
      "[profile role]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = default\n",
  );
  home.program("aws", `echo "$AWS_PROFILE,$AWS_ACCESS_KEY_ID,$AWS_REGION" "$@"`);
  const aws = (...args: string[]) => home.opaws(["run", "--", "aws", "s3", "ls", ...args]);
  assert.equal((await aws()).stdout, ",AKIAIOSFODNN7EXAMPLE, s3 ls\n");
  assert.equal(
    (await aws("--profile", "audit")).stdout,
    "audit,AKIAI44QH8DHBEXAMPLE, s3 ls\n",
  );
  assert.equal((await aws("--profile=sso")).stdout, ",, s3 ls --profile=sso\n");
  const role = await aws("--profile", "role");
  assert.equal(role.code, 69);
  assert.equal(role.stdout, "");
  assert.match(role.stderr, /^opaws: cannot assume role arn:aws:iam::123456789012:role\/x: http/);
  const missing = await aws("--profile", "nope");
  assert.equal(missing.code, 66);
  assert.match(
    (await home.opaws(["inspect"])).stdout,
    /profiles:\n +PROFILE.*\n +audit +AWS audit/,
  );
});

Deno.test("on GitHub Actions no title, path or message of opaws becomes a workflow command", async () => {
  using home = new UserHome({ GITHUB_ACTIONS: "true" });
  await home.vault();
  const titles = ["::stop-commands::x", " ::warning::y", "##[add-path]/tmp"];
  for (const title of titles) await home.item(title);
  const outputs = [
    await home.opaws(["item", "list"]),
    await home.opaws(["item", "list", "--json"]),
    await home.opaws(["item", "show", titles[0]!]),
    await home.opaws(["init", "aws", "--item", titles[2]!, "--scope", "global"]),
    await home.opaws(["which", "aws"]),
    await home.opaws(["inspect"]),
    await home.opaws(["run", "--verbose", "--", "env"]),
    await home.opaws(["item", "show", "##[set-env name=A]b"]),
    await home.opaws(["config", "path"], { env: { OPAWS_CONFIG_DIR: "/##[add-path]x" } }),
    await home.opaws(["::warning::x"]),
    await home.opaws(["config", "get", "##[add-path]x", "--json"]),
  ];
  for (const { stdout, stderr } of outputs) {
    for (const line of [...stdout.split("\n"), ...stderr.split("\n")]) {
      assert.doesNotMatch(line, /^\s*::|##\[/);
    }
  }
  const { items } = JSON.parse(outputs[1]!.stdout);
  assert.deepEqual(items.map(({ title }: { title: string }) => title).sort(), titles.toSorted());
});
