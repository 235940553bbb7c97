// The errors of try_lines_test.ts: what provokes each, the command of its try: line, and what then works.
import { PASSWORD } from "./user_home.ts";

const NEW_PASSWORD = "another long password";
/** The vault and the item of most cases. Neither is the default one. */
export const [VAULT, ITEM] = ["it's work", "AWS $(x) 'prod'"];
const [V, I] = [quote(VAULT), quote(ITEM)];

export interface Case {
  /** What is done before, as sh commands. */
  readonly setup?: string;
  /** The command that fails. */
  readonly command: string;
  /** The command of its `try:` line; `ID` stands for any id. */
  readonly fix: string;
  /** Standard input of the fix. */
  readonly input?: string;
  /** The questions that the fix asks on a terminal, with their answers. It runs on a terminal if there are any. */
  readonly answers?: readonly (readonly [RegExp, string])[];
  /** What the fix prints; /^/ if only its status matters. */
  readonly prints?: RegExp;
  /** The exit status of the fix; 0 by default. */
  readonly status?: number;
  /** An sh command that succeeds only after the fix; `command` itself by default, null if there is none. */
  readonly check?: string | null;
}

export const CASES: Readonly<Record<string, Case>> = {
  "no vault yet": {
    setup: "rm -r .config/opaws/vaults",
    command: "opaws item list",
    fix: "opaws vault create first",
    answers: [[/New password/, NEW_PASSWORD], [/Repeat/, NEW_PASSWORD]],
    check: "opaws vault list | grep first",
  },
  "a locked vault": {
    setup: "opaws lock",
    command: `opaws item show ${I} </dev/null`,
    fix: "opaws unlock --vault first --password-stdin",
    input: PASSWORD,
    check: "opaws item list --vault first",
  },
  "a locked vault that is named": {
    setup: "opaws lock",
    command: `opaws item list --vault ${V} </dev/null`,
    fix: `opaws unlock --vault ${V} --password-stdin`,
    input: PASSWORD,
  },
  "a new password without a terminal": {
    command: `opaws vault passwd --vault ${V} </dev/null`,
    fix: `opaws vault passwd --vault ${V} --password-stdin`,
    input: `${PASSWORD}\n${NEW_PASSWORD}`,
    check: `echo '${NEW_PASSWORD}' | opaws unlock --vault ${V} --password-stdin`,
  },
  "a recovery code without a terminal": {
    command: `opaws vault recovery create --vault ${V} </dev/null`,
    fix: `opaws vault recovery create --vault ${V} --password-stdin`,
    input: PASSWORD,
    check: `opaws vault slots list --vault ${V} | grep recovery`,
  },
  "the last slot of a vault": {
    command: `opaws vault slots remove password --vault ${V} --yes`,
    fix: `opaws vault recovery create --vault ${V}`,
    answers: [[/Password of vault "it's work"/, PASSWORD]],
  },
  "a slot that does not exist": {
    command: `opaws vault slots remove nothing --vault ${V} --yes`,
    fix: `opaws vault slots list --vault ${V}`,
    prints: /password/,
    check: null,
  },
  "the slot of a token": {
    setup: `opaws token create --item ${I} --label ci >token`,
    command: `opaws vault slots remove token --vault ${V} --yes`,
    fix: `opaws token revoke ID --vault ${V}`,
    check: "opaws token list | grep revoked",
  },
  "a token to revoke in a locked vault": {
    setup: `opaws token create --item ${I} --label ci >token; opaws lock`,
    command: "opaws token revoke ci </dev/null",
    fix: `opaws token revoke ID --vault ${V} --password-stdin`,
    input: PASSWORD,
    check: "opaws token list | grep revoked",
  },
  "a token that does not open an item": {
    setup: `opaws token create --item 'AWS dev' >token; opaws run --item 'AWS dev' -- true`,
    command: `OPAWS_TOKEN=$(cat token) opaws run --item ${I} -- true`,
    fix: `opaws token create --item ${I}`,
    prints: /^opaws_/,
    check: null,
  },
  "a token whose item was changed": {
    setup: `opaws token create --item ${I} >token; opaws item edit ${I} --region eu-west-1`,
    command: "OPAWS_TOKEN=$(cat token) opaws run -- true",
    fix: "opaws token create --item ID",
    prints: /^opaws_/,
    check: null,
  },
  "a vault to restore without a terminal": {
    command: `opaws vault restore 1 --vault ${V} </dev/null`,
    fix: `opaws vault restore 1 --vault ${V} --yes`,
    check: `! opaws item show ${I}`,
  },
  "a vault to restore with the password, without a terminal": {
    setup: "opaws lock",
    command: `echo '${PASSWORD}' | opaws vault restore --vault ${V} --password-stdin`,
    fix: `opaws vault restore --vault ${V} --yes --password-stdin`,
    input: PASSWORD,
    check: null,
  },
  "a damaged vault": {
    setup: `echo '{' >.config/opaws/vaults/${V}.json`,
    command: `opaws item list --vault ${V}`,
    fix: `opaws vault restore --vault ${V}`,
    answers: [[/Replace vault "it's work"/, "y"], [/Password of vault/, PASSWORD]],
  },
  "a vault file that others can write to": {
    setup: `chmod 666 .config/opaws/vaults/${V}.json`,
    command: `opaws item list --vault ${V}`,
    fix: `chmod 600 ~/'.config/opaws/vaults/it'\\''s work.json'`,
  },
  "a vault file with another name": {
    setup: `mv .config/opaws/vaults/${V}.json .config/opaws/vaults/other.json`,
    command: "opaws item list --vault other",
    fix: `mv ~/.config/opaws/vaults/other.json ~/'.config/opaws/vaults/it'\\''s work.json'`,
    check: `opaws item list --vault ${V}`,
  },
  "a vault to delete without a terminal": {
    command: `opaws vault delete ${V} </dev/null`,
    fix: `opaws vault delete ${V} --yes`,
    check: `! opaws vault list | grep ${V}`,
  },
  "a vault file to export that exists": {
    setup: "echo >'a b.json'",
    command: `opaws vault export 'a b.json' --vault ${V}`,
    fix: `opaws vault export 'a b-2.json' --vault ${V}`,
    check: "grep -q 'it.s work' 'a b-2.json'",
  },
  "an item to delete without a terminal": {
    command: `opaws item delete ${I} --vault ${V} </dev/null`,
    fix: "opaws item delete ID --yes",
    check: `! opaws item show ${I}`,
  },
  "an item to delete with the password": {
    setup: "opaws lock",
    command: `echo '${PASSWORD}' | opaws item delete ${I} --vault ${V} --password-stdin`,
    fix: "opaws item delete ID --password-stdin --yes",
    input: PASSWORD,
    check: `! opaws item show ${I} --vault ${V}`,
  },
  "an item that does not exist": {
    command: "opaws item show nothing",
    fix: "opaws item list",
    prints: /AWS dev/,
    check: null,
  },
  "an ambiguous item": {
    setup: `printf '{"title": "AWS dev 2", "fields": {"access key id": "AKIAI44QH8DHBEXAMPLE", ` +
      `"secret access key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}}' | opaws item create --stdin`,
    command: "opaws item show 'aws d'",
    fix: "opaws item show ID",
    prints: /AWS dev/,
    check: null,
  },
  "nothing bound for a tool": {
    command: "opaws run -- terraform plan </dev/null",
    fix: "opaws init terraform",
    answers: [[/Password of vault "first"/, "\x03"]],
    status: 77,
    check: null,
  },
  "nothing bound for any other program": {
    command: "opaws run -- sh -c true </dev/null",
    fix: "opaws init aws",
    answers: [[/Password of vault "first"/, "\x03"]],
    status: 77,
    check: null,
  },
  "a binding to clear that does not exist": {
    command: "opaws clear aws --yes",
    fix: "opaws inspect",
    prints: /aws/,
    check: null,
  },
  "a binding to clear without a terminal": {
    setup: `opaws init aws --item ${I} --scope global --yes --no-check`,
    command: "opaws clear aws </dev/null",
    fix: "opaws clear aws --yes",
    check: "! opaws which aws | grep -q prod",
  },
  "a profile that does not exist": {
    command: "opaws run --profile nothing -- true",
    fix: "opaws profile list",
    check: null,
  },
  "a profile to unmap that is not mapped": {
    command: "opaws profile unmap nothing",
    fix: "opaws profile list",
    check: null,
  },
  "a builtin as a command": {
    setup: `opaws init aws --item ${I} --scope global --yes --no-check`,
    command: "opaws run -- umask -S",
    fix: "opaws run -- sh -c 'umask -S'",
    prints: /^u=/,
    check: null,
  },
  "a session name for a profile without a role": {
    setup: `printf "[profile \\"odd 'one'\\"]\\nregion = eu-west-1\\n" >.aws/config;` +
      `opaws profile map "odd 'one'" --item ${I}`,
    command: `opaws run --profile "odd 'one'" --session-name x -- true`,
    fix: `opaws which aws --profile 'odd '\\''one'\\'''`,
    prints: /odd 'one'/,
    check: null,
  },
  "an export to a terminal": {
    command: `opaws export --item ${I} --vault ${V} --format fish`,
    fix: `opaws export --format fish --item ${I} --vault ${V} --reveal`,
    answers: [],
    prints: /set -gx/,
    check: null,
  },
  "an export of credentials that are left to the tool": {
    setup: "printf '[profile sso]\\nsso_session = x\\nsso_account_id = 1\\nsso_role_name = y\\n" +
      "[sso-session x]\\nsso_region = eu-west-1\\nsso_start_url = https://x\\n' >.aws/config",
    command: "opaws export --profile sso",
    fix: "opaws which aws --profile sso",
    prints: /sso/,
    check: null,
  },
  "a setting out of range": {
    command: "opaws config set lock.idleMinutes 0",
    fix: "opaws config set lock.idleMinutes 10",
    check: null,
  },
  "a setting that does not exist": {
    command: "opaws config get lock.idleMinute",
    fix: "opaws config get lock.idleMinutes",
    prints: /10/,
    check: null,
  },
  "a malformed config file": {
    setup: "echo '{' >.config/opaws/config.json",
    command: "opaws inspect",
    fix: "opaws config path",
    prints: /config\.json/,
    check: null,
  },
  "a variable that is not UTF-8": {
    command: "AWS_PROFILE=$(printf '\\377') opaws which aws",
    fix: "unset AWS_PROFILE",
    check: "opaws which aws",
  },
  "a shell without a hook": {
    command: "opaws hook tcsh",
    fix: "opaws hook --help",
    prints: /bash/,
    check: null,
  },
  "a shim to remove that does not exist": {
    command: "opaws shim remove nothing",
    fix: "opaws shim list",
    check: null,
  },
  "plaintext keys to scrub without a terminal": {
    setup: `printf '[default]\\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\\n` +
      `aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\\n' >.aws/credentials;` +
      "chmod 600 .aws/credentials; opaws item import --all",
    command: "opaws scrub </dev/null",
    fix: "opaws scrub --yes",
    check: "! grep -q AKIA .aws/credentials",
  },
  "everything to uninstall without a terminal": {
    command: "opaws uninstall </dev/null",
    fix: "opaws uninstall --yes",
    check: "! test -e .config/opaws/config.json",
  },
  "vaults to purge that are not all named": {
    command: "opaws uninstall --purge --yes first",
    fix: `opaws uninstall --purge --yes first ${V}`,
    check: `! test -e .config/opaws/vaults`,
  },
};

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
