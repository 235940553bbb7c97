import { readCaBundle } from "../../aws/ca_bundle.ts";
import { measureClockSkew } from "../../aws/clock_skew.ts";
import type { CommandContext } from "../../cli/context.ts";
import { environmentEndpoint } from "../../credentials/call_options.ts";
import { gatherFacts as gatherPlanFacts, type PlanFacts } from "../../credentials/facts.ts";
import { makePlan, type Plan } from "../../credentials/plan.ts";
import { SessionCache } from "../../credentials/session_cache.ts";
import { bothClocks, timeLeft } from "../../credentials/session_clock.ts";
import { sessionFiles } from "../../credentials/session_files.ts";
import { UserError } from "../../errors.ts";
import type { Paths } from "../../fs/paths.ts";
import type { ItemBinding } from "../../scope/binding.ts";
import type { Config } from "../../scope/config.ts";
import { findTool, unlistedTool } from "../../tools/table.ts";
import { type Keychain, systemKeychain } from "../../unlock/system/keychain.ts";
import { localSystemSlots } from "../../unlock/system/system_slots.ts";
import { openCached } from "../../unlock/open_cached.ts";
import { readVault } from "../../vault/store/read.ts";
import type { ClockFacts, KeychainFacts, SessionFacts } from "./facts.ts";

/** How long the keychain and AWS may take to answer; milliseconds. */
const TIMEOUT = 3000;
/** An account that no entry has. To ask for it shows whether the keychain can be used, and reads no secret. */
const UNUSED_ACCOUNT = "doctor";

/** Finds out whether the keychain can be used, if it unlocks a vault. */
export async function gatherKeychain(
  paths: Paths,
  keychain: Keychain = systemKeychain(undefined, TIMEOUT),
): Promise<KeychainFacts> {
  const vaults = localSystemSlots(paths).length;
  if (vaults === 0) return { vaults, error: null };
  try {
    await keychain.get(UNUSED_ACCOUNT);
    return { vaults, error: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { vaults, error };
  }
}

/** Compares this machine's clock with that of STS. */
export async function gatherClock(context: CommandContext): Promise<ClockFacts> {
  try {
    const endpoint = environmentEndpoint(context, "sts", null);
    const bundle = readCaBundle(endpoint.caBundle);
    return {
      skew: await measureClockSkew(endpoint, bundle, context.host.now, TIMEOUT),
      error: null,
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { skew: null, error };
  }
}

/**
 * Finds the session that each tool gets, by the plan that `opaws run` follows. A tool without a plan is left out: other
 * checks report why.
 */
export async function gatherSessions(
  context: CommandContext,
  config: Config,
  tools: readonly string[],
): Promise<SessionFacts[]> {
  const { host, paths, terminal } = context;
  let planFacts: PlanFacts | undefined;
  const gather = () => planFacts ??= gatherPlanFacts({ host, paths, config, terminal });
  const found: SessionFacts[] = [];
  for (const name of tools) {
    try {
      const tool = findTool(name, config.tools) ?? unlistedTool(name);
      const plan = makePlan({ tool, args: null, options: {} }, gather);
      found.push({ tool: name, ...await sessionOf(context, plan) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  return found;
}

async function sessionOf(context: CommandContext, plan: Plan): Promise<Omit<SessionFacts, "tool">> {
  if (plan.kind === "tool" && plan.cause === "environment") {
    return { state: context.host.env("AWS_SESSION_TOKEN") ? "environment" : "none", item: null };
  }
  if (plan.kind !== "item" || !("binding" in plan.source)) return { state: "none", item: null };
  const { binding } = plan.source;
  return { state: await sessionState(context, binding), item: binding };
}

async function sessionState(
  context: CommandContext,
  binding: ItemBinding,
): Promise<SessionFacts["state"]> {
  const stored = readVault(context.paths, binding.vault);
  const files = sessionFiles(context.paths).filter((file) =>
    file.vault === stored.file.id && file.item === binding.item
  );
  if (files.length === 0) return "none";
  const open = await openCached(context, stored, { report: true });
  if (open === null) return "locked";
  const cache = new SessionCache(context.host, context.paths, open.sealer, binding.item);
  const now = bothClocks(context.host)();
  for (const { path } of files) {
    const session = await cache.read(path);
    if (session === null || timeLeft(session, now) <= 0) continue;
    if (session.call === "GetSessionToken" && !session.mfa) return "without MFA";
  }
  return "with MFA";
}
