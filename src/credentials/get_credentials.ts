import { guardMemory } from "../memory_guard.ts";
import { readConfig } from "../scope/config_file.ts";
import type { StsCall } from "../aws/sts/call.ts";
import { accessKey } from "./access_key.ts";
import { completePlan } from "./complete_plan.ts";
import type {
  CredentialsContext,
  CredentialsResult,
  ProvidedCredentials,
  Work,
} from "./context.ts";
import { gatherFacts, type PlanFacts } from "./facts.ts";
import type { OpenItem } from "./ask.ts";
import { openPlannedItem } from "./open_item.ts";
import { type ItemPlan, makePlan, type Plan } from "./plan.ts";
import { openReason, summarize } from "./plan_text.ts";
import { VARIABLES_RECORD } from "./environment_records.ts";
import type { Provision } from "./provision.ts";
import { recordUse } from "./record_use.ts";
import type { PlanRequest } from "./request.ts";
import type { PlannedSession } from "./sessions.ts";

/**
 * Makes a plan for `request` and carries it out: opens the item, then takes a cached session or requests a new one.
 * Unlocks, asks and calls STS only if the plan needs it.
 *
 * @throws UserError as its steps do; 66 or 79 if nothing is bound and nobody chooses an item.
 */
export async function getCredentials(
  request: PlanRequest,
  context: CredentialsContext,
): Promise<CredentialsResult> {
  const facts = lazyFacts(context);
  const plan = makePlan(request, facts);
  if (plan.kind !== "unbound") return await carryOut(plan, { request, context, facts });
  const open = await context.ask.binding(plan.tool.name);
  const bound = { ...context, config: readConfig(context.paths) };
  const factsNow = lazyFacts(bound);
  const work = { request, context: bound, facts: factsNow, ...(open !== null && { open }) };
  return await carryOut(makePlan(request, factsNow), work);
}

function lazyFacts(context: CredentialsContext): () => PlanFacts {
  let facts: PlanFacts | undefined;
  return () => facts ??= gatherFacts(context);
}

async function carryOut(plan: Plan, work: Work): Promise<CredentialsResult> {
  switch (plan.kind) {
    case "none":
    case "tool":
      return { kind: "unchanged", plan };
    case "unbound":
      throw new Error("the binding that was just made does not apply");
    case "web-identity":
      guardMemory(); // the job's token stays in the environment until the tool starts
      return await (await import("./sessions.ts")).webIdentitySession(plan, work);
    case "sso":
      guardMemory();
      return await (await import("./sso/sso_credentials.ts")).ssoCredentials(plan, work);
    case "item":
      return await fromItem(plan, work);
  }
}

async function fromItem(plan: ItemPlan, work: Work): Promise<ProvidedCredentials> {
  const { request, context } = work;
  const open = work.open ??
    await openPlannedItem(plan.source, context, openReason(plan, context.host.cwd()));
  const { region, calls } = completePlan(plan, request.options, open.item);
  const key = accessKey(open.item);
  if (key.expiresAt !== undefined) {
    (await import("./temporary_item.ts")).checkEnd(open.item, key.expiresAt, context);
  }
  const obtain = async (context: CredentialsContext) =>
    calls.length === 0 ? { credentials: key } : await (await import("./sessions.ts"))
      .plannedSession({ plan, work: { ...work, context }, open, calls, key, region });
  const { id, title } = open.item;
  const variables = await variablesOf(plan, open, context); // refused before STS is asked
  const obtained = await obtain(context);
  recordUse(context.paths.state, id);
  return {
    kind: "provided",
    plan,
    credentials: obtained.credentials,
    renew: async (context) => (await obtain(context)).credentials,
    wipe: () => open.sealer.wipe(),
    vault: open.sealer.vault,
    region,
    uses: plan.profile === null ? title : `${title}, profile ${plan.profile.name}`,
    summary: summarize(plan, title, region, calls),
    variables,
    ...("path" in obtained && work.open === undefined && key.sessionToken === undefined &&
      cachedResult(obtained, calls, plan, open, work)),
  };
}

/** Returns what a shortcut to a session of a bound item needs to know; nothing if the item was found in another way. */
function cachedResult(
  { path, endpoint }: PlannedSession,
  calls: readonly StsCall[],
  { source, notes }: ItemPlan,
  { item, sealer, file }: OpenItem,
  { facts }: Work,
): Pick<ProvidedCredentials, "cached"> {
  if ((source.by !== "scope" && source.by !== "profile") || file === undefined) return {};
  const { vault } = source.binding;
  const renewal = calls.every(({ mfa }) => mfa === null) ? { calls, endpoint, notes } : null;
  return {
    cached: { path, sealer, vault, item: item.id, file, profiles: facts().profiles, renewal },
  };
}

/** Returns the item's own variables; null if it has none and takes the place of none. Few items do. */
async function variablesOf(
  { source }: ItemPlan,
  { item, sealer }: OpenItem,
  { host, paths }: CredentialsContext,
): Promise<Provision | null> {
  const sets = item.fields.some(({ name }) => /^env:/i.test(name));
  if (!sets && !host.env(VARIABLES_RECORD)) return null;
  const { itemVariables } = await import("./item_variables.ts");
  // A token opens an item only as it was when somebody made the token for it.
  if (!sets || source.by === "token") return itemVariables(item, host);
  const { approvingVault } = await import("./approved_variables.ts");
  return itemVariables(item, host, approvingVault(paths, sealer.vault));
}
