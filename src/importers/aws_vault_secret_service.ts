import type { Host } from "../host.ts";
import { helperProgram, startHelper } from "../exec/start_helper.ts";
import { loadProfiles } from "../aws/config/profiles.ts";
import { awsVaultCandidate } from "./aws_vault_item.ts";
import type { Candidate } from "./candidate.ts";

const TIMEOUT = 120_000; // milliseconds; a person may have to type the keyring's password
const COLLECTIONS = "/org/freedesktop/secrets/collection"; // Secret Service API 0.2
const SECRET_PREFIX = "secret = "; // what `secret-tool` prints before the secret of an item

/**
 * Finds the access keys that aws-vault stores in the Secret Service (GNOME Keyring and others), through libsecret's
 * `secret-tool`. The tool cannot list all items, but they have the attribute `profile`, and aws-vault adds a profile for
 * every key. So this searches for each profile of the AWS config files. If `busctl` says that aws-vault has no collection
 * (`AWS_VAULT_SECRET_SERVICE_COLLECTION_NAME`, else `awsvault`), it does not search. `mayUnlock` lets the desktop ask for
 * the keyring's password; without it a locked keyring has no candidates. Neither has a missing keyring, a session without
 * D-Bus, or a machine without `secret-tool`.
 *
 * @throws UserError as `loadProfiles` does.
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
    const items = await searchItems(name, bus, mayUnlock);
    if (items === null) break;
    for (const text of items) {
      const candidate = awsVaultCandidate(name, text, profiles);
      if (candidate !== null) found.push(candidate);
    }
  }
  return found;
}

/** Reports whether aws-vault certainly has no collection. Does not start a keyring to find out. */
async function lacksCollection(host: Pick<Host, "env">, bus: string): Promise<boolean> {
  const name = host.env("AWS_VAULT_SECRET_SERVICE_COLLECTION_NAME") || "awsvault";
  if (!/^\w+$/.test(name)) return false;
  const { success } = await run("busctl", [
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

/** Returns the items, in JSON, with the profile `name`; null without `secret-tool`. */
async function searchItems(
  name: string,
  bus: string,
  mayUnlock: boolean,
): Promise<string[] | null> {
  const options = mayUnlock ? ["--all", "--unlock"] : ["--all"];
  const found = await run("secret-tool", ["search", ...options, "--", "profile", name], bus);
  if (found === null) return null;
  const lines = new TextDecoder().decode(found.stdout).split("\n");
  return lines.filter((line) => line.startsWith(SECRET_PREFIX)).map((line) =>
    line.slice(SECRET_PREFIX.length)
  );
}

/** Runs the program called `name` and returns its output; null if there is no such program. */
async function run(
  name: string,
  args: string[],
  bus: string,
): Promise<Deno.CommandOutput | null> {
  const program = helperProgram(name);
  if (program === null) return null;
  return await startHelper(program, {
    args,
    environment: { inherit: { DBUS_SESSION_BUS_ADDRESS: bus } },
    stdin: "null",
    stdout: "piped",
    stderr: "null",
    signal: AbortSignal.timeout(TIMEOUT),
  }).output();
}
