import assert from "node:assert/strict";
import { parseAwsFile } from "../../../src/aws/config/parse.ts";
import { findProvider } from "../../../src/aws/config/provider.ts";
import { completeRegion, planRegion } from "../../../src/credentials/choose_region.ts";
import { takeProfileArgument } from "../../../src/tools/profile_option.ts";
import { findTool } from "../../../src/tools/table.ts";
import { mergeProfiles, type Profiles } from "../../../src/aws/config/profiles.ts";
import { profileText } from "../../../src/aws/config/profile.ts";
import { planCalls } from "../../../src/credentials/plan_calls.ts";
import type { StsCall } from "../../../src/aws/sts/call.ts";
import { UserError } from "../../../src/errors.ts";
import { conformanceJson, ignoreWithoutData } from "../../conformance.ts";

function profilesOf(config: string): Profiles {
  const sections = parseAwsFile(config, "config");
  return {
    all: mergeProfiles({ path: "config", sections }, { path: "credentials", sections: [] }),
    ssoSessions: new Map(),
    services: new Map(),
    texts: new Map(),
    configPath: "config",
    credentialsPath: "credentials",
    configSections: sections,
    credentialsSections: [],
  };
}

/** Returns the plan for `profile` with an item that has a one-time password and, if given, an MFA serial. */
function plan(
  profiles: Profiles,
  profile: string,
  item: { readonly otp?: boolean; readonly mfaSerial?: string } = { otp: true },
): StsCall[] {
  const provider = findProvider(profiles, profile, true);
  const inUse = profiles.all.get(profile);
  const mfaSerial = inUse && profileText(inUse, "mfa_serial");
  return planCalls({
    roles: provider.kind === "role" ? provider.steps : [],
    profile: mfaSerial ? { mfaSerial } : {},
    item: {
      oneTimePassword: item.otp ?? false,
      ...(item.mfaSerial && { mfaSerial: item.mfaSerial }),
    },
    options: { noSession: false },
  });
}

function describe(calls: readonly StsCall[]): string[] {
  return calls.map((call) => {
    const name = call.call === "AssumeRole" ? call.step.role.split("/").at(-1) : "session";
    const mfa = call.mfa === null ? "" : " mfa";
    return `${name}${mfa}${call.durationSeconds === null ? "" : ` ${call.durationSeconds}`}`;
  });
}

interface ChainCase {
  readonly docs: string;
  readonly input: {
    readonly profiles: Readonly<Record<string, Readonly<Record<string, string>>>>;
    readonly selected_profile: string;
  };
}

/** What opaws does in each case. If it differs from the SDKs, the item takes the place of the missing credentials. */
const CHAINS: Readonly<Record<string, string>> = {
  "self referential profile (first load base creds, then use for the role)":
    "tool: its own access key",
  "Load credentials from a credential_source": "tool: credential_source",
  "partial credentials error (missing secret)": "error 78",
  "missing credentials error (empty source profile)": "role from item of B: arn:foo",
  "profile only contains configuration": "item of A",
  "missing root profile (should never happen in practice)": "error 66",
  "assume role profile infinite loop": "error 78",
  "web identity role": "tool: web identity",
  "SSO credentials profile selected": "tool: SSO",
  "invalid SSO credentials configuration: missing account ID": "tool: SSO",
  "invalid SSO credentials configuration: missing role name": "tool: SSO",
  "invalid SSO token configuration: sso_region must be in sso-session": "item of A",
  "SSO token profile selected": "item of A",
  "invalid SSO token configuration: sso-session not found": "item of A",
};

Deno.test({
  name: "findProvider() finds the end of each chain in the SDKs' cases",
  ignore: ignoreWithoutData("aws-config/assume-role.json"),
  fn() {
    const cases: ChainCase[] = conformanceJson("aws-config/assume-role.json");
    const found = cases.map(({ docs, input }) => {
      const config = Object.entries(input.profiles).map(([name, values]) =>
        `[profile ${name}]\n${
          Object.entries(values).map((pair) => `${pair.join(" = ")}\n`).join("")
        }`
      ).join("");
      return [docs, provided(config, input.selected_profile)];
    });
    assert.deepEqual(Object.fromEntries(found), CHAINS);
  },
});

function provided(config: string, profile: string): string {
  try {
    const provider = findProvider(profilesOf(config), profile, true);
    if (provider.kind === "tool") return `tool: ${provider.provider}`;
    if (provider.kind === "item") return `item of ${provider.profile}`;
    const roles = provider.steps.map(({ role }) => role).join(", ");
    return `role from item of ${provider.profile}: ${roles}`;
  } catch (error) {
    if (error instanceof UserError) return `error ${error.status}`;
    throw error;
  }
}

Deno.test({
  name: "planCalls() plans the STS calls that 1Password's cases expect",
  ignore: ignoreWithoutData("1password-shell-plugin-aws/provisioner.json"),
  fn() {
    const document = conformanceJson("1password-shell-plugin-aws/provisioner.json");
    for (const { name, config, profile, item, sts, error } of document.cases) {
      const profiles = profilesOf(document[config]);
      if (error !== undefined) {
        assert.match(provided(document[config], profile), /^error 78$/, name);
        continue;
      }
      const calls = plan(profiles, profile ?? "default", item);
      assert.deepEqual(calls.map(({ call }) => call), sts, name);
    }
    assert.deepEqual(document.conflicts.map(joined), JOINED);
    for (const { flag, AWS_PROFILE, expect } of document.profileSelection) {
      const args = ["s3", "ls", ...(flag ? ["--profile", flag] : [])];
      const { profile } = takeProfileArgument(findTool("aws")!, args);
      assert.equal(profile || AWS_PROFILE || "default", expect);
    }
  },
});

interface Conflict {
  readonly local: Readonly<Record<string, string>>;
  readonly item: Readonly<Record<string, string>>;
}

/** The result for a profile and an item that both have settings; a plain access key if 1Password's plugin refuses. */
const JOINED = [
  [[], undefined],
  [["GetSessionToken arn:aws:iam::123456789012:mfa/user"], "us-east-2"],
  [[], undefined],
  [["GetSessionToken arn:aws:iam::123456789012:mfa/user"], "us-east-2"],
];

function joined({ local, item }: Conflict): [calls: string[], region: string | undefined] {
  const keys = { mfaSerial: "mfa_serial", mfaProcess: "mfa_process", region: "region" };
  const lines = Object.entries(keys).map(([name, key]) => local[name] && `${key}=${local[name]}\n`);
  const profiles = profilesOf(`[profile p]\n${lines.join("")}`);
  const calls = plan(profiles, "p", {
    otp: item.otp !== undefined,
    ...(item.mfaSerial && { mfaSerial: item.mfaSerial }),
  });
  const name = profileText(profiles.all.get("p")!, "region");
  const planned = planRegion({
    environment: undefined,
    namedProfile: name ? { name, source: "profile" } : null,
    binding: undefined,
    bindingProfile: null,
    defaultProfile: null,
  });
  const region = completeRegion(planned, item.region)?.name;
  return [calls.map(({ call, mfa }) => `${call} ${mfa}`), region];
}

Deno.test({
  name:
    "planCalls() follows aws-vault's chains: one code, no session of a session, an hour for a role from a role",
  ignore: ignoreWithoutData("aws-vault/ini-inputs.json"),
  fn() {
    const inputs: { readonly test: string; readonly ini: string }[] = conformanceJson(
      "aws-vault/ini-inputs.json",
    );
    const EXPECTED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
      shared_253: {
        default: [],
        withsource: [],
        withMFA: ["session mfa 43200", "aws_admin 1200"],
        testincludeprofile2: [],
        "with-sso-session": [],
      },
      shared_1156: { default: [], testing: [] },
      shared_1352: { default: [] },
      TestIniWithDEFAULTHeader: { default: [] },
      TestSessionTaggingFromEnvironment: { tagged: [] },
      TestConfigFileResolvedSSOStartURL: { modern: [], legacy: [], both: [], none: [] },
      TestIssue1195: { test: [], dev: [], default: [] },
      TestDirectRoleLoginDoesNotUseGetSessionToken: { target: ["session mfa 43200", "target"] },
      TestNonRoleChainingFlowDoesNotUseChainedMfaPath: {
        source: ["session mfa 43200", "source"],
        target: [],
      },
      TestDefaultMfaRoleChainDoesNotCallGetSessionTokenWithSessionCreds: {
        default: ["session mfa 43200"],
        admin: ["admin 7200"],
        target: ["admin 7200", "target 3600"],
      },
      TestRoleChainingCapsAssumeRoleDurationToOneHour: {
        target: ["session mfa 43200", "source", "target"],
      },
      TestSourceProfileRoleLoginDoesNotCapAssumeRoleDuration: {
        source: ["session mfa 43200"],
        target: ["session mfa 43200", "target"],
      },
      TestAliasedSourceProfileRoleLoginDoesNotCapAssumeRoleDuration: {
        target: ["session mfa 43200", "target"],
      },
      TestSingleRoleWithinCapPrimesGetSessionToken: { target: ["session mfa 43200", "target"] },
    };
    assert.deepEqual(inputs.map(({ test }) => test), Object.keys(EXPECTED), "no input is left out");
    for (const [test, profiles] of Object.entries(EXPECTED)) {
      const config = profilesOf(inputs.find((input) => input.test === test)!.ini);
      for (const [profile, calls] of Object.entries(profiles)) {
        assert.deepEqual(describe(plan(config, profile)), calls, `${test} ${profile}`);
      }
    }
  },
});
