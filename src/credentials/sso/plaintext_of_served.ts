import { loadProfiles, type Profiles } from "../../aws/config/profiles.ts";
import { plaintextCopies, type PlaintextCopy } from "../../aws/sso/cli_caches.ts";
import { sessionLabel, type SsoProfile, ssoProfile } from "../../aws/sso/session.ts";
import { isSignInTo, readSignIns } from "./sign_in_file.ts";
import { UserError } from "../../errors.ts";
import type { Paths } from "../../fs/paths.ts";
import type { Host } from "../../host.ts";

/** Returns the plaintext copies of tokens and credentials of the sessions that opaws is signed in to. */
export async function plaintextOfServed(
  host: Pick<Host, "env">,
  paths: Pick<Paths, "home" | "state">,
): Promise<PlaintextCopy[]> {
  const signIns = readSignIns(paths);
  if (signIns.size === 0) return [];
  const profiles = usableProfiles(host, paths.home);
  const roles = [...profiles?.all.keys() ?? []].map((name) => ssoProfile(profiles!, name))
    .filter((each): each is SsoProfile => each !== null)
    .filter(({ session }) => {
      const record = signIns.get(sessionLabel(session));
      return record !== undefined && isSignInTo(record, session);
    });
  const sessions = [...signIns.values()].map(({ session }) => session);
  return await plaintextCopies(paths.home, sessions, roles);
}

function usableProfiles(host: Pick<Host, "env">, home: string): Profiles | null {
  try {
    return loadProfiles(host, home);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
