import type { RoleCredentialsCall } from "../../aws/sso/call.ts";
import type { SsoSession } from "../../aws/sso/session.ts";
import { stsRegion } from "../../aws/sts/region.ts";
import { restartWithoutTlsVariables } from "../../exec/clean_restart.ts";
import { keptSession } from "../../scope/sso_sessions.ts";
import { chooseUnlockCache } from "../../unlock/cache/choose_unlock_cache.ts";
import { unlockSession } from "../../unlock/unlock_session.ts";
import { baseKey } from "../../vault/crypto/base_key.ts";
import { type Sealer, sealerOf } from "../../vault/crypto/sealer.ts";
import { vaultId } from "../../vault/store/canonical_file.ts";
import { readUnparsed } from "../../vault/store/read.ts";
import type { CredentialsContext, ProvidedCredentials, Work } from "../context.ts";
import { obtainSession, SERVED_MARGIN } from "../obtain_session.ts";
import { planRoleCalls } from "../plan_calls.ts";
import { SessionCache } from "../session_cache.ts";
import { ssoCacheKeys } from "../session_cache_keys.ts";
import { bothClocks } from "../session_clock.ts";
import { type ObtainedSession, reportNotes } from "../item_session.ts";
import { endpointFor } from "../sessions.ts";
import { findSession, noSession } from "./find_session.ts";
import { roleSessionFolder } from "./role_sessions.ts";
import { ssoRoleText } from "./role_text.ts";
import { type SsoPlan, ssoSourceText } from "./sso_plan.ts";

/** How long to wait for another process: a person may be signing in; milliseconds. */
const LOCK_TIMEOUT = 11 * 60_000;

/**
 * Returns credentials of the role of `plan`, or a session made with them, from the cache or newly requested. The vault
 * that seals them is unlocked, but none of its items is opened.
 *
 * @throws UserError (66) if the session is not described anywhere any more; as unlocking the vault, `obtainSession` and
 * `requestRoleCredentials` do.
 */
export async function ssoCredentials(plan: SsoPlan, work: Work): Promise<ProvidedCredentials> {
  const session = plannedSession(plan, work);
  const vault = sealingVault(plan, work);
  const sealer = await unlockSealer(vault, plan, work);
  const obtain = (context: CredentialsContext) =>
    roleSession(plan, { ...work, context }, { session, vault, sealer });
  const { profile, region, role: { role }, source } = plan;
  const { credentials, path } = await obtain(work.context);
  const { profiles } = work.facts();
  return {
    kind: "provided",
    plan,
    credentials,
    renew: async (context) => (await obtain(context)).credentials,
    wipe: () => sealer.wipe(),
    vault: sealer.vault,
    region,
    uses: profile === null ? `${role} in ${place(plan)}` : `profile ${profile.name}`,
    summary: summary(plan),
    ...(vault !== null && source.by !== "sso-option" && work.open === undefined && {
      cached: { path, sealer, vault, item: null, file: null, profiles, renewal: null },
    }),
  };
}

/** Where the credentials come from, and what seals them. */
interface Sealing {
  readonly session: SsoSession;
  /** The name of the vault; null for the default one. */
  readonly vault: string | null;
  readonly sealer: Sealer;
}

async function roleSession(plan: SsoPlan, work: Work, sealing: Sealing): Promise<ObtainedSession> {
  const { context, request: { options } } = work;
  const { host, paths, report } = context;
  const { session, sealer } = sealing;
  const { account, role, session: label } = plan.role;
  const call: RoleCredentialsCall = { call: "GetRoleCredentials", account, role, mfa: null };
  const chain = planRoleCalls(plan.roles, options);
  const endpoint = endpointFor(plan, work, stsRegion(plan.region?.name ?? null, chain));
  const cacheKeys = ssoCacheKeys({ ...session, label }, call, chain, endpoint);
  const cache = new SessionCache(host, paths, sealer, roleSessionFolder(label));
  const obtained = obtainSession({
    clocks: bothClocks(host),
    calls: [call, ...chain],
    cacheKeys,
    accessKey: null,
    cache,
    requestSession: async (next, source) => {
      await restartWithoutTlsVariables(host);
      if (next.call === "GetRoleCredentials") {
        const { requestRoleCredentials } = await import("./request_role_credentials.ts");
        return await requestRoleCredentials(next, { plan, work, ...sealing });
      }
      const { requestSession } = await import("../request_session.ts");
      const { mfaProcesses } = plan;
      const { ask } = context;
      const input = { host, paths, item: null, endpoint, mfaProcesses, ask, report };
      return await requestSession(next, source!, input);
    },
    report,
    fresh: options.fresh === true,
    lockTimeout: LOCK_TIMEOUT,
    ...(options.served === true && { margin: SERVED_MARGIN }),
  });
  const credentials = await reportNotes(plan, context, obtained);
  return { credentials, path: await cache.path(cacheKeys.at(-1)!) };
}

/** Returns where the person signs in. A session of the binding that is gone must not give way to a wider scope. */
function plannedSession({ source, role }: SsoPlan, { context, facts }: Work): SsoSession {
  if (source.by === "sso-profile") return source.sso.session;
  const sources = { profiles: facts().profiles, config: context.config };
  const session = findSession(sources, role.session);
  if (session === null) throw noSession(role.session);
  return session;
}

/** Returns the name of the vault that sealed the tokens, or else of the one that will. */
function sealingVault({ source, role }: SsoPlan, { context, facts }: Work): string | null {
  const signedIn = facts().signIn(role.session)?.vault;
  if (signedIn !== undefined) return signedIn;
  if (source.by === "sso-scope") return source.binding.vault;
  const named = source.by === "sso-option" ? source.vault : undefined;
  return named ?? keptSession(context.config, role.session)?.vault ?? null;
}

/** Unlocks the vault called `name`, or else the default one. Takes the cached key of this terminal, or else asks. */
async function unlockSealer(
  name: string | null,
  plan: SsoPlan,
  { context }: Work,
): Promise<Sealer> {
  const { host, paths, config, terminal, ask } = context;
  const vault = name ?? await ask.defaultVault();
  const sealed = readUnparsed(paths, vault);
  const id = vaultId(sealed);
  const session = unlockSession(host, paths, config, terminal);
  let key = await chooseUnlockCache(host, paths, session)?.get(id) ?? null;
  if (key === null) {
    await restartWithoutTlsVariables(host);
    key = await ask.vaultKey(vault, reason(plan, host.cwd()));
  }
  return sealerOf(baseKey(key.bytes), id);
}

function reason({ tool, role, source }: SsoPlan, cwd: string | null): string {
  return `${tool.name} needs ${ssoRoleText(role)} (${ssoSourceText(source)}) in ${
    cwd ?? "a directory that is gone"
  }`;
}

function summary({ role, roles, source, profile, region }: SsoPlan): string {
  return [
    `${roles.length === 0 ? "credentials" : "a session"} of ${ssoRoleText(role)} (${
      ssoSourceText(source)
    })`,
    ...(profile === null ? [] : [`profile ${profile.name}`]),
    ...(region === null ? [] : [`region ${region.name}`]),
    ...(roles.length === 0 ? [] : [`role ${roles.map((each) => each.role).join(", then ")}`]),
  ].join(", ");
}

function place({ role: { account, accountName } }: SsoPlan): string {
  return accountName || account;
}
