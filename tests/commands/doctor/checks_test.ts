import assert from "node:assert/strict";
import { loadProfiles } from "../../../src/aws/config/profiles.ts";
import type { BindingFacts, Facts } from "../../../src/commands/doctor/facts.ts";
import { systemError } from "../../../src/fs/system_error.ts";
import { BOUND, CHECKS, DAY, entries, ERROR, facts, NO_HOOK, NOW, VAULT } from "./sound_facts.ts";
import type { Binding } from "../../../src/scope/binding.ts";
import type { BindingPlace } from "../../../src/scope/edit.ts";

/** Returns the problems of the machine of {@linkcode facts}: check, message and command. */
function problems(change: Partial<Facts>): string[] {
  return Object.entries(CHECKS).flatMap(([check, judge]) =>
    judge(facts(change)).filter(({ state }) => state !== "ok").map(({ message, try: command }) => {
      assert.ok(command, `${check} names no command`);
      return `${check}: ${message} | ${command}`;
    })
  );
}

function bound(change: Partial<Binding>, place: BindingPlace): BindingFacts {
  return { ...BOUND, place, binding: { ...BOUND.binding, ...change } };
}

const aws = facts().tools[0]!;
const UNHOOKED: Partial<Facts> = { tools: [{ ...aws, hook: "no shell function in this shell" }] };
const cases: readonly [string, Partial<Facts>, readonly RegExp[]][] = [
  ["no problem if there is none", {}, []],
  ["an opaws that is not on PATH", { onPath: null }, [/^opaws: opaws is not on your PATH/]],
  [
    "a tool that is not installed",
    { tools: [{ ...aws, program: null, first: null }] },
    [/^tools: aws is not on your PATH/],
  ],
  [
    "a shell without the function whose startup file has the line",
    UNHOOKED,
    [/^hook: plain aws does not go through opaws: .* \| exec zsh$/],
  ],
  [
    "neither function nor line",
    { ...UNHOOKED, startup: NO_HOOK },
    [/^hook: .* \| opaws hook --install$/, /^startup: .* \/h\/\.zshrc \| opaws hook --install$/],
  ],
  [
    "a saved hook of another version",
    { startup: { ...NO_HOOK, hook: "file" } },
    [/^startup: .* \/h\/\.zshrc reads is out of date \| opaws hook --install zsh$/],
  ],
  [
    "no missing hook if a shim comes first",
    {
      tools: [{ ...aws, hook: "no shell function in this shell", first: "/s/shims/aws" }],
      path: entries("/s/shims/", "/usr/bin"),
      shims: { folder: "/s/shims", tools: ["aws"] },
      startup: NO_HOOK,
    },
    [],
  ],
  [
    "shims whose folder is not on PATH",
    { shims: { folder: "/s/shims", tools: ["aws"] } },
    [/^shims: the folder of the shims, \/s\/shims, is not on your PATH/],
  ],
  [
    "a shim after the tool",
    { shims: { folder: "/s/shims", tools: ["aws"] }, path: entries("/usr/bin", "/s/shims") },
    [/^shims: the shim of aws comes after \/usr\/bin\/aws/],
  ],
  [
    "empty and relative entries of PATH",
    { path: entries("/bin", "", "bin") },
    [/^path: .*empty entry/, /^path: .*relative entry, "bin"/],
  ],
  [
    "a folder on PATH into which another user can write, and a tool in there",
    {
      path: [{ ...entries("/tmp")[0]!, untrusted: { because: "why", try: null } }],
      tools: [{ ...aws, program: null, problem: ERROR }],
    },
    [/^tools: opaws cannot read .* \| command -v aws$/, /^path: .* \/tmp .*: why \| echo/],
  ],
  [
    "files that others may read or own",
    {
      files: [
        { path: "/h/a b", folder: false, mode: 0o644, uid: 1000 },
        { path: "/h/c", folder: true, mode: 0o700, uid: 0 },
        { path: "/h/d", folder: true, mode: 0o700, uid: 1001 },
      ],
    },
    [
      /^modes: .*mode 644.* \| chmod 600 '\/h\/a b'$/,
      /^modes: \/h\/c belongs to another user \| sudo chown/,
      /^modes: \/h\/d belongs to another user \| ls -ld \/h\/d$/,
    ],
  ],
  [
    "settings that cannot be read, with the line",
    { configError: ERROR },
    [/^settings: cannot read .* \| "\$\{EDITOR:-vi\}" \+7 \/h\/\.config\/opaws\/config\.json$/],
  ],
  ["unknown members", { unknownMembers: ["x.y"] }, [/^settings: .*x\.y/]],
  ["no vault", { vaults: [], bindings: [] }, [/^vaults: there is no vault yet \| opaws init$/]],
  [
    "a damaged vault and a damaged older generation",
    { vaults: [{ ...VAULT, error: ERROR, ids: null, backupErrors: [ERROR] }] },
    [/^vaults: .* \| opaws vault restore --vault personal$/, /^vaults: .* \| opaws vault list$/],
  ],
  ["no unlock cache", { unlockCache: null }, [/^unlock cache: this terminal has no unlock cache/]],
  [
    "bindings that lead nowhere",
    {
      bindings: [
        bound({ vault: "gone" }, { tool: "aws", scope: { kind: "global" } }),
        bound({ item: "gone" }, { tool: "aws", scope: { kind: "directory", path: "/a b" } }),
        {
          ...bound({}, { tool: "aws", scope: { kind: "directory", path: "/a b" } }),
          directoryExists: false,
        },
        bound({ item: "gone" }, { profile: "x, directory /nope" }),
      ],
    },
    [
      /its vault is gone \| opaws init aws --scope global$/,
      /its item is gone \| opaws init aws --scope directory --directory '\/a b'$/,
      /its directory is gone \| mkdir -p '\/a b' && cd '\/a b' && opaws clear aws$/,
      /its item is gone \| opaws profile unmap 'x, directory \/nope'$/,
    ],
  ],
  [
    "a binding whose item has another title",
    { vaults: [{ ...VAULT, items: [{ id: "i1", title: "AWS prod", created: NOW }] }] },
    [/"AWS dev" \(aws, global\) leads to "AWS prod", so opaws refuses it \| opaws init aws/],
  ],
  [
    "bindings of the terminal that cannot be read",
    { terminalError: ERROR },
    [/^bindings: cannot read/],
  ],
  [
    "a key of 91 days, not one of 90",
    {
      vaults: [{
        ...VAULT,
        items: [
          { id: "1", title: "old", created: NOW - 91 * DAY },
          { id: "2", title: "young", created: NOW - 90 * DAY },
        ],
      }],
    },
    [/^key age: the key of "old" is at least 91 days old \| opaws item edit old$/],
  ],
  [
    "a full disk",
    {
      unwritable: [{
        folder: "/h/a b",
        error: systemError("write-failed", "write to /h/a b", new Error("x (os error 28)")),
      }],
    },
    [/^disk: cannot write to \/h\/a b: the disk is full \| df -h '\/h\/a b'$/],
  ],
  [
    "a broken binding of the terminal session",
    {
      bindings: [{
        ...BOUND,
        place: { tool: "cdk", scope: { kind: "session" } },
        where: "cdk, session",
        binding: { ...BOUND.binding, item: "gone" },
      }],
    },
    [/^bindings: the binding of "AWS dev" \(cdk, session\) .* \| opaws init cdk --scope session$/],
  ],
  [
    "AWS files that aws refuses, with file and line",
    { profilesError: ERROR },
    [/^aws files: .* \| "\$\{EDITOR:-vi\}" \+7 '\/h\/a b\/config'$/],
  ],
  [
    "AWS files that cannot be read, with the file",
    { profilesError: systemError("unreadable-file", "read /c", "no", { details: { path: "/c" } }) },
    [/^aws files: .* \| ls -l \/c$/],
  ],
  [
    "a keychain that cannot be used",
    { keychain: { vaults: 1, error: ERROR } },
    [/^keychain: cannot read .* \| opaws unlock$/],
  ],
  [
    "a clock that is 7 minutes behind",
    { clock: { skew: -7 * 60_000, error: null } },
    [/^clock: this machine's clock is 7 min behind AWS's.* \| sudo timedatectl set-ntp true$/],
  ],
  [
    "a session without MFA",
    {
      sessions: [{ tool: "aws", state: "without MFA", item: BOUND.binding }],
    },
    [/^sessions: "AWS dev" has a session without MFA.* \| opaws run --no-session -- aws$/],
  ],
  ["a key in the environment", { keyInEnvironment: true }, [/^plaintext keys: .* \| unset AWS_/]],
];

for (const [what, change, expected] of cases) {
  Deno.test(`opaws doctor finds ${what}`, () => {
    const found = problems(change);
    assert.equal(found.length, expected.length, found.join("\n"));
    expected.forEach((pattern, at) => assert.match(found[at]!, pattern));
  });
}

Deno.test("opaws doctor finds comments after values and plaintext keys, by file and line", () => {
  const folder = Deno.makeTempDirSync({ prefix: "opaws-test-" });
  try {
    Deno.writeTextFileSync(
      `${folder}/config`,
      "[default]\nregion = eu-west-1 # home\n[profile a]\nregion = eu-west-1#b\ns3 =\n  x = y # z\n",
    );
    Deno.writeTextFileSync(
      `${folder}/credentials`,
      "[prod]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
    );
    const files: Readonly<Record<string, string>> = {
      AWS_CONFIG_FILE: `${folder}/config`,
      AWS_SHARED_CREDENTIALS_FILE: `${folder}/credentials`,
    };
    const found = problems({ profiles: loadProfiles({ env: (name) => files[name] }, folder) });
    assert.equal(found.length, 2, found.join("\n"));
    assert.match(found[0]!, /config, line 2: aws reads the comment .* region \(profile default\)/);
    assert.match(
      found[1]!,
      /credentials, line 3: .*profile prod is in plaintext \| opaws item import/,
    );
    assert.ok(!found.join().includes("wJalr"));
    Deno.writeTextFileSync(files.AWS_CONFIG_FILE!, "[profile b]\naws_secret_access_key = x\n");
    const inConfig = problems({ profiles: loadProfiles({ env: (name) => files[name] }, folder) });
    assert.match(inConfig[0]!, /config, line 2: .*profile b .* \| opaws item import --all && "\$/);
    // Names and keys that aws ignores without a word.
    Deno.writeTextFileSync(
      files.AWS_CONFIG_FILE!,
      "[default]\n[staging]\nregion = eu-west-1\n[plugins]\nx = y\n[profile a]\ninclude_profile = b\n" +
        "[profile q]\nregion = \"eu-west-1\"\ncredential_process = 'x y'\n" +
        "[profile z]\nregion = us-west-2a\n" +
        "[sso-session c]\nsso_region = eu-west-1\n[services d]\n",
    );
    const silent = problems({ profiles: loadProfiles({ env: (name) => files[name] }, folder) });
    assert.equal(silent.length, 5, silent.join("\n"));
    assert.match(silent[0]!, /line 9: aws reads the quotation marks .* region \(profile q\)/);
    // https://github.com/aws/aws-cli/issues/1194
    assert.match(
      silent[1]!,
      /us-west-2a is an availability zone, and its region is us-west-2 \(profile z\)/,
    );
    assert.match(silent[2]!, /line 2: aws ignores section \[staging\].*\[profile staging\]/);
    assert.match(silent[3]!, /line 7: aws and opaws ignore include_profile in \[profile a\]/);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("opaws doctor names sections without quotation marks, and leaves temporary keys to their tool", () => {
  const folder = Deno.makeTempDirSync({ prefix: "opaws-test-" });
  try {
    const files: Readonly<Record<string, string>> = {
      AWS_CONFIG_FILE: `${folder}/config`,
      AWS_SHARED_CREDENTIALS_FILE: `${folder}/credentials`,
    };
    Deno.writeTextFileSync(
      files.AWS_CONFIG_FILE!,
      '[profile "Good One"]\nregion = eu-west-1\n[profile  Foo  Bar ]\nregion = eu-west-1\n[profile x\\ y]\n',
    );
    Deno.writeTextFileSync(
      files.AWS_SHARED_CREDENTIALS_FILE!,
      "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n" +
        "[mfa]\naws_access_key_id = ASIAIOSFODNN7EXAMPLE\naws_secret_access_key = y\naws_session_token = z\n",
    );
    const change = {
      bindings: [],
      profiles: loadProfiles({ env: (name) => files[name] }, folder),
    };
    const found = problems(change);
    assert.equal(found.length, 2, found.join("\n"));
    assert.match(
      found[0]!,
      /^ignored by aws: .*config, line 3: aws ignores section \[profile {2}Foo {2}Bar \]; write \[profile "Foo {2}Bar"\] \| .* \+3 /,
    );
    assert.match(found[1]!, /^plaintext keys: .*credentials, line 3: .*profile default /);
    const all = CHECKS["plaintext keys"]!(facts(change));
    assert.ok(all.some(({ state, message }) => state === "ok" && /mfa .*temporary/.test(message)));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("opaws doctor accepts a clock that is 5 minutes off, and only notes that AWS does not answer", () => {
  const states = [5 * 60_000, null].map((skew) =>
    CHECKS.clock!(facts({ clock: { skew, error: null } }))[0]!.state
  );
  assert.deepEqual(states, ["ok", "note"]);
});
