import type { Profiles } from "../../aws/profiles.ts";
import { chooseRegion } from "../../aws/provision.ts";
import { text } from "../../aws/role_step.ts";
import { stsEndpoint } from "../../aws/sts_endpoint.ts";
import { regionOfPartition } from "../../aws/sts_region.ts";
import { webIdentity } from "../../aws/web_identity.ts";
import { ensureCleanStart } from "../../exec/clean_start.ts";
import { Fault } from "../../fault.ts";
import type { Here, HereInput } from "./here.ts";

/**
 * The session of the role that `--role` or `AWS_ROLE_ARN` names, made with the job's own web identity: no item, no vault
 * and no token is asked for, and nothing is kept, for there is no key to seal it under. The profile counts only for
 * its region and its endpoint. Faults as its steps; (64) together with `--item`.
 */
export async function webIdentityHere(
  input: HereInput,
  profiles: Profiles,
  profile: string | null,
): Promise<Here> {
  const { host, wanted, tell } = input;
  if (wanted.item !== undefined || wanted.vault !== undefined || wanted.noSession) {
    throw new Fault({
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
    profile: described && text(described, "region"),
  });
  const endpoint = stsEndpoint({
    env: (name) => host.env(name),
    profile: described?.values ?? new Map(),
    services: profiles.services,
    region: region ?? regionOfPartition(identity.role),
  });
  await ensureCleanStart(host);
  const { mintWebIdentity } = await import("#network");
  const seconds = wanted.durationSeconds ?? null;
  const credentials = await mintWebIdentity(identity, seconds, { host, endpoint, tell });
  const told = `a session of ${identity.role} (web identity)`;
  const uses = identity.role;
  return { kind: "given", profile, region, credentials, chosen: true, uses, told };
}
