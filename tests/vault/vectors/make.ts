// Makes the vectors: `deno run --allow-write=tests/vault/vectors tests/vault/vectors/make.ts`.
import type { VaultFile } from "../../../src/vault/format/vault_file.ts";
import { describe } from "./describe.ts";
import { build, VAULT_KEY } from "./parts.ts";
import { refusals } from "./refusals.ts";
import { headerRefusals, sharedRefusals } from "./shared_refusals.ts";
import { describeHeader, describePerson, person, shared } from "./shared_vaults.ts";
import { tokens } from "./token_texts.ts";
import { allSlots, defaultCost, recovery, simple, unicode } from "./vaults.ts";

/** Returns the vector files: name to text. */
export async function makeVectors(): Promise<Record<string, string>> {
  const made: Record<string, unknown> = {};
  const files: Record<string, VaultFile> = {};
  const team = await shared();
  const all = {
    simple: await simple(),
    default_cost: await defaultCost(),
    unicode: await unicode(),
    all_slots: await allSlots(),
    recovery: await recovery(),
    person: await person(),
    shared: team.parts,
  };
  for (const [name, parts] of Object.entries(all)) {
    files[name] = await build(parts);
    made[`${name}.json`] = await describe(parts, files[name]);
  }
  const { file } = made["simple.json"] as { file: string };
  made["refused.json"] = {
    describes:
      "files to refuse, with the class; each differs from the file in simple.json in one thing",
    vaultKey: VAULT_KEY.toHex(),
    files: refusals(
      files.simple!,
      file,
      files.default_cost!,
      files.all_slots!.slots.find((slot) => slot.kind === "token")!,
    ),
  };
  made["person.json"] = {
    ...made["person.json"] as object,
    person: await describePerson(files.person!),
  };
  made["shared.json"] = {
    ...made["shared.json"] as object,
    headers: await Promise.all(team.headers.map(describeHeader)),
  };
  made["refused_shared.json"] = {
    describes:
      "files to refuse, each differing from the file in shared.json or person.json in one thing, and signed headers to refuse after the first one in shared.json",
    vaultKey: VAULT_KEY.toHex(),
    files: sharedRefusals(team, files.shared!, files.person!),
    headers: await headerRefusals(team),
  };
  made["tokens.json"] = await tokens(files.all_slots!);
  return Object.fromEntries(
    Object.entries(made).map(([name, value]) => [name, `${JSON.stringify(value, null, 2)}\n`]),
  );
}

if (import.meta.main) {
  for (const [name, text] of Object.entries(await makeVectors())) {
    Deno.writeTextFileSync(new URL(name, import.meta.url), text);
  }
}
