import assert from "node:assert/strict";
import { loadProfiles } from "../../../src/aws/config/profiles.ts";
import { JUDGES } from "../../../src/commands/doctor/checks.ts";
import type { Facts, VaultFacts } from "../../../src/commands/doctor/facts.ts";
import { UserError } from "../../../src/errors.ts";

const NOW = Date.parse("2026-11-23T00:00:00Z");
const DAY = 86_400_000;
const VAULT: VaultFacts = {
  name: "personal",
  fault: null,
  verified: true,
  backups: 1,
  badBackups: [],
  ids: ["i1"],
  items: [{ title: "AWS dev", created: NOW - DAY }],
};
const BOUND = {
  where: "aws, global",
  directory: null,
  directoryStands: true,
  vault: "personal",
  item: "i1",
  title: "AWS dev",
  mend: "opaws init aws --scope global",
};
const FAULT = new UserError({
  exit: "refused",
  code: "x",
  cannot: "read /h/.aws/config",
  because: "line 7 has no value",
});

/** The facts of a machine where all is well, but for `change`. */
function facts(change: Partial<Facts> = {}): Facts {
  return {
    now: NOW,
    version: "1.2.3",
    executable: "/usr/bin/opaws",
    onPath: "/usr/bin/opaws",
    path: ["/usr/bin", "/bin"],
    tools: [{
      name: "aws",
      program: "/usr/bin/aws",
      version: "aws-cli/2",
      hook: "in place",
      first: "/usr/bin/aws",
    }],
    startup: { shell: "zsh", path: "/h/.zshrc", hasHook: true, install: () => {} },
    shims: { folder: "/s/shims", tools: [] },
    files: [{ path: "/h/.config/opaws", folder: true, mode: 0o700, uid: 1000 }],
    uid: 1000,
    configFault: null,
    unknownMembers: [],
    configFile: "/h/.config/opaws/config.json",
    vaults: [VAULT],
    unlockCache: "kernel keyring",
    bindings: [BOUND],
    profiles: null,
    profilesFault: null,
    keyInEnvironment: false,
    ...change,
  };
}

/** What is wrong with the machine of {@linkcode facts}, as check, message and command. */
function wrong(change: Partial<Facts>): string[] {
  return Object.entries(JUDGES).flatMap(([check, judge]) =>
    judge(facts(change)).filter(({ state }) => state !== "ok").map(({ says, try: mend }) => {
      assert.ok(mend, `${check} names no command`);
      return `${check}: ${says} | ${mend}`;
    })
  );
}

const aws = facts().tools[0]!;
const cases: readonly [string, Partial<Facts>, readonly RegExp[]][] = [
  ["nothing, where all is well", {}, []],
  ["an opaws that is not on PATH", { onPath: null }, [/^opaws: opaws is not on your PATH/]],
  [
    "a tool that is not there",
    { tools: [{ ...aws, program: null, first: null }] },
    [/^tools: aws is not on your PATH/],
  ],
  [
    "a shell without the function, its startup file with the line",
    { tools: [{ ...aws, hook: "no shell function in this shell" }] },
    [/^hook: plain aws does not go through opaws: .* \| exec zsh$/],
  ],
  [
    "neither function nor line",
    {
      tools: [{ ...aws, hook: "no shell function in this shell" }],
      startup: { shell: "zsh", path: "/h/.zshrc", hasHook: false, install: () => {} },
    },
    [/^hook: .* \| opaws hook --install$/, /^startup: .* \/h\/\.zshrc \| opaws hook --install$/],
  ],
  [
    "no missing hook where a shim comes first",
    {
      tools: [{ ...aws, hook: "no shell function in this shell", first: "/s/shims/aws" }],
      path: ["/s/shims/", "/usr/bin"],
      shims: { folder: "/s/shims", tools: ["aws"] },
      startup: { shell: "zsh", path: "/h/.zshrc", hasHook: false, install: () => {} },
    },
    [],
  ],
  [
    "shims whose folder is not on PATH",
    { shims: { folder: "/s/shims", tools: ["aws"] } },
    [/^shims: .* is not on your PATH/],
  ],
  [
    "a shim behind the tool",
    { shims: { folder: "/s/shims", tools: ["aws"] }, path: ["/usr/bin", "/s/shims"] },
    [/^shims: the shim of aws comes behind \/usr\/bin\/aws/],
  ],
  [
    "empty and relative entries of PATH",
    { path: ["/bin", "", "bin"] },
    [/^path: .*empty entry/, /^path: .*relative entry, "bin"/],
  ],
  [
    "files that others may read or own",
    {
      files: [
        { path: "/h/a b", folder: false, mode: 0o644, uid: 1000 },
        { path: "/h/c", folder: true, mode: 0o700, uid: 0 },
      ],
    },
    [/^modes: .*mode 644.* \| chmod 600 '\/h\/a b'$/, /^modes: .*another user \| sudo chown/],
  ],
  ["settings that cannot be read", { configFault: FAULT }, [/^settings: cannot read/]],
  ["unknown members", { unknownMembers: ["x.y"] }, [/^settings: .*x\.y/]],
  ["no vault", { vaults: [], bindings: [] }, [/^vaults: there is no vault yet \| opaws init$/]],
  [
    "a damaged vault and a damaged older generation",
    { vaults: [{ ...VAULT, fault: FAULT, ids: null, badBackups: [FAULT] }] },
    [/^vaults: .* \| opaws vault restore --vault personal$/, /^vaults: .* \| opaws vault list$/],
  ],
  ["no keeper", { unlockCache: null }, [/^unlockCache: nothing keeps keys/]],
  [
    "bindings that lead nowhere",
    {
      bindings: [
        { ...BOUND, vault: "gone" },
        { ...BOUND, item: "gone" },
        { ...BOUND, directory: "/x", directoryStands: false },
      ],
    },
    [/its vault is gone/, /its item is gone/, /its directory is gone/],
  ],
  [
    "a key of 91 days, not one of 90",
    {
      vaults: [{
        ...VAULT,
        items: [
          { title: "old", created: NOW - 91 * DAY },
          { title: "young", created: NOW - 90 * DAY },
        ],
      }],
    },
    [/^key age: the key of "old" is 91 days old or older \| opaws item edit old$/],
  ],
  [
    "AWS files that aws refuses, with the line",
    { profilesFault: FAULT },
    [/^aws files: .* \| "\$\{EDITOR:-vi\}" \+\d+ /],
  ],
  ["a key in the environment", { keyInEnvironment: true }, [/^plaintext keys: .* \| unset AWS_/]],
];

for (const [what, change, expected] of cases) {
  Deno.test(`the doctor finds ${what}`, () => {
    const found = wrong(change);
    assert.equal(found.length, expected.length, found.join("\n"));
    expected.forEach((pattern, at) => assert.match(found[at]!, pattern));
  });
}

Deno.test("the doctor finds comments behind values and plaintext keys, by file and line", () => {
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
    const found = wrong({ profiles: loadProfiles({ env: (name) => files[name] }, folder) });
    assert.equal(found.length, 2, found.join("\n"));
    assert.match(found[0]!, /config line 2: .*comment behind region of profile default/);
    assert.match(
      found[1]!,
      /credentials line 3: .*profile prod is in plaintext \| opaws item import/,
    );
    assert.ok(!found.join().includes("wJalr"));
    Deno.writeTextFileSync(files.AWS_CONFIG_FILE!, "[profile b]\naws_secret_access_key = x\n");
    const inConfig = wrong({ profiles: loadProfiles({ env: (name) => files[name] }, folder) });
    assert.match(inConfig[0]!, /config line 2: .*profile b .* \| opaws item import --all && "\$/);
    // Names that others give to things which aws overlooks in silence.
    Deno.writeTextFileSync(
      files.AWS_CONFIG_FILE!,
      "[default]\n[staging]\nregion = eu-west-1\n[plugins]\nx = y\n[profile a]\ninclude_profile = b\n" +
        "[profile q]\nregion = \"eu-west-1\"\ncredential_process = 'x y'\n" +
        "[profile z]\nregion = us-west-2a\n" +
        "[sso-session c]\nsso_region = eu-west-1\n[services d]\n",
    );
    const silent = wrong({ profiles: loadProfiles({ env: (name) => files[name] }, folder) });
    assert.equal(silent.length, 5, silent.join("\n"));
    assert.match(silent[0]!, /line 9: aws takes the quotation marks around region of profile q/);
    // https://github.com/aws/aws-cli/issues/1194
    assert.match(silent[1]!, /us-west-2a of profile z is an availability zone.* us-west-2 /);
    assert.match(silent[2]!, /line 2: aws overlooks section \[staging\].*\[profile staging\]/);
    assert.match(silent[3]!, /line 7: aws and opaws overlook include_profile of \[profile a\]/);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
