import { PASSWORD } from "./user_home.ts";
import { BIND, CREDENTIALS, I, KEY, SSO, type TryCase, V } from "./try_case.ts";

/** Errors about items, tools, profiles and settings. */
export const TRY_CASES_TOOLS: Readonly<Record<string, TryCase>> = {
  "an item to delete without a terminal": {
    command: `opaws item delete ${I} --vault ${V} </dev/null`,
    fix: "opaws item delete ID --yes",
    check: `! opaws item show ${I}`,
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
    setup: BIND,
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
    setup: BIND,
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
    setup: SSO,
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
  "an item to create without a terminal": {
    command: `opaws item create 'a b' --vault ${V} --region eu-west-1 </dev/null`,
    fix: `opaws item create 'a b' --vault ${V} --region eu-west-1 --stdin`,
    input: KEY,
    check: `opaws item show 'a b' --vault ${V} | grep eu-west-1`,
  },
  "an item that is not JSON": {
    command: "echo '[]' | opaws item create --stdin",
    fix: "opaws item create --help",
    prints: /--stdin/,
    check: null,
  },
  "an item to edit without a terminal": {
    command: `opaws item edit ${I} </dev/null`,
    fix: "opaws item edit ID --stdin",
    input: '{"notes": "changed"}',
    check: `opaws item show ${I} | grep changed`,
  },
  "keys to import without a terminal": {
    setup: CREDENTIALS,
    command: `opaws item import credentials-file --vault ${V} </dev/null`,
    fix: `opaws item import credentials-file --vault ${V} --all`,
    check: `opaws item list --vault ${V} | grep 'AWS new'`,
  },
  "a tool to set up without a terminal": {
    command: `opaws init aws --item ${I} --vault ${V} --region eu-west-1 --no-check </dev/null`,
    fix: `opaws init aws --item ${I} --vault ${V} --scope global --region eu-west-1 --yes`,
    check: "opaws which aws | grep prod",
  },
  "a tool to set up that opaws does not know": {
    command: "opaws init nothing",
    fix: "opaws list",
    prints: /terraform/,
    check: null,
  },
  "a scope that does not exist": {
    command: `opaws init aws --item ${I} --scope nothing`,
    fix: "opaws init --help",
    prints: /--scope/,
    check: null,
  },
  "a run without a command": {
    setup: BIND,
    command: "opaws run ''",
    fix: "opaws run -- aws s3 ls",
    check: null,
  },
  "a session option for a profile that is left to the tool": {
    setup: SSO,
    command: "opaws run --profile sso --fresh -- true",
    fix: "opaws which aws --profile sso",
    prints: /sso/,
    check: null,
  },
  "a tool to install a shim for that has no plain name": {
    command: "opaws shim install 'a b'",
    fix: "opaws shim install aws",
    check: "opaws shim list | grep aws",
  },
  "a shell that opaws has no hook for": {
    command: "SHELL=/bin/tcsh opaws hook --install",
    fix: "opaws hook --install zsh",
    check: "grep opaws .zshrc",
  },
  "a config line for another format": {
    setup: BIND,
    command: "opaws export --format env --show-config",
    fix: "opaws export --format process --show-config",
    prints: /credential_process/,
    check: null,
  },
  "an export for GitHub Actions outside of them": {
    setup: BIND,
    command: "opaws export --format github",
    fix: "opaws export --format env",
    prints: /export AWS_ACCESS_KEY_ID/,
    check: null,
  },
  "a profile that opaws leaves to the tool": {
    setup: SSO,
    command: "opaws use sso",
    fix: "export AWS_PROFILE=sso",
    check: null,
  },
  "--none with a name": {
    command: "opaws use --none x",
    fix: "opaws use --none",
    check: null,
  },
  "nothing to go back to": {
    setup: BIND,
    command: "opaws use -",
    fix: "opaws which aws",
    prints: /prod/,
    check: null,
  },
  "nothing to switch to": {
    setup:
      `for v in first ${V}; do opaws vault delete "$v" --yes; done; echo '${PASSWORD}' | opaws vault create empty --password-stdin`,
    command: "opaws use",
    fix: "opaws item import",
    check: null,
  },
};
