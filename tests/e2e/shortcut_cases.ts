import { field, type PlainCase, sh } from "./plain_cases.ts";

/** Variables of what a cached session is found by. */
const FOUND = `S=$(find "$HOME/.local/state/opaws/sessions" -type f ! -name '*.lock')
N=$(find "$HOME/.local/state/opaws/index" -name 'run-*')`;

function found(name: string, script: string): PlainCase {
  return sh(name, `${FOUND}\n${script}`);
}

/** What may be unusual about a cached session, and about what it was decided from. */
export const SHORTCUT_CASES: readonly PlainCase[] = [
  { name: "nothing" },
  { name: "a profile is named", forms: [profile("role"), profile("other"), profile("none")] },
  sh("a variable names another profile", "export AWS_PROFILE=other"),
  sh("a variable names a profile that does not exist", "export AWS_PROFILE=none"),
  sh("a variable names another region", "export AWS_REGION=sa-east-1"),
  sh("an outer run set the region", `export AWS_REGION=x OPAWS_PROVIDED='{"AWS_REGION":"x"}'`),
  sh("a variable names an address", "export AWS_ENDPOINT_URL_STS=http://example.com"),
  sh("a variable names certificates", "export AWS_CA_BUNDLE=/dev/null"),
  sh("an outer run has variables of an item", "export OPAWS_VARIABLES=NAME NAME=x"),
  sh("an outer run chose the key", "export OPAWS_CHOSEN=A AWS_ACCESS_KEY_ID=A"),
  sh("there is a token", "export OPAWS_TOKEN=x"),
  sh("~/.aws/config is a symlink", 'mv "$A/config" "$A/real"; ln -s real "$A/config"'),
  sh("others can write ~/.aws/config", 'chmod 666 "$A/config"'),
  sh("the profile assumes another role", 's=s/role.dev/role.prod/; sed -i "$s" "$A/config"'),
  sh("~/.aws/credentials has the profile", `printf '[role]\\nregion = x\\n' > "$A/credentials"`),
  found("the session is a symlink", 'mv "$S" "$S.real"; ln -s "$S.real" "$S"'),
  found("others can read the session", 'chmod 644 "$S"'),
  found("others can write the session", 'chmod 666 "$S"'),
  found("the session is damaged", 'printf x >> "$S"'),
  found("there is no session", 'rm "$S"'),
  found("the shortcut is damaged", 'printf x >> "$N"'),
  found("the shortcut is empty", ': > "$N"'),
  found("the shortcut is not JSON", `printf '\\n' > "$N"`),
  found("the shortcut names another vault", `sed -i '1s/"personal"/"..\\/x"/' "$N"`),
  found("the shortcut names another session", `sed -i '1s/"session":"[^/]*/&x/' "$N"`),
  found("the shortcut names no file", `sed -i '1s/"files":[^]]*/"files":[/' "$N"`),
  found("the shortcut names no variable", `sed -i '1s/"variables":[^]]*/"variables":[/' "$N"`),
  field("env:OTHER", "x"),
  field("one-time password", "x"),
];

function profile(name: string): NonNullable<PlainCase["forms"]>[number] {
  const named = ["--profile", name];
  return [["run", ...named, "--", "aws", "s3"], [
    ...["run", ...named, "--verbose", "--", "aws", "s3"],
  ]];
}
