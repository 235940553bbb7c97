import assert from "node:assert/strict";
import { makePlan, type Plan } from "../../src/credentials/plan.ts";
import type { Binding } from "../../src/scope/binding.ts";
import { findTool, parseToolRow, unlistedTool } from "../../src/tools/table.ts";
import { errorOf } from "../error_of.ts";
import { type Case, plan } from "./plan_case.ts";

const DEV: Binding = { vault: "personal", item: "1", title: "AWS dev" };
const PROD: Binding = { vault: "personal", item: "2", title: "AWS prod" };
function itemPlan(each: Case): Plan & { readonly kind: "item" } {
  const planned = plan(each);
  assert(planned.kind === "item", planned.kind);
  return planned;
}

Deno.test("makePlan() gathers no facts if the arguments need no credentials", () => {
  const tool = findTool("aws")!;
  const planned = makePlan({ tool, args: ["--version"], options: {} }, () => {
    throw new Error("gathered");
  });
  assert.equal(planned.kind, "none");
});

Deno.test("makePlan() prefers the token to --item, and --item to a binding", () => {
  const bound = { session: DEV, global: PROD };
  assert.deepEqual(itemPlan(bound).source, {
    by: "scope",
    scope: { kind: "session" },
    tool: "aws",
    binding: DEV,
  });
  const options = { item: "x" };
  assert.equal(itemPlan({ ...bound, options }).source.by, "option");
  const environment = { token: "OPAWS_TOKEN" } as const;
  assert.equal(itemPlan({ ...bound, options, environment }).source.by, "token");
  assert.equal(plan({}).kind, "unbound");
});

Deno.test("makePlan() prefers the argument's profile, then the option's, the variables' and the binding's", () => {
  const config = ["a", "b", "c", "d", "e"].map((name) => `[profile ${name}]\n`).join("");
  const global = { ...DEV, profile: "e" };
  const args = ["s3", "ls", "--profile", "a"];
  const options = { profile: "b" };
  const environment = { profile: "c", defaultProfile: "d" };
  const name = (each: Case) => itemPlan({ config, global, ...each }).profile?.name;
  assert.equal(name({ args, options, environment }), "a");
  assert.equal(name({ options, environment }), "b");
  assert.equal(name({ environment }), "c");
  assert.equal(name({ environment: { defaultProfile: "d" } }), "d");
  assert.equal(name({}), "e");
  assert.equal(errorOf(() => plan({ options: { profile: "missing" } })).status, 66);
});

Deno.test("makePlan() leaves a profile with another provider to the tool, unless an item is named", () => {
  const config = "[profile sso]\nsso_start_url = x\nsso_account_id = 1\nsso_role_name = y\n";
  const options = { profile: "sso" };
  const left = plan({ config, options, global: DEV });
  assert(left.kind === "tool");
  assert.equal(left.cause, "provider");
  assert(left.left.unset.includes("AWS_ACCESS_KEY_ID"));
  assert.equal(itemPlan({ config, options: { ...options, item: "x" } }).source.by, "option");
  assert.equal(itemPlan({ config, options, mapped: { sso: PROD } }).source.by, "profile");
  const error = errorOf(() => plan({ config, options: { ...options, durationSeconds: 900 } }));
  assert.deepEqual([error.status, error.try], [64, "opaws which aws --profile sso"]);
});

Deno.test("makePlan() names a profile that needs the keys in the environment by argument, or refuses", () => {
  const role = "[profile p]\nrole_arn = arn:aws:iam::123456789012:role/x\n";
  const config = `${role}credential_source = Environment\n`;
  const options = { profile: "p" };
  const environment = { hasCredentials: true, hasAccessKey: true };
  const left = (each: Case) => {
    const made = plan({ config, environment, ...each });
    assert(made.kind === "tool");
    return made.left;
  };
  const bound = { ...DEV, profile: "p" };
  for (const each of [{ options }, { global: bound }, { options, tool: findTool("cdk")! }]) {
    const { unset, addArgument } = left(each);
    assert.equal(addArgument, true);
    assert(!unset.includes("AWS_ACCESS_KEY_ID") && unset.includes("AWS_WEB_IDENTITY_TOKEN_FILE"));
  }
  // The tool's own rule: plain aws prefers the keys to AWS_PROFILE, and --profile to the keys.
  const unchanged = { unset: [], addArgument: false };
  assert.deepEqual(left({ args: ["s3", "ls", "--profile", "p"] }), unchanged);
  assert.deepEqual(left({ environment: { ...environment, profile: "p" } }), unchanged);
  assert.equal(left({ options, environment: {} }).addArgument, false);
  const tool = unlistedTool("python");
  assert.equal(left({ options, tool, environment: {} }).addArgument, false);
  const error = errorOf(() => left({ options, tool }));
  assert.deepEqual([error.status, error.code, error.try], [
    78,
    "environment-keys",
    "opaws run --profile p --item ITEM -- python",
  ]);
  const own = parseToolRow("mytool", { profileOptions: ["--aws-profile"] });
  const hint = errorOf(() => left({ options, tool: own })).try;
  assert.equal(hint, "opaws run -- mytool --aws-profile p");
  const named = { ...options, item: "x" };
  assert.equal(plan({ config, environment, tool, options: named }).kind, "item");
});

Deno.test("makePlan() unsets keys that the profile's credential_source does not read", () => {
  const config = (source: string) =>
    `[profile p]\nrole_arn = arn:aws:iam::123456789012:role/x\ncredential_source = ${source}\n`;
  const environment = { hasCredentials: true, hasAccessKey: true };
  const options = { profile: "p" };
  const tool = unlistedTool("python");
  for (
    const [source, isContainer] of [["Ec2InstanceMetadata", false], ["ecscontainer", true]] as const
  ) {
    const made = plan({ config: config(source), environment, options, tool });
    assert(made.kind === "tool");
    const { unset, addArgument } = made.left;
    assert.equal(addArgument, false);
    assert(unset.includes("AWS_ACCESS_KEY_ID") && unset.includes("OPAWS_CHOSEN"));
    assert.equal(unset.some((name) => name.startsWith("AWS_CONTAINER_")), !isContainer);
  }
});

Deno.test("makePlan() uses credentials in the environment if nothing is bound or they were chosen before", () => {
  const own = plan({ environment: { hasCredentials: true } });
  assert(own.kind === "tool");
  assert.equal(own.cause, "environment");
  const environment = { hasCredentials: true, chosenBefore: true };
  const chosen = plan({ environment, global: DEV });
  assert(chosen.kind === "tool");
  assert.equal(chosen.cause, "chosen-before");
  assert.equal(plan({ environment, global: DEV, options: { item: "x" } }).kind, "item");
});

Deno.test("makePlan() prefers the variable's region, then the named profile's, the binding's and the item's", () => {
  const config = "[default]\nregion = r-default\n[profile p]\nregion = r-profile\n[profile q]\n";
  const region = (each: Case) => {
    const planned = itemPlan({ config, ...each }).region;
    return planned.kind === "known" ? planned.region.name : `item, ${planned.fallback?.name}`;
  };
  const bound = { ...DEV, profile: "p", region: "r-binding" };
  const options = { profile: "p" };
  assert.equal(
    region({ global: bound, options, environment: { region: "r-variable" } }),
    "r-variable",
  );
  assert.equal(region({ global: bound, options }), "r-profile");
  assert.equal(region({ global: bound }), "r-binding");
  assert.equal(region({ global: bound, options: { profile: "q" } }), "r-binding");
  assert.equal(region({ global: { ...DEV, profile: "p" } }), "r-profile");
  assert.equal(region({ global: DEV }), "item, r-default");
  assert.equal(region({ global: DEV, options: { profile: "q" } }), "item, undefined");
});

Deno.test("makePlan() hands over the profile to aws, and its settings to other tools", () => {
  const config =
    "[default]\nregion = r-default\n[profile p]\nregion = r-profile\nretry_mode = adaptive\n";
  const options = { profile: "p" };
  assert.deepEqual(itemPlan({ config, options, global: DEV }).handover, {
    name: "p",
    settings: {},
    region: "r-profile",
    warning: null,
  });
  const tool = unlistedTool("python");
  assert.deepEqual(itemPlan({ tool, config, options, global: DEV }).handover, {
    name: null,
    settings: { AWS_RETRY_MODE: "adaptive" },
    region: "r-default",
    warning: null,
  });
});

Deno.test("makePlan() hands eksctl the name of the profile where it writes a kubeconfig", () => {
  const config = "[default]\nregion = r-default\n[profile p]\nregion = r-profile\n" +
    "[profile q]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = default\n";
  const tool = findTool("eksctl")!;
  const handover = (line: string) => {
    const made = itemPlan({ tool, config, global: DEV, args: line.split(" ") });
    return [made.handover.name, made.handover.warning !== null];
  };
  assert.deepEqual(handover("utils write-kubeconfig --cluster c --profile p"), ["p", false]);
  assert.deepEqual(handover("-v 4 utils write-kubeconfig -p p"), ["p", false]);
  assert.deepEqual(handover("create cluster -f c.yaml --profile=p"), ["p", false]);
  assert.deepEqual(handover("get cluster --profile p"), [null, false]);
  assert.deepEqual(handover("utils describe-stacks --profile p"), [null, false]);
  // The Go SDK refuses q, because its source has no key in the files.
  assert.deepEqual(handover("utils write-kubeconfig --cluster c --profile q"), ["q", true]);
  assert.deepEqual(handover("create cluster --profile q"), [null, true]);
  assert.deepEqual(handover("get cluster --profile q"), [null, false]);
});

Deno.test("makePlan() never hands over the name of a profile that does not exist", () => {
  const planned = itemPlan({ options: { profile: "default" }, global: DEV });
  assert.equal(planned.handover.name, null);
});

Deno.test("makePlan() refuses --session-name if no role is assumed", () => {
  const error = errorOf(() => plan({ options: { sessionName: "me" }, global: DEV }));
  assert.deepEqual([error.status, error.message], [
    64,
    'cannot use --session-name: profile "default" assumes no role',
  ]);
});

const SPOT = "arn:aws:iam::210987654321:role/spot";

Deno.test("makePlan() assumes the role of --role last: with the item, or with the role of the profile", () => {
  const config = `[profile p]\nrole_arn = arn:aws:iam::123456789012:role/x\nmfa_serial = d12345678
[profile q]\nmfa_serial = e12345678\nmfa_process = code\n`;
  const roles = (options: Case["options"] & object) =>
    itemPlan({ options, config, global: DEV }).roles;
  const spot = { profile: null, role: SPOT };
  assert.deepEqual(roles({ role: SPOT, externalId: "ab" }), [{ ...spot, externalId: "ab" }]);
  assert.deepEqual(roles({ role: SPOT, profile: "q" }), [
    { ...spot, mfaSerial: "e12345678", mfaProcess: "code" },
  ]);
  const [first, second] = roles({ role: SPOT, profile: "p" });
  assert.deepEqual([first!.profile, first!.mfaSerial, second], ["p", "d12345678", spot]);
  assert.equal(
    itemPlan({ options: { role: SPOT, sessionName: "me" }, global: DEV }).isChosen,
    true,
  );
});

Deno.test("makePlan() refuses --role for credentials that opaws leaves to the tool", () => {
  const config = "[profile sso]\ncredential_process = x\n";
  const error = errorOf(() => plan({ options: { role: SPOT, profile: "sso" }, config }));
  assert.deepEqual([error.status, error.message], [
    64,
    "cannot use --role: its credentials come from credential_process, so opaws does not request a session",
  ]);
});

Deno.test("makePlan() plans a web identity role without an item, and refuses options about items", () => {
  const options = { webIdentity: true, role: "arn:aws:iam::123456789012:role/x" };
  assert.equal(plan({ options, global: DEV }).kind, "web-identity");
  assert.equal(errorOf(() => plan({ options: { ...options, item: "x" } })).status, 64);
});
