import type { Host } from "../host.ts";
import { SECRET_VARIABLES, withoutVariables } from "../exec/own_variables.ts";
import { loadProfiles } from "../aws/config/profiles.ts";
import { awsVaultCandidate } from "./aws_vault_item.ts";
import type { Candidate } from "./candidate.ts";

const PATIENCE = 120_000; // milliseconds; a person may have to type the keyring's password
const COLLECTIONS = "/org/freedesktop/secrets/collection"; // Secret Service API 0.2
const SECRET_LINE = "secret = "; // what `secret-tool` writes before the text of an item

/**
 * The access keys that aws-vault keeps in the Secret Service (GNOME Keyring and its like), asked for through libsecret's
 * `secret-tool`: its items carry the attribute `profile`, and there is no way to list them all, so it is asked for
 * each profile of the AWS config files, of which aws-vault adds one for every key. Where `busctl` tells that there is no
 * collection of aws-vault's (`AWS_VAULT_SECRET_SERVICE_COLLECTION_NAME`, else `awsvault`), nobody is asked. `mayUnlock` lets the desktop ask for
 * the keyring's password; without it a locked keyring has no candidates. Nor has one that is not there, a session
 * without D-Bus, or a machine without `secret-tool`.
 * Faults 78 and 74 as `loadProfiles`.
 */
export async function secretServiceCandidates(
  host: Pick<Host, "env">,
  home: string,
  mayUnlock: boolean,
): Promise<Candidate[]> {
  const bus = host.env("DBUS_SESSION_BUS_ADDRESS");
  if (!bus || await lacksCollection(host, bus)) return [];
  const profiles = loadProfiles(host, home);
  const found: Candidate[] = [];
  for (const name of profiles.all.keys()) {
    const items = await itemsOf(name, bus, mayUnlock);
    if (items === null) break;
    for (const text of items) {
      const candidate = awsVaultCandidate(name, text, profiles);
      if (candidate !== null) found.push(candidate);
    }
  }
  return found;
}

/** Reports whether there certainly is no collection of aws-vault's; starts no keyring for the question. */
async function lacksCollection(host: Pick<Host, "env">, bus: string): Promise<boolean> {
  const name = host.env("AWS_VAULT_SECRET_SERVICE_COLLECTION_NAME") || "awsvault";
  if (!/^\w+$/.test(name)) return false;
  const { success } = await ask("busctl", [
    "--user",
    "--auto-start=no",
    "get-property",
    "org.freedesktop.secrets",
    `${COLLECTIONS}/${name}`,
    "org.freedesktop.Secret.Collection",
    "Items",
  ], bus) ?? { success: true };
  return !success;
}

/** The JSON items under the profile `name`; null when there is nobody to ask. */
async function itemsOf(name: string, bus: string, mayUnlock: boolean): Promise<string[] | null> {
  const options = mayUnlock ? ["--all", "--unlock"] : ["--all"];
  const found = await ask("secret-tool", ["search", ...options, "--", "profile", name], bus);
  if (found === null) return null;
  const lines = new TextDecoder().decode(found.stdout).split("\n");
  return lines.filter((line) => line.startsWith(SECRET_LINE)).map((line) =>
    line.slice(SECRET_LINE.length)
  );
}

/** What `program` answers; null when it is not there. */
async function ask(
  program: string,
  args: string[],
  bus: string,
): Promise<Deno.CommandOutput | null> {
  try {
    return await withoutVariables(SECRET_VARIABLES, () =>
      new Deno.Command(program, {
        args,
        env: { DBUS_SESSION_BUS_ADDRESS: bus },
        stdin: "null",
        stdout: "piped",
        stderr: "null",
        signal: AbortSignal.timeout(PATIENCE),
      }).output());
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
