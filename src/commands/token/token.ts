import { UserError } from "../../errors.ts";
import type { TokenSlot } from "../../vault/format/vault_file.ts";
import {
  isRevoked,
  tokenName,
  tokenSlots,
  type TokenState,
  tokenState,
} from "../../vault/slots/token_state.ts";
import { openVault } from "../../vault/store/open.ts";
import { readVault, type StoredVault } from "../../vault/store/read.ts";
import { revokeToken } from "../../vault/store/tokens.ts";
import {
  argument,
  type Command,
  declare,
  group,
  jsonFlag,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { columns, printAnswer } from "../../cli/output.ts";
import { unlockVault } from "../../unlock/unlock_vault.ts";
import type { CommandContext } from "../../cli/context.ts";
import { tokenCreate } from "./create.ts";

const list = declare(
  "list",
  {
    brief: "Lists tokens: label, items, expiry, and what each is still good for; unlocks nothing.",
    description:
      "Titles of the items are told when the vault is unlocked in this terminal, else how many they are.",
    examples: ["opaws token list"],
  },
  parameters({ json: jsonFlag, vault: vaultOption }),
  async (options, context) => {
    const rows = (await Promise.all(
      context.vaultNames(options.vault).map((name) => rowsOf(context, name)),
    )).flat();
    printAnswer(
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
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    token: argument("TOKEN", "Its label, its id, or a unique beginning of the id."),
  }),
  async (options, context) => {
    const { name, slot } = slotMeant(context, options.token, options.vault);
    const open = await unlockVault(context, name, {
      reason: `to revoke token ${tokenName(slot)}`,
      try: "opaws token revoke TOKEN --password-stdin",
      passwordStdin: options.passwordStdin,
    });
    const done = await revokeToken(context.host, context.paths, name, open.key, slot.id);
    const alsoLost = done.alsoLost.map(({ id, label }) => ({ id, label }));
    printAnswer(
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

async function rowsOf(context: CommandContext, vault: string): Promise<TokenRow[]> {
  const stored = readVault(context.paths, vault);
  const titles = await titlesOf(context, stored);
  return tokenSlots(stored.file).map((slot) => ({
    id: slot.id,
    label: slot.label,
    vault,
    state: tokenState(stored.file, slot, context.host.now()),
    created: slot.created,
    expires: slot.expires,
    items: Object.keys(slot.items ?? {}).map((id) => ({ id, title: titles?.get(id) ?? null })),
  }));
}

/** Titles by item id, when the vault is unlocked in this terminal already; else null. */
async function titlesOf(
  context: CommandContext,
  stored: StoredVault,
): Promise<ReadonlyMap<string, string> | null> {
  if (tokenSlots(stored.file).length === 0) return null;
  const key = await context.unlockCache()?.get(stored.file.id) ?? null;
  if (key === null) return null;
  const open = await openVault(context.host, context.paths, stored, key);
  return new Map((await open.items()).map((item) => [item.id, item.title]));
}

function slotMeant(
  context: CommandContext,
  reference: string,
  vault: string | undefined,
): { readonly name: string; readonly slot: TokenSlot } {
  const all = context.vaultNames(vault).flatMap((name) =>
    tokenSlots(readVault(context.paths, name).file).filter((slot) => !isRevoked(slot))
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
  throw new UserError({
    exit: "notFound",
    code: "no-token",
    cannot: `find token ${JSON.stringify(reference)}`,
    because: "no token that is not revoked has that label, id or beginning",
    try: "opaws token list",
  });
}

function ambiguous(reference: string, slots: readonly TokenSlot[]): UserError {
  return new UserError({
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
