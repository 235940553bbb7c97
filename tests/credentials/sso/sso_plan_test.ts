import assert from "node:assert/strict";
import type { PlanFacts } from "../../../src/credentials/facts.ts";
import type { Plan } from "../../../src/credentials/plan.ts";
import { planLines } from "../../../src/credentials/plan_lines.ts";
import type { SignInRecord } from "../../../src/credentials/sso/sign_in_file.ts";
import type { SsoPlan } from "../../../src/credentials/sso/sso_plan.ts";
import type { Binding } from "../../../src/scope/binding.ts";
import { findTool } from "../../../src/tools/table.ts";
import { CORP } from "../../aws/sso/fixtures.ts";
import { errorOf } from "../../error_of.ts";
import { type Case, plan } from "../plan_case.ts";

const DEV: Binding = {
  vault: "personal",
  sso: "corp",
  account: "111122223333",
  accountName: "Acme Dev",
  role: "Developer",
  region: "eu-west-3",
};
const ITEM: Binding = { vault: "personal", item: "1", title: "AWS dev" };
const CONFIG = `[sso-session corp]
sso_start_url = https://acme.awsapps.com/start
sso_region = us-east-1
[default]
region = eu-north-1
[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = ReadOnly
region = eu-west-1
[profile legacy]
sso_start_url = https://acme.awsapps.com/start
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = Legacy
[profile admin]
role_arn = arn:aws:iam::444455556666:role/Admin
source_profile = dev
[profile plain]
region = sa-east-1
[profile chained]
role_arn = arn:aws:iam::444455556666:role/Chained
mfa_serial = arn:aws:iam::111122223333:mfa/me
[profile broken]
sso_session = nope
sso_account_id = 111122223333
sso_role_name = ReadOnly
`;
const RECORD: SignInRecord = {
  session: CORP,
  vault: "personal",
  signedInAt: 0,
  expiresAt: 1,
  renewsUntil: null,
};
const signIn: PlanFacts["signIn"] = (label) =>
  label === "corp"
    ? RECORD
    : label === CORP.startUrl
    ? { ...RECORD, session: { ...CORP, name: null } }
    : null;

function sso(each: Case): SsoPlan {
  const made: Plan = plan({ config: CONFIG, signIn, ...each });
  assert(made.kind === "sso", made.kind);
  return made;
}

Deno.test("a bound role of IAM Identity Center decides as an item would, with its own region", () => {
  const made = sso({ global: DEV });
  assert.deepEqual(made.role, {
    session: "corp",
    account: "111122223333",
    accountName: "Acme Dev",
    role: "Developer",
  });
  assert.deepEqual(made.region, { name: "eu-west-3", source: "the binding" });
  assert.deepEqual([made.roles, made.isChosen], [[], false]);
  const { region: _, ...noRegion } = DEV;
  assert.equal(sso({ global: noRegion }).region?.name, "eu-north-1");
  const environment = { region: "ap-south-1" };
  assert.equal(sso({ global: DEV, environment }).region?.name, "ap-south-1");
  assert.equal(sso({ global: ITEM, session: DEV }).source.by, "sso-scope");
  assert.equal(plan({ config: CONFIG, global: DEV, session: ITEM }).kind, "item");
  assert.deepEqual(planLines(made, "aws").slice(1), [
    "  global: role Developer in Acme Dev (111122223333) through corp",
    "  profile: none named",
    "  region: eu-west-3 (the binding)",
    "So aws gets credentials of role Developer in Acme Dev (111122223333) through corp.",
  ]);
});

Deno.test("a profile's role is assumed with the bound role, and its settings apply", () => {
  const made = sso({ global: DEV, options: { profile: "chained" } });
  assert.deepEqual(made.roles.map(({ role }) => role), ["arn:aws:iam::444455556666:role/Chained"]);
  assert.equal(sso({ global: DEV, options: { profile: "plain" } }).region?.name, "sa-east-1");
  const role = "arn:aws:iam::444455556666:role/Named";
  assert.equal(sso({ global: DEV, options: { role } }).roles[0]!.role, role);
  assert.match(
    planLines(made, "aws").at(-1)!,
    /a session of .*Chained, made with role Developer in Acme/,
  );
});

Deno.test("a profile with SSO is served once its session is signed in to, and left to the tool before", () => {
  const dev = { options: { profile: "dev" } };
  const made = sso(dev);
  assert.deepEqual([made.source.by, made.role.role, made.region?.name], [
    "sso-profile",
    "ReadOnly",
    "eu-west-1",
  ]);
  assert.equal(sso({ options: { profile: "legacy" } }).role.session, CORP.startUrl);
  const admin = sso({ options: { profile: "admin" } });
  assert.deepEqual([admin.role.role, admin.roles.map((each) => each.profile)], [
    "ReadOnly",
    ["admin"],
  ]);
  for (const environment of [{ profile: "dev" }, { defaultProfile: "dev" }]) {
    assert.equal(sso({ environment }).role.role, "ReadOnly");
  }
  const elsewhere = { ...RECORD, session: { ...CORP, region: "eu-west-1" } };
  const left: Case[] = [
    { ...dev, signIn: () => null },
    { ...dev, signIn: () => elsewhere },
    { options: { profile: "admin" }, signIn: () => null },
    { options: { profile: "broken" } },
    { environment: { profile: "dev", hasCredentials: true } },
  ];
  for (const each of left) {
    const left = plan({ config: CONFIG, signIn, ...each });
    assert.equal(left.kind, "tool");
  }
});

Deno.test("a named profile comes before a bound role, an option before both, and [default] with a provider before every binding", () => {
  assert.equal(sso({ global: DEV, options: { profile: "dev" } }).role.role, "ReadOnly");
  const option = { session: "other", account: "444455556666", role: "Admin" };
  const made = sso({ global: DEV, options: { profile: "dev", sso: option } });
  assert.deepEqual(made.role, { ...option, accountName: "" });
  assert(made.isChosen);
  const config = CONFIG.replace("[default]", "[profile x]").replace("[profile dev]", "[default]");
  assert.equal(sso({ config }).role.role, "ReadOnly");
  for (const global of [DEV, ITEM]) assert.equal(sso({ config, global }).role.role, "ReadOnly");
  const other = config.replace("sso_session = corp", "credential_process = /bin/other");
  for (const global of [DEV, ITEM]) assert.equal(plan({ config: other, global }).kind, "tool");
  const token = { environment: { token: "OPAWS_TOKEN" } as const };
  assert.equal(sso({ ...token, options: { sso: option } }).source.by, "sso-option");
  const mapped = { admin: ITEM };
  assert.equal(
    plan({ config: CONFIG, global: DEV, mapped, options: { profile: "admin" } }).kind,
    "tool",
  );
});

Deno.test("a credential_process that is opaws with a role stands for that role", () => {
  const config =
    "[profile p]\ncredential_process = opaws credential-process --sso corp --account 444455556666 --role Admin\n";
  const made = sso({ config, options: { profile: "p" }, global: ITEM });
  assert.deepEqual([made.role.account, made.role.role], ["444455556666", "Admin"]);
});

Deno.test("options about a session are refused where Identity Center decides", () => {
  for (const options of [{ durationSeconds: 900 }, { noSession: true }, { sessionName: "me" }]) {
    assert.equal(errorOf(() => plan({ config: CONFIG, global: DEV, options })).exit, "usage");
  }
  const chained = { profile: "chained", durationSeconds: 900, sessionName: "me" };
  assert.equal(sso({ global: DEV, options: chained }).roles.length, 1);
});

Deno.test("arguments that need no credentials get none", () => {
  const tool = findTool("aws")!;
  assert.equal(plan({ tool, args: ["--version"], config: CONFIG, global: DEV }).kind, "none");
});
