import type { Profiles } from "../aws/config/profiles.ts";
import { chooseRegion } from "./provision.ts";
import { profileText } from "../aws/config/profile.ts";
import { serviceEndpoint } from "../aws/endpoint.ts";
import { regionOfPartition } from "../aws/sts/region.ts";
import { webIdentity } from "../aws/sts/web_identity.ts";
import { restartWithoutTlsVariables } from "../exec/clean_restart.ts";
import { UserError } from "../errors.ts";
import type { CredentialsInput, CredentialsResult } from "./request.ts";

/**
 * The session of the role that `--role` or `AWS_ROLE_ARN` names, made with the job's own web identity: no item, no vault
 * and no token is asked for, and nothing is kept, for there is no key to seal it under. The profile counts only for
 * its region and its endpoint. Faults as its steps; (64) together with `--item`.
 */
export async function webIdentityHere(
  input: CredentialsInput,
  profiles: Profiles,
  profile: string | null,
): Promise<CredentialsResult> {
  const { host, wanted, report } = input;
  if (wanted.item !== undefined || wanted.vault !== undefined || wanted.noSession) {
    throw new UserError({
      exit: "usage",
      code: "usage",
      cannot: "assume a role by web identity",
      because: "--item, --vault and --no-session are about a stored key, and it needs none",
    });
  }
  const identity = webIdentity(host, wanted);
  const described = profiles.all.get(profile ?? "default");
  const region = chooseRegion({
    awsRegion: host.env("AWS_REGION"),
    awsDefaultRegion: host.env("AWS_DEFAULT_REGION"),
    profile: described && profileText(described, "region"),
  });
  const endpoint = serviceEndpoint("sts", {
    env: (name) => host.env(name),
    profile: described?.values ?? new Map(),
    services: profiles.services,
    region: region ?? regionOfPartition(identity.role),
  });
  await restartWithoutTlsVariables(host);
  const { requestWebIdentity } = await import("./request_web_identity.ts");
  const seconds = wanted.durationSeconds ?? null;
  const credentials = await requestWebIdentity(identity, seconds, { host, endpoint, report });
  const told = `a session of ${identity.role} (web identity)`;
  const uses = identity.role;
  return { kind: "given", profile, region, credentials, chosen: true, uses, told };
}
