import type { Paths } from "../../src/fs/paths.ts";
import type { VaultKey } from "../../src/vault/crypto/vault_key.ts";
import { forge, type Forgery } from "./forged_vault.ts";
import type { UserHome } from "./user_home.ts";

/** Something unusual about the home, the environment or the command line of a run. */
export interface PlainCase {
  readonly name: string;
  /** What a shell does before it becomes opaws. */
  readonly script?: string;
  /** Changes the home, which is put back afterwards. */
  readonly change?: (home: UserHome, paths: Paths, key: VaultKey) => Promise<void> | void;
  /** The command lines; the usual ones by default. */
  readonly forms?: readonly (readonly [plain: readonly string[], full: readonly string[]])[];
}

const RUN_AWS = [["run", "--", "aws", "s3"], ["run", "--verbose", "--", "aws", "s3"]] as const;

/** A shell makes a file or changes one: `$C` is `config.json`, `$V` the vault, `$G` the generations, `$R` the runtime folder. */
function sh(name: string, commands: string): PlainCase {
  const script =
    `umask 077; C=$HOME/.config/opaws/config.json; V=$HOME/.config/opaws/vaults/personal.json
G=$HOME/.local/state/opaws/generations.json; R=$XDG_RUNTIME_DIR/opaws; ${commands}`;
  return { name, script };
}

function awsConfig(name: string, text: string): PlainCase {
  return sh(name, `printf '${text}' > "$HOME/.aws/config"`);
}

function awsCredentials(name: string, text: string): PlainCase {
  return sh(name, `printf '${text}' > "$HOME/.aws/credentials"`);
}

/** A change of the global binding's JSON text by `sed`, or of the settings. */
function config(name: string, from: string, to: string): PlainCase {
  return sh(name, `LC_ALL=C sed -i 's|${from}|${to}|' "$C"`);
}

function settings(text: string): PlainCase {
  return config(`settings ${text}`, '"version": 1', `"version": 1,\\n  "settings": ${text}`);
}

function forged(name: string, forgery: Forgery): PlainCase {
  return {
    name,
    change: (_, paths, key) => forge(paths, key, forgery),
    forms: [RUN_AWS],
  };
}

function field(name: string, secret: boolean, value: string): string {
  return `,{"name":"${name}","secret":${secret},"value":"${value}"}],`;
}

/** A further field of the item. */
function fields(...more: readonly string[]): PlainCase {
  const text = more.map((each) => each.slice(0, -2)).join("") + "],";
  return forged(`field ${text}`, { text: (plain) => plain.replace("],", text) });
}

export const PLAIN_CASES: readonly PlainCase[] = [
  { name: "nothing" },
  {
    name: "a prefix of an option",
    forms: [
      [["export", "--format env"], ["export", "--format env"]],
      [["export --format", "env"], ["export --format", "env"]],
    ],
  },
  ...[
    "OPAWS_SESSION",
    "AWS_ACCESS_KEY_ID",
    "AWS_ROLE_ARN",
    "AWS_REGION",
    "OPAWS_HOOK",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
  ].map((name) => sh(`${name} that is not UTF-8`, `export ${name}="$(printf '\\377')"`)),
  sh(
    "a secret that is not UTF-8",
    `export AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY="$(printf '\\377')"`,
  ),
  // config.json
  sh("a FIFO as config.json", 'rm "$C"; mkfifo "$C"'),
  sh("a symlink as config.json", 'mv "$C" "$C.real"; ln -s "$C.real" "$C"'),
  sh("config.json in other layout", `tr -d '\\n' < "$C" > "$C.x"; mv "$C.x" "$C"`),
  sh("config.json others read", 'chmod 644 "$C"'),
  sh("config.json others write", 'chmod 666 "$C"'),
  sh("folder others write", 'chmod 777 "$HOME/.config/opaws"'),
  sh(
    "config.json with BOM",
    `printf '\\357\\273\\277' > "$C.x"; cat "$C" >> "$C.x"; mv "$C.x" "$C"`,
  ),
  sh("empty config.json", ': > "$C"'),
  config("config.json not UTF-8", '"version": 1', '"version": 1,\\n  "unknown": "\\xff"'),
  config(
    "config.json with U+FFFD",
    '"version": 1',
    '"version": 1,\\n  "unknown": "\\xef\\xbf\\xbd"',
  ),
  config("unknown member", '"version": 1', '"version": 1,\\n  "unknown": "x"'),
  config("duplicate member", '"version": 1', '"version": 1,\\n  "version": 1'),
  config("other title", "AWS dev", "AWS prod"),
  config("version 2", '"version": 1', '"version": 2'),
  config("proto", '"version": 1', '"version": 1,\\n  "__proto__": {}'),
  config(
    "tools row",
    '"version": 1',
    '"version": 1,\\n  "tools": {\\n    "mytool": {\\n      "profile": "x"\\n    }\\n  }',
  ),
  config("tools row aws", '"version": 1', '"version": 1,\\n  "tools": {\\n    "aws": {}\\n  }'),
  config("tools not object", '"version": 1', '"version": 1,\\n  "tools": 5'),
  config("bound region", '"title"', '"region": "eu-west-3",\\n        "title"'),
  config("bound profile", '"title"', '"profile": "gone",\\n        "title"'),
  config("bound unknown", '"title"', '"colour": "gone",\\n        "title"'),
  config("vault con", '"vault": "personal"', '"vault": "con"'),
  config("vault traversal", '"vault": "personal"', '"vault": "../vaults/personal"'),
  config("vault case", '"vault": "personal"', '"vault": "Personal"'),
  ...[
    "5",
    "{}",
    '{\\n    "mfa": {\\n      "allowProcess": "yes"\\n    }\\n  }',
    '{\\n    "mfa": {\\n      "allowProcess": true\\n    }\\n  }',
    '{\\n    "mfa": null\\n  }',
    '{\\n    "mfa": {\\n      "allowProcess": null\\n    }\\n  }',
    '{\\n    "exec": {\\n      "trust": "relative"\\n    }\\n  }',
    '{\\n    "exec": {}\\n  }',
    '{\\n    "lock": {\\n      "idleMinutes": 0\\n    }\\n  }',
    '{\\n    "lock": 4\\n  }',
    '{\\n    "endpoints": {\\n      "allow": 4\\n    }\\n  }',
    '{\\n    "defaultVault": 4\\n  }',
  ].map(settings).map((each): PlainCase => ({
    ...each,
    script:
      `${each.script}\nprintf '[profile other]\\nrole_arn=x\\nmfa_process = x\\n' > "$HOME/.aws/config"`,
  })),
  config(
    "map default",
    '"version": 1',
    '"version": 1,\\n  "profiles": {\\n    "default": {\\n      "vault": "gone",\\n      "item": "x",\\n      "title": "y"\\n    }\\n  }',
  ),
  config(
    "map other",
    '"version": 1',
    '"version": 1,\\n  "profiles": {\\n    "o": {\\n      "vault": "gone",\\n      "item": "x",\\n      "title": "y"\\n    }\\n  }',
  ),
  // vault and generations
  sh("a FIFO as vault", 'rm "$V"; mkfifo "$V"'),
  sh("a FIFO as generations", 'rm "$G"; mkfifo "$G"'),
  sh("no generations", 'rm "$G"'),
  sh("no vault", 'rm "$V"'),
  sh("vault others read", 'chmod 644 "$V"'),
  sh("other owner", 'chown 12345 "$V"'),
  sh("truncated", 'head -c 300 "$V" > "$V.x"; mv "$V.x" "$V"'),
  sh(
    "backup",
    'cat "$HOME"/.config/opaws/vaults/.backup/*/* > "$V" 2>/dev/null || cat "$HOME"/.config/opaws/vaults/.backup/* > "$V"',
  ),
  sh("a further entry in the generations", `sed -i 's/^{/{"x":1,/' "$G"`),
  sh(
    "a damaged entry in the generations",
    `sed -i 's/^{/{"00000000-0000-0000-0000-000000000000":{"mac":1},/' "$G"`,
  ),
  sh("a zero in the generations", `sed -i 's/^{/{"00000000-0000-0000-0000-000000000000":0,/' "$G"`),
  sh(
    "an entry of the first build",
    `sed -i 's/^{/{"00000000-0000-0000-0000-000000000000":1,/' "$G"`,
  ),
  sh("a further member in the generations", `sed -i 's/"mac"/"more":1,"mac"/' "$G"`),
  sh("a number", `sed -i 's/:{.*}}/:1}/' "$G"`),
  sh("other proof", `sed -i 's/"proof":"./"proof":"-/' "$G"`),
  // terminal
  sh("a runtime folder that leads to itself", 'rm -rf "$R"; ln -s opaws "$R"'),
  sh(
    "dangling terminal",
    'mkdir -p "$R"; for each in "$R"/terminal-*.unlocked; do ln -s gone "${each%.unlocked}.json"; done',
  ),
  sh(
    "empty terminal",
    'mkdir -p "$R"; for each in "$R"/terminal-*.unlocked; do : > "${each%.unlocked}.json"; done',
  ),
  // AWS files
  awsConfig("region", "[default]\\nregion = eu-north-1\\n"),
  awsConfig("region empty", "[default]\\nregion =\\n"),
  awsConfig("region block", "[default]\\nregion =\\n  a = b\\n"),
  awsConfig("profile default", "[profile default]\\nregion = eu-north-1\\n"),
  awsConfig("both", "[profile default]\\nregion = eu-north-1\\n[default]\\nregion = us-east-2\\n"),
  awsConfig("duplicate", "[default]\\nregion = eu-north-1\\n[default]\\nregion = us-east-2\\n"),
  awsConfig("dup key", "[default]\\nregion = eu-north-1\\nregion = us-east-2\\n"),
  awsConfig("DEFAULT", "[DEFAULT]\\nregion = eu-north-1\\n[default]\\noutput = text\\n"),
  awsConfig("DEFAULT only", "[DEFAULT]\\nregion = eu-north-1\\ncredential_process = x\\n"),
  awsConfig("DEFAULT proc", "[DEFAULT]\\ncredential_process = x\\n[default]\\noutput = json\\n"),
  awsConfig(
    "role",
    "[default]\\nrole_arn = arn:aws:iam::123456789012:role/x\\nsource_profile = default\\n",
  ),
  awsConfig("cp", "[default]\\ncredential_process = echo x\\n"),
  awsConfig("cp opaws", "[default]\\ncredential_process = opaws credential-process --item x\\n"),
  awsConfig("sso", "[default]\\nsso_account_id = 1\\nsso_role_name = x\\n"),
  awsConfig("mfa", "[default]\\nmfa_serial = arn:aws:iam::123456789012:mfa/x\\n"),
  awsConfig(
    "services",
    "[default]\\nservices = x\\n[services x]\\ns3 =\\n  endpoint_url = http://127.0.0.1:1\\n",
  ),
  awsConfig("s3 block", "[default]\\ns3 =\\n  max_concurrent_requests = 20\\n"),
  awsConfig("endpoint", "[default]\\nendpoint_url = http://127.0.0.1:1\\n"),
  awsConfig("bundle", "[default]\\nca_bundle = /x\\n"),
  awsConfig(
    "cli",
    "[default]\\ncli_pager =\\ncli_follow_urlparam = false\\nretry_mode = standard\\nmax_attempts=3\\noutput=json\\n",
  ),
  awsConfig("case", "[default]\\nREGION = eu-north-1\\n"),
  awsConfig("invalid", "[default]\\nregion\\n"),
  awsConfig("no section", "region = x\\n"),
  awsConfig("bom", "\\357\\273\\277[default]\\nregion = eu-north-1\\n"),
  awsConfig("not utf8", "[default]\\nregion = \\377\\n"),
  awsConfig("not utf8 comment", "# \\377\\n[default]\\nregion = x\\n"),
  awsConfig("crlf", "[default]\\r\\nregion = eu-north-1\\r\\n"),
  awsConfig(
    "other sections",
    "[profile x]\\nrole_arn = y\\nsource_profile = x\\n[sso-session q]\\n[plugins]\\n",
  ),
  awsConfig("aws-vault", "[default]\\ninclude_profile = z\\n"),
  awsCredentials("keys", "[default]\\naws_access_key_id = a\\naws_secret_access_key = b\\n"),
  awsCredentials("half", "[default]\\naws_access_key_id = a\\n"),
  awsCredentials("half secret", "[default]\\naws_secret_access_key = a\\n"),
  awsCredentials("region there", "[default]\\nregion = ap-east-1\\n"),
  awsCredentials("invalid credentials", "x"),
  sh("aws folder gone", 'rm -r "$HOME/.aws"'),
  sh("aws config folder", 'mkdir "$HOME/.aws/config"'),
  sh("aws config FIFO", 'mkfifo "$HOME/.aws/config"'),
  sh("aws config loop", 'ln -s config "$HOME/.aws/config"'),
  sh("aws config dangling", 'ln -s gone "$HOME/.aws/config"'),
  sh("aws config zero", 'ln -s /dev/zero "$HOME/.aws/config"'),
  // places
  sh("deleted cwd", 'mkdir "$HOME/d"; cd "$HOME/d"; rmdir "$HOME/d"'),
  sh("cwd not UTF-8", 'mkdir -p "$HOME/$(printf "d\\377")"; cd "$HOME/$(printf "d\\377")"'),
  sh("closed output", "exec >&-"),
  sh("closed input", "exec <&-"),
  sh("new session", 'exec setsid -w "$@"'),
  sh("relative PATH", 'PATH="bin:$PATH"'),
  sh("empty PATH entry", 'PATH=":$PATH"'),
  sh("dots", 'PATH="$HOME/x/../bin:$PATH"'),
  sh("no PATH", 't=$(command -v timeout); timeout() { :; }; export PATH=; shift 0; exec "$3" "$@"'),
  sh("group", "export GITHUB_ACTIONS=true"),
  sh("hook", 'export OPAWS_HOOK="$$:aws"'),
  // items
  fields(field("default region", false, "sa-east-1")),
  fields(field("Default Region", true, "sa-east-1")),
  fields(field("default region", false, "")),
  fields(field("default region", false, "x\\u0000y")),
  fields(field("mfa serial", false, "arn:aws:iam::123456789012:mfa/x")),
  fields(field("account", false, "123456789012"), field("console url", false, "https://x")),
  fields(field("env:NAME", false, "x")),
  fields(field("session token", true, "x")),
  fields(field("expires", false, "2020-01-01T00:00:00Z")),
  fields(field("session token", true, "x"), field("expires", false, "2020-01-01T00:00:00Z")),
  fields(field("one-time password", true, "x")),
  fields(field("colour", false, "x")),
  fields(field("ACCESS KEY ID", false, "AKIAOTHER")),
  fields(field("access \u00e2\u0084\u00aaey id", false, "AKIAOTHER")),
  fields(field("account", false, "\\\\ \\n \\t \\/")),
  fields(field("account", false, "\u00ff")),
  fields(field("account", false, "\u00ef\u00bf\u00bd")),
  fields(field("account", false, "\\ud800")),
  fields(field("account", false, "\u0001")),
  ...[
    ["AKIAIOSFODNN7EXAMPLE", ""],
    ["AKIAIOSFODNN7EXAMPLE", "A\\u0000"],
    ['"AKIAIOSFODNN7EXAMPLE"', "5"],
    ["wJalrXUtnFEMI", "\\u0000"],
    ['"secret":true', '"secret":1'],
    ['"secret":true,', ""],
    ['"category":"aws-access-key"', '"category":"sso"'],
    ['"category":"aws-access-key",', ""],
    ['{"category"', '{"alpha":1,"category"'],
    ['"notes":""', '"notes":5'],
    ['"notes":"",', ""],
    ['"notes":""', '"notes":"a","notes":"b"'],
    ['"tags":[]', '"tags":[1]'],
    ['"tags":[]', '"tags":["a","b"]'],
    ['"tags":[]', '"tags":["a",]'],
    ['"tags":[]', '"tags": []'],
    ['"notes":""', '"keyChanged":"x","notes":""'],
    ['"notes":""', '"keyChanged":"2024-02-29T00:00:00Z","notes":""'],
    ['"notes":""', '"keyChanged":"2026-01-02T00:00:00Z","notes":""'],
    ['"notes":""', '"notes":"C:\\\\\\\\users"'],
    ["AWS dev", "AWS prod"],
    [/"created":"[^"]*"/, '"created":"2025-02-29T00:00:00Z"'],
    [/"created":"[^"]*"/, '"created":"2025-04-31T00:00:00Z"'],
    [/"created":"[^"]*"/, '"created":"2025-12-31T23:59:59.123456789Z"'],
    [/"created":"[^"]*"/, '"created":"now"'],
    [/^/, "\u00ef\u00bb\u00bf"],
    [/$/, " "],
    [/$/, "\u00ff"],
    [/^.*$/, "[]"],
    [/^.*$/, "null"],
    [/^.*$/, ""],
  ].map(([from, to]) =>
    forged(`item ${from} ${to}`, { text: (text) => text.replace(from!, () => to as string) })
  ),
  forged("salt 15", { salt: 15 }),
  forged("salt 32", { salt: 32 }),
  forged("updated", { updated: "yesterday" }),
  forged("updated 30 Feb", { updated: "2026-02-30T00:00:00Z" }),
  forged("updated ok", { updated: "2026-03-31T00:00:00.5Z" }),
  forged("entry member", { entry: (entry) => ({ ...entry, more: "x" }) }),
  forged("entry other", { entry: ({ salt, sealed }) => ({ salt, sealed }) }),
  forged("name", { file: (file) => ({ ...file, name: "other" }) }),
  forged("bundle", { file: (file) => ({ ...file, format: "opaws-bundle" }) }),
];
