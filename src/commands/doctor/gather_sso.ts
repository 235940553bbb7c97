import { loadProfiles } from "../../aws/config/profiles.ts";
import { sessionLabel } from "../../aws/sso/session.ts";
import type { CommandContext } from "../../cli/context.ts";
import { findSession } from "../../credentials/sso/find_session.ts";
import { readSignIns, stateOf } from "../../credentials/sso/sign_in_file.ts";
import { UserError } from "../../errors.ts";
import { type Binding, type Bindings, isSso } from "../../scope/binding.ts";
import type { Config } from "../../scope/config.ts";
import { allBindings } from "../../scope/edit.ts";
import type { SsoSessionFacts } from "./facts.ts";

/** Gathers the sessions of IAM Identity Center that are bound, or were signed in to. `terminal` has this terminal's bindings. */
export function gatherSsoSessions(
  { host, paths }: CommandContext,
  config: Config,
  terminal: Bindings,
): SsoSessionFacts[] {
  const profiles = attempt(() => loadProfiles(host, paths.home));
  if (profiles === null) return [];
  const signIns = readSignIns(paths);
  const all: Binding[] = [
    ...allBindings(config).map(({ binding }) => binding),
    ...Object.values(terminal),
  ];
  const bound = new Set(all.filter(isSso).map(({ sso }) => sso));
  return [...new Set([...bound, ...signIns.keys()])].sort().flatMap((label): SsoSessionFacts[] => {
    const record = signIns.get(label) ?? null;
    const session = attempt(() => findSession({ profiles, config }, label)) ?? record?.session;
    if (session === undefined) return []; // doctor says so about the binding
    const state = stateOf(session, record, host.now());
    return [{ label: sessionLabel(session), state, isBound: bound.has(label) }];
  });
}

function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
