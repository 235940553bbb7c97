import { Fault } from "../../fault.ts";
import type { TokenSlot } from "../../vault/file.ts";
import { openVault } from "../../vault/open.ts";
import { readVault, type StoredVault } from "../../vault/store.ts";
import { isRevoked } from "../../vault/token_slot.ts";
import { revokeToken } from "../../vault/tokens.ts";
import {
  type Command,
  declare,
  group,
  json,
  object,
  passwordStdin,
  vault,
  word,
} from "../declare.ts";
import { answer, columns } from "../output/output.ts";
import { tokenName, tokenSlots, type TokenState, tokenState } from "../token/token_state.ts";
import { unlockVault } from "../unlock/unlock_vault.ts";
import type { Workplace } from "../workplace.ts";
import { tokenCreate } from "./token_create.ts";

const list = declare(
  "list",
  {
    brief: "Lists tokens: label, items, expiry, and what each is still good for; unlocks nothing.",
    description:
      "Titles of the items are told when the vault is unlocked in this terminal, else how many they are.",
    examples: ["opaws token list"],
  },
  object({ json, vault }),
  async (options, work) => {
    const rows = (await Promise.all(
      work.vaultNames(options.vault).map((name) => rowsOf(work, name)),
    )).flat();
    answer(
      options.json,
      { tokens: rows },
      () =>
        rows.length === 0
          ? ["No token yet. Make one: opaws token create --item ITEM"]
          : columns(rows.map((row) => [
            row.id.slice(0, 8),
            row.label,
            row.vault,
            row.state,
            `until ${row.expires.slice(0, 16).replace("T", " ")} UTC`,
            row.items.every(({ title }) => title !== null)
              ? row.items.map(({ title }) => title).join(", ")
              : row.items.length === 1
              ? "1 item"
              : `${row.items.length} items`,
          ])),
    );
  },
);

const revoke = declare(
  "revoke",
  {
    brief: "Revokes a token and seals its items anew, so that a kept copy opens nothing later.",
    description:
      "Other tokens for the same items lose them as well and have to be made anew; it tells which. What the token has opened until now is exchanged only by rotating the access keys.",
    examples: ["opaws token revoke ci", "opaws token revoke f2cb6558"],
  },
  object({
    json,
    vault,
    passwordStdin,
    token: word("TOKEN", "Its label, its id, or a unique beginning of the id."),
  }),
  async (options, work) => {
    const { name, slot } = slotMeant(work, options.token, options.vault);
    const open = await unlockVault(work, name, {
      reason: `to revoke token ${tokenName(slot)}`,
      try: "opaws token revoke TOKEN --password-stdin",
      passwordStdin: options.passwordStdin,
    });
    const done = await revokeToken(work.host, work.places, name, open.key, slot.id);
    const alsoLost = done.alsoLost.map(({ id, label }) => ({ id, label }));
    answer(
      options.json,
      { id: slot.id, vault: name, revoked: true, resealed: done.resealed, alsoLost },
      () => [
        `Token ${tokenName(slot)} is revoked.`,
        ...(done.alsoLost.length
          ? [
            `Tokens for the same items, to be made anew: ${
              done.alsoLost.map(tokenName).join(", ")
            }.`,
          ]
          : []),
      ],
    );
  },
);

interface TokenRow {
  readonly id: string;
  readonly label: string;
  readonly vault: string;
  readonly state: TokenState;
  readonly created: string;
  readonly expires: string;
  /** The title is null while the vault is locked. */
  readonly items: readonly { readonly id: string; readonly title: string | null }[];
}

async function rowsOf(work: Workplace, vault: string): Promise<TokenRow[]> {
  const stored = readVault(work.places, vault);
  const titles = await titlesOf(work, stored);
  return tokenSlots(stored.file).map((slot) => ({
    id: slot.id,
    label: slot.label,
    vault,
    state: tokenState(stored.file, slot, work.host.now()),
    created: slot.created,
    expires: slot.expires,
    items: Object.keys(slot.items ?? {}).map((id) => ({ id, title: titles?.get(id) ?? null })),
  }));
}

/** Titles by item id, when the vault is unlocked in this terminal already; else null. */
async function titlesOf(
  work: Workplace,
  stored: StoredVault,
): Promise<ReadonlyMap<string, string> | null> {
  if (tokenSlots(stored.file).length === 0) return null;
  const key = await work.keeper()?.fetch(stored.file.id) ?? null;
  if (key === null) return null;
  const open = await openVault(work.host, work.places, stored, key);
  return new Map((await open.items()).map((item) => [item.id, item.title]));
}

function slotMeant(
  work: Workplace,
  reference: string,
  vault: string | undefined,
): { readonly name: string; readonly slot: TokenSlot } {
  const all = work.vaultNames(vault).flatMap((name) =>
    tokenSlots(readVault(work.places, name).file).filter((slot) => !isRevoked(slot))
      .map((slot) => ({ name, slot }))
  );
  const folded = reference.toLowerCase();
  const ways: ((slot: TokenSlot) => boolean)[] = [
    (slot) => slot.id === folded,
    (slot) => slot.label !== "" && slot.label === reference,
    (slot) => folded.length >= 4 && slot.id.startsWith(folded),
  ];
  for (const way of ways) {
    const found = all.filter(({ slot }) => way(slot));
    if (found.length > 1) throw ambiguous(reference, found.map(({ slot }) => slot));
    if (found[0]) return found[0];
  }
  throw new Fault({
    exit: "notFound",
    code: "no-token",
    cannot: `find token ${JSON.stringify(reference)}`,
    because: "no token that is not revoked has that label, id or beginning",
    try: "opaws token list",
  });
}

function ambiguous(reference: string, slots: readonly TokenSlot[]): Fault {
  return new Fault({
    exit: "usage",
    code: "ambiguous-token",
    cannot: `choose token ${JSON.stringify(reference)}`,
    because: `several answer to it: ${slots.map((slot) => slot.id).join(", ")}`,
    try: `opaws token revoke ${slots[0]!.id}`,
  });
}

/** `opaws token`. */
export const tokens: Command = group(
  "token",
  { brief: "Tokens: open some items without a password, for CI." },
  [tokenCreate, list, revoke],
);
