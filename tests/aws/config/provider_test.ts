import assert from "node:assert/strict";
import { parseAwsFile } from "../../../src/aws/config/parse.ts";
import { findProvider } from "../../../src/aws/config/provider.ts";
import { mergeProfiles, type Profiles } from "../../../src/aws/config/profiles.ts";
import { UserError } from "../../../src/errors.ts";

const ROLE = "arn:aws:iam::123456789012:role/dev";

function profiles(config: string, credentials = ""): Profiles {
  const sections = parseAwsFile(credentials, "credentials");
  const ofConfig = parseAwsFile(config, "config");
  return {
    all: mergeProfiles(
      { path: "config", sections: ofConfig },
      { path: "credentials", sections },
    ),
    configSections: ofConfig,
    ssoSessions: new Map(),
    services: new Map(),
    texts: new Map(),
    configPath: "config",
    credentialsPath: "credentials",
    credentialsSections: sections,
  };
}

Deno.test("findProvider() leaves a profile to the tool if it names another provider", () => {
  const cases: [string, string][] = [
    ["sso_session=x\nsso_account_id=1", "SSO"],
    ["sso_start_url=https://x\nsso_role_name=r", "SSO"],
    [`role_arn=${ROLE}\nsource_profile=a\nsso_account_id=1`, "SSO"],
    [`role_arn=${ROLE}\nweb_identity_token_file=/t`, "web identity"],
    ["credential_process=/bin/x", "credential_process"],
    [`role_arn=${ROLE}\ncredential_source=Environment`, "credential_source"],
    ["login_session=x", "aws login"],
    ["sso_account_id=1", "SSO"],
    ["aws_access_key_id=AKIAIOSFODNN7EXAMPLE\naws_secret_access_key=x", "its own access key"],
  ];
  for (const [text, provider] of cases) {
    assert.deepEqual(
      findProvider(profiles(`[profile a]\n${text}\n`), "a", true),
      { kind: "tool", profile: "a", provider },
      text,
    );
  }
});

Deno.test("findProvider() prefers the item to keys in the file if no profile is named", () => {
  const found = profiles(
    "[default]\naws_access_key_id=AKIAIOSFODNN7EXAMPLE\naws_secret_access_key=x\n",
  );
  assert.deepEqual(findProvider(found, "default", false), { kind: "item", profile: "default" });
  assert.deepEqual(findProvider(found, "default", true).kind, "tool");
});

Deno.test("findProvider() finds the item of a plain profile and of a missing default", () => {
  assert.deepEqual(findProvider(profiles("[profile a]\nregion=x\n"), "a", true), {
    kind: "item",
    profile: "a",
  });
  assert.deepEqual(findProvider(profiles(""), "default", true), {
    kind: "item",
    profile: "default",
  });
});

Deno.test("findProvider() follows source_profile to its end", () => {
  const text = `[profile a]\nrole_arn=${ROLE}a\nsource_profile=b\n` +
    `[profile b]\nrole_arn=${ROLE}b\nsource_profile=c\n[profile c]\nregion=x\n` +
    `[profile s]\nrole_arn=${ROLE}s\nsource_profile=s\n[profile o]\nsource_profile=gone\n`;
  const found = profiles(text);
  assert.deepEqual(findProvider(found, "a", true), {
    kind: "role",
    profile: "c",
    steps: [{ profile: "b", role: `${ROLE}b` }, { profile: "a", role: `${ROLE}a` }],
  });
  assert.deepEqual(findProvider(found, "s", true), {
    kind: "role",
    profile: "s",
    steps: [{ profile: "s", role: `${ROLE}s` }],
  });
  assert.deepEqual(findProvider(found, "o", true), { kind: "item", profile: "o" });
});

Deno.test("findProvider() uses the item, not the role, of a source that sources itself", () => {
  const text = `[profile a]\nrole_arn=${ROLE}a\nsource_profile=b\n` +
    `[profile b]\nrole_arn=${ROLE}b\nsource_profile=b\n`;
  assert.deepEqual(findProvider(profiles(text), "a", true), {
    kind: "role",
    profile: "b",
    steps: [{ profile: "a", role: `${ROLE}a` }],
  });
});

Deno.test("findProvider() ignores keys of a provider that botocore ignores", () => {
  for (
    const text of [
      "sso_session=x",
      "sso_start_url=https://x\nsso_region=eu-west-1",
      "web_identity_token_file=",
      `role_arn=${ROLE}\nweb_identity_token_file=`,
    ]
  ) {
    const found = findProvider(profiles(`[profile a]\n${text}\n`), "a", true);
    assert.deepEqual(found, { kind: "item", profile: "a" }, text);
  }
});

Deno.test("findProvider() ends the chain at a source profile that has an item", () => {
  const found = profiles(
    `[profile a]\nrole_arn=${ROLE}a\nsource_profile=b\n` +
      `[profile b]\nrole_arn=${ROLE}b\nsource_profile=c\n[profile c]\n`,
  );
  const roles = (name: string, ...mapped: string[]) => {
    const provider = findProvider(found, name, true, (each) => mapped.includes(each));
    assert(provider.kind === "role");
    return [provider.profile, ...provider.steps.map(({ profile }) => profile)];
  };
  assert.deepEqual(roles("a"), ["c", "b", "a"]);
  assert.deepEqual(roles("a", "b"), ["b", "a"]);
  assert.deepEqual(roles("b", "b"), ["c", "b"], "its own role counts if it is asked for itself");
});

Deno.test("findProvider() refuses a nested block as the source of a role", () => {
  const text = `[profile a]\nrole_arn=${ROLE}\nsource_profile=\n  x=y\n`;
  assert.throws(() => findProvider(profiles(text), "a", true), /nested block.*line 3/);
  const noRole = findProvider(profiles("[profile a]\nsource_profile=\n  x=y\n"), "a", true);
  assert.equal(noRole.kind, "item");
});

Deno.test("findProvider() names missing quotation marks", () => {
  const found = profiles("[profile Foo Bar]\nregion=x\n");
  assert.throws(
    () => findProvider(found, "Foo Bar", true),
    /section \[profile Foo Bar\] lacks quotation marks; write \[profile "Foo Bar"\] \(config, line 1\)/,
  );
});

Deno.test("findProvider() refuses half a key pair only after the providers that botocore tries first", () => {
  const half = "aws_access_key_id=AKIAIOSFODNN7EXAMPLE\n";
  const sso = profiles(`[profile a]\n${half}sso_account_id=1\n`);
  assert.equal(findProvider(sso, "a", true).kind, "tool");
  const process = profiles(`[profile a]\n${half}credential_process=/bin/x\n`);
  assert.equal(findProvider(process, "a", true).kind, "tool");
  const inCredentials = profiles("[profile a]\ncredential_process=/bin/x\n", `[a]\n${half}`);
  assert.throws(() => findProvider(inCredentials, "a", true), /credentials, line 2/);
});

Deno.test("findProvider() leaves a chain to the tool if its last profile has keys in the file", () => {
  const text = `[profile a]\nrole_arn=${ROLE}\nsource_profile=b\n`;
  const keys = "[b]\naws_access_key_id=AKIAIOSFODNN7EXAMPLE\naws_secret_access_key=x\n";
  assert.deepEqual(findProvider(profiles(text, keys), "a", false), {
    kind: "tool",
    profile: "b",
    provider: "its own access key",
  });
});

// https://github.com/99designs/aws-vault/issues/1211: a loop ran for ever.
Deno.test("findProvider() refuses a missing profile, a missing source and a loop", () => {
  const text = `[profile a]\nrole_arn=${ROLE}\nsource_profile=b\n` +
    `[profile b]\nrole_arn=${ROLE}\nsource_profile=a\n` +
    `[profile c]\nrole_arn=${ROLE}\nsource_profile=gone\n[staging]\nregion=eu-west-1\n`;
  const cases: [string, number, RegExp][] = [
    ["none", 66, /neither config nor credentials has it/],
    [
      "staging",
      66,
      /\[staging\] is not a profile; write \[profile staging\] \(config, line 10\)/,
    ],
    [
      "worded",
      66,
      /the credentials file has section \[profile worded\]; write \[worded\] \(credentials, line 2\)/,
    ],
    ["c", 78, /source_profile "gone" does not exist/],
    ["a", 78, /is a loop: a -> b -> a/],
    ["__proto__", 66, /neither/],
  ];
  for (const [name, status, message] of cases) {
    assert.throws(
      () => findProvider(profiles(text, "\n[profile worded]\nregion=x\n"), name, true),
      (error) =>
        error instanceof UserError && error.status === status && message.test(error.message),
      name,
    );
  }
});

Deno.test("findProvider() refuses half pairs and two kinds of source as botocore does (78)", () => {
  const id = "aws_access_key_id=AKIAIOSFODNN7EXAMPLE";
  const secret = "aws_secret_access_key=x";
  const cases: [string, RegExp | null][] = [
    [`[profile a]\n${id}\n`, /has aws_access_key_id but no aws_secret_access_key .config, line 2/],
    [`[profile a]\n${secret}\n`, null],
    [
      `[profile a]\nrole_arn=${ROLE}\nsource_profile=b\n[profile b]\n${secret}\n`,
      /profile "b": it has aws_secret_access_key but no aws_access_key_id/,
    ],
    [
      `[profile a]\nrole_arn=${ROLE}\nsource_profile=b\ncredential_source=Environment\n[profile b]\n`,
      /both source_profile and credential_source/,
    ],
    ...[secret, `${id}\n${secret}`].map((keys): [string, RegExp] => [
      `[profile a]\nrole_arn=${ROLE}\nsource_profile=a\ncredential_source=Environment\n${keys}\n`,
      /profile "a": it has both source_profile and credential_source/,
    ]),
  ];
  for (const [text, message] of cases) {
    const ask = () => findProvider(profiles(text), "a", true);
    if (message === null) {
      assert.equal(ask().kind, "item", text);
    } else {
      assert.throws(
        ask,
        (error) =>
          error instanceof UserError && error.status === 78 && message.test(error.message) &&
          !error.message.includes("AKIA"),
        text,
      );
    }
  }
});

Deno.test("findProvider() follows a source without a role only to a profile of an item", () => {
  const found = profiles(
    `[profile a]\nsource_profile=b\n[profile b]\nregion=x\n` +
      `[profile c]\nsource_profile=d\n[profile d]\nsso_account_id=1\n`,
  );
  assert.deepEqual(findProvider(found, "a", true), { kind: "item", profile: "b" });
  assert.deepEqual(findProvider(found, "c", true), { kind: "item", profile: "c" });
});

Deno.test("findProvider() does not follow a source without a role to a profile with keys", () => {
  const pair = "aws_access_key_id=AKIAIOSFODNN7EXAMPLE\naws_secret_access_key=x\n";
  const found = profiles(`[profile a]\nsource_profile=b\n[profile b]\n${pair}`);
  assert.deepEqual(findProvider(found, "a", true), { kind: "item", profile: "a" });
});

Deno.test("findProvider() looks for a role first, except in a source with keys", () => {
  const pair = "aws_access_key_id=AKIAIOSFODNN7EXAMPLE\naws_secret_access_key=x\n";
  const role = `role_arn=${ROLE}\n`;
  const a = `[profile a]\n${role}source_profile=b\n`;
  const cases: [string, Record<string, string>][] = [
    [`${a}[profile b]\n${role}credential_source=Environment\n`, {
      kind: "tool",
      profile: "b",
      provider: "credential_source",
    }],
    [`${a}[profile b]\n${role}source_profile=c\ncredential_source=Environment\n${pair}`, {
      kind: "tool",
      profile: "b",
      provider: "its own access key",
    }],
    [`${a}sso_session=x\n${pair}[profile b]\nregion=x\n`, { kind: "role", profile: "b" }],
    [`[profile a]\n${role}source_profile=a\nsso_session=x\n`, { kind: "role", profile: "a" }],
  ];
  for (const [text, expected] of cases) {
    const { kind, profile, ...rest } = findProvider(profiles(text), "a", true);
    const provider = "provider" in rest ? { provider: rest.provider } : {};
    assert.deepEqual({ kind, profile, ...provider }, expected, text);
  }
});
