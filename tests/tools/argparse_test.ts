import assert from "node:assert/strict";
import fc from "fast-check";
import { takeAwsProfileOption } from "../../src/tools/profile_option.ts";
import { batch, CASES } from "../fuzz/fuzz.ts";

// The parser of the AWS CLI's global options (`awscli.argparser.MainArgParser`), applied to each list.
const ASK = `
import argparse, json, sys
class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise ValueError(message)
parser = Parser(add_help=False)
for name in "endpoint-url output query profile region color ca-bundle cli-read-timeout cli-connect-timeout cli-binary-format".split():
    parser.add_argument("--" + name)
for name in "debug no-verify-ssl no-paginate version no-sign-request no-cli-pager cli-auto-prompt no-cli-auto-prompt".split():
    parser.add_argument("--" + name, action="store_true")
parser.add_argument("command", nargs="?")
answers = []
for arguments in json.load(sys.stdin):
    try:
        found, rest = parser.parse_known_args(arguments)
        answers.append({"profile": found.profile})
    except ValueError:
        answers.append(None)
json.dump(answers, sys.stdout)
`;
import { ignoreWithout } from "../ignore.ts";

const WORDS = [
  ..."--profile --prof --p --pro=x --profile=y --profile= --profiles --profile-x x y -1 -x - --"
    .split(" "),
  ..."--region --output --debug s3 ls --name --regi=a -p --c --cli-auto-prompt".split(" "),
  ...["", "- x", "--profile z", "--name z", "ünï cødé"],
];

async function byArgparse(
  lists: readonly (readonly string[])[],
): Promise<({ readonly profile: string | null } | null)[]> {
  const child = new Deno.Command("python3", {
    args: ["-c", ASK],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(lists)));
  await writer.close();
  const { success, stdout } = await child.output();
  assert(success, "python3 failed");
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test({
  name: `takeAwsProfileOption() names the profile that argparse finds in ${CASES} random lists`,
  ignore: ignoreWithout("python3"),
  fn: async () => {
    const words = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 6 });
    const lists = batch("arguments of aws against argparse", words);
    const wanted = await byArgparse(lists);
    let named = 0;
    for (const [index, list] of lists.entries()) {
      const answer = wanted[index];
      if (!answer) continue;
      const { rest, profile } = takeAwsProfileOption(list);
      assert.equal(profile ?? null, answer.profile || null, JSON.stringify(list));
      assert.equal(rest.length === list.length, answer.profile === null, JSON.stringify(list));
      if (profile !== undefined) named++;
    }
    assert(named > CASES / 50, `only ${named} lists name a profile`);
  },
});
