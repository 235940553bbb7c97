import { readConfig } from "../../src/scope/config_file.ts";
import { UnlockContext } from "../../src/unlock/unlock_context.ts";
import { importSecret } from "../../src/vault/crypto/derive.ts";
import { type MemberKeys, openPerson } from "../../src/vault/crypto/member_keys.ts";
import { createSharedVault } from "../../src/vault/store/create_shared.ts";
import { makePerson } from "../../src/vault/store/make_person.ts";
import type { OpenVault } from "../../src/vault/store/open.ts";
import { vaultWith } from "../vault/temp_vault.ts";
import { type Throwaway, throwaway } from "../throwaway.ts";

/** A machine with a person's own vault `personal`, unlocked in the process, and the shared vault `team`. */
export interface PersonPlace extends Throwaway {
  /** What unlocks there. */
  readonly context: UnlockContext;
  /** The person's member keys. */
  readonly keys: MemberKeys;
  /** The person's own vault, before it got its member keys. */
  readonly own: OpenVault;
  /** The shared vault. */
  readonly team: OpenVault;
  /** What was reported. */
  readonly reported: string[];
}

/** Makes a {@linkcode PersonPlace}. */
export async function personPlace(): Promise<PersonPlace> {
  const place = throwaway({ OPAWS_NONINTERACTIVE: "1" }); // these tests may run in a terminal
  const { host, paths } = place;
  const reported: string[] = [];
  const context = new UnlockContext({
    host,
    paths,
    terminal: null,
    config: () => readConfig(paths),
    report: (line) => void reported.push(line),
  });
  const own = await vaultWith(paths, "personal", "own");
  const person = await makePerson(host, paths, "personal", own.key);
  const secret = await importSecret(own.key.bytes);
  const keys = await openPerson(secret, own.file.id, person, "personal");
  await context.cacheKey(own.file.id, own.key);
  const team = await createSharedVault(host, paths, "team", keys, "Ann");
  return { ...place, context, keys, own, team, reported };
}
