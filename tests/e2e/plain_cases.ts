import type { Paths } from "../../src/fs/paths.ts";
import type { VaultKey } from "../../src/vault/crypto/vault_key.ts";
import { denoHost } from "../../src/host.ts";
import { makePerson } from "../../src/vault/store/make_person.ts";
import { forge, type Forgery } from "./forged_vault.ts";

/** Two command lines that do the same: the first may be plain, the second never is. */
export type Form = readonly [plain: readonly string[], full: readonly string[]];

/** Something unusual about the home, the environment or the command line of a run. */
export interface PlainCase {
  readonly name: string;
  /** What a shell does before it becomes opaws. */
  readonly script?: string;
  /** Changes the vault. Everything in the home is put back afterwards. */
  readonly change?: (paths: Paths, key: VaultKey) => Promise<void>;
  /** The command lines; `opaws run -- aws s3` by default. */
  readonly forms?: readonly Form[];
}

const RUN: Form = [["run", "--", "aws", "s3"], ["run", "--verbose", "--", "aws", "s3"]];
/** Every form of a command line that may be plain. */
const FORMS: readonly Form[] = [
  RUN,
  [["run", "mytool", "--profile", "x"], ["run", "--verbose", "mytool", "--profile", "x"]],
  [["run", "terraform", "plan"], ["run", "--verbose", "terraform", "plan"]],
  [["run", "--item", "AWS dev", "--", "aws", "s3"], [
    ...["run", "--item", "AWS dev", "--verbose", "--", "aws", "s3"],
  ]],
  [["export"], ["export", "--format=env"]],
  [["export", "--item", "AWS dev"], ["export", "--item=AWS dev"]],
  [["credential-process"], ["export", "--format=process"]],
  [["which", "aws"], ["which", "--", "aws"]],
  [["item", "list"], ["item", "list", "--vault", "personal"]],
];
/** Variables of the files that the scripts change. */
const FILES = `C=$HOME/.config/opaws/config.json V=$HOME/.config/opaws/vaults/personal.json
G=$HOME/.local/state/opaws/generations.json R=$XDG_RUNTIME_DIR/opaws A=$HOME/.aws
umask 077`;

/** A case whose script changes the files of the home. */
export function sh(name: string, script: string): PlainCase {
  return { name, script: `${FILES}\n${script}` };
}

/** A variable that is not UTF-8. */
function binary(name: string): PlainCase {
  const session = "OPAWS_SESSION";
  const script = `export AWS_ACCESS_KEY_ID=AKIAEXAMPLE ${name}="$(printf '\\377')"`;
  return { ...sh(`${name} is not UTF-8`, script), ...name === session && { forms: FORMS } };
}

/** A change of a text in `config.json` by `sed`. */
function config(name: string, from: string, to: string): PlainCase {
  return sh(name, `LC_ALL=C sed -i 's|${from}|${to}|' "$C"`);
}

/** A setting, next to an `mfa_process` of a profile that does not apply. */
function setting(name: string, value: string): PlainCase {
  const { script } = config(name, '"settings": {', `"settings": {\\n    ${value},`);
  return { name, script: `${script}\nprintf '[profile x]\\nmfa_process = x\\n' > "$A/config"` };
}

function awsConfig(name: string, text: string): PlainCase {
  return sh(name, `printf '${text}' > "$A/config"`);
}

/** A change by a script after this terminal was bound. */
function bound(name: string, script: string): PlainCase {
  const bind = 'opaws init aws --item "AWS dev" --scope session --yes --no-check >/dev/null';
  return sh(name, `${bind} || exit 9\nT=$(echo "$R"/terminal-*.json)\n${script}`);
}

function forged(name: string, forgery: Forgery): PlainCase {
  return { name, change: (paths, key) => forge(paths, key, forgery) };
}

/** A change of the item's plaintext, in which each byte is a character. */
function item(name: string, from: string | RegExp, to: string): PlainCase {
  return forged(name, { text: (text) => text.replace(from, () => to) });
}

/** A further field of the item. */
export function field(name: string, value: string): PlainCase {
  const text = `,{"name":"${name}","secret":false,"value":"${value}"}],`;
  return item(`the item has the field ${name}`, "],", text);
}

/** One case of each kind. */
export const PLAIN_CASES: readonly PlainCase[] = [
  { name: "nothing", forms: FORMS },
  {
    name: "an option and its value are one argument",
    forms: [[["export", "--format env"], ["export", "--format env", "--item=AWS dev"]]],
  },
  binary("OPAWS_SESSION"),
  binary("AWS_ACCESS_KEY_ID"),
  binary("AWS_SECRET_ACCESS_KEY"),
  binary("AWS_CONTAINER_CREDENTIALS_FULL_URI"),
  binary("AWS_REGION"),
  { ...bound("there is no config.json", 'rm "$C"'), forms: FORMS },
  sh("config.json is a dangling symlink", 'rm "$C"; ln -s x "$C"'),
  sh("config.json is a pipe", 'rm "$C"; mkfifo "$C"'),
  sh("the vault is a pipe", 'rm "$V"; mkfifo "$V"'),
  sh("generations.json is a pipe", 'rm "$G"; mkfifo "$G"'),
  sh("config.json is a symlink", 'mv "$C" "$C.real"; ln -s "$C.real" "$C"'),
  sh("others can write config.json", 'chmod 666 "$C"'),
  sh("others can read the vault", 'chmod 644 "$V"'),
  config("config.json is not UTF-8", '"version": 1', '"version": 1,\\n  "x": "\\xff"'),
  config("config.json has a member twice", '"version": 1', '"version": 1,\\n  "version": 1'),
  config("the binding has another title", "AWS dev", "AWS prod"),
  config("the binding has a region", '"title"', '"region": "eu-west-3",\\n        "title"'),
  config("the binding's vault is a device", '"vault": "personal"', '"vault": "con"'),
  setting("mfa.allowProcess is a text", '"mfa": {\\n      "allowProcess": "yes"\\n    }'),
  setting("exec.trust is relative", '"exec": {\\n      "trust": "bin"\\n    }'),
  sh("generations.json has an unknown entry", `sed -i 's/^{/{"x":1,/' "$G"`),
  sh("generations.json has an unknown member", `sed -i 's/"mac"/"x":1,"mac"/' "$G"`),
  sh("generations.json has another proof", `sed -i 's/"proof":"./"proof":"-/' "$G"`),
  sh("the folder of this terminal leads to itself", 'rm -rf "$R"; ln -s opaws "$R"'),
  { ...bound("this terminal has a binding", ""), forms: FORMS },
  bound("others can read the bindings of this terminal", 'chmod 644 "$T"'),
  bound("others can write the bindings of this terminal", 'chmod 666 "$T"'),
  bound("the bindings of this terminal are damaged", 'printf x >> "$T"'),
  bound("the bindings are of another terminal", `sed -i 's/"terminal": "/&x/' "$T"`),
  bound("the bindings of this terminal have another version", `sed -i 's/: 1,/: 2,/' "$T"`),
  awsConfig("[default] has a region", "[default]\\nregion = eu-north-1\\ncli_pager =\\n"),
  awsConfig("[default] has a process", "[DEFAULT]\\ncredential_process = x\\n[default]\\n"),
  awsConfig("~/.aws/config has a mark", "\\357\\273\\277[default]\\nregion = eu-north-1\\n"),
  sh("~/.aws/config is a pipe", 'mkfifo "$A/config"'),
  sh("the working directory is gone", 'mkdir "$HOME/d"; cd "$HOME/d"; rmdir "$HOME/d"'),
  sh("standard output is closed", "exec >&-"),
  field("default region", "sa-east-1"),
  field("ACCESS KEY ID", "AKIAOTHER"),
  field("env:NAME", "x"),
  field("session token", "x"),
  field("account", "\u00ff"),
  field("mfa serial", "x\\u0000"),
  item("the item has another category", '"aws-access-key"', '"sso"'),
  item("the item has an unknown member", '{"category"', '{"added":1,"category"'),
  item("the item's key is a number", '"AKIAIOSFODNN7EXAMPLE"', "5"),
  item("the item has an impossible time", /"created":"[^"]*"/, '"created":"2025-02-29T00:00:00Z"'),
  item("the item has a mark", /^/, "\u00ef\u00bb\u00bf"),
  forged("the item has a longer salt", { salt: 32 }),
  forged("the item was changed at no time", { updated: "yesterday" }),
  {
    name: "the vault has member keys",
    change: async (paths, key) => void await makePerson(denoHost, paths, "personal", key),
    forms: FORMS,
  },
];
