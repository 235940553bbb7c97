import type { CommandContext } from "../../cli/context.ts";
import {
  argument,
  type Command,
  declare,
  jsonFlag,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { UserError } from "../../errors.ts";
import { eachVault } from "../../unlock/each_vault.ts";
import { unlockVault } from "../../unlock/unlock_vault.ts";
import type { TokenSlot } from "../../vault/format/vault_file.ts";
import { isRevoked, tokenName, tokenSlots } from "../../vault/slots/token_state.ts";
import { readVault } from "../../vault/store/read.ts";
import { revokeToken } from "../../vault/store/tokens.ts";
import { shellWord } from "../../quote.ts";

/** `opaws token revoke`. */
export const command: Command = declare(
  {
    description:
      "Other tokens for the same items no longer open them and have to be recreated. opaws lists these tokens. Someone who had the token may have read the access keys: rotate them too.",
    examples: ["opaws token revoke ci", "opaws token revoke f2cb6558"],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    token: argument("TOKEN", "Its label, its id, or a unique beginning of the id."),
  }),
  async (options, context) => {
    const { vault, slot } = await findToken(context, options.token, options.vault);
    const open = await unlockVault(context, vault, {
      reason: `to revoke token ${tokenName(slot)}`,
      write: true,
      try: `opaws token revoke ${slot.id} --vault ${shellWord(vault)} --password-stdin`,
      passwordStdin: options.passwordStdin,
    });
    const { resealed, alsoLost, backups } = await revokeToken(
      context.host,
      context.paths,
      vault,
      open.key,
      slot.id,
    );
    printAnswer(
      options.json,
      {
        id: slot.id,
        vault,
        revoked: true,
        resealed,
        backups,
        alsoLost: alsoLost.map(({ id, label }) => ({ id, label })),
      },
      () => [
        `Revoked token ${tokenName(slot)}.`,
        ...(alsoLost.length
          ? [`Recreate these tokens for the same items: ${alsoLost.map(tokenName).join(", ")}.`]
          : []),
        ...(backups.removed.length
          ? [
            `Older generations that could not be opened and are removed: ${
              backups.removed.join(", ")
            }.`,
          ]
          : []),
      ],
    );
  },
);

/**
 * Returns the token that `reference` names by its id, its label, or at least 4 characters of the beginning of its id.
 * Revoked tokens do not count.
 *
 * @throws UserError (64) if several match; (66) if none does, unless a vault cannot be used: then the error of that vault,
 *   which may have the token.
 */
async function findToken(
  context: CommandContext,
  reference: string,
  vault: string | undefined,
): Promise<{ readonly vault: string; readonly slot: TokenSlot }> {
  const { found: slots, unusable } = await eachVault(
    context.vaultNames(vault),
    vault !== undefined,
    (name) =>
      tokenSlots(readVault(context.paths, name).file).filter((slot) => !isRevoked(slot))
        .map((slot) => ({ vault: name, slot })),
  );
  const all = slots.flat();
  const id = reference.toLowerCase();
  const matchers: ((slot: TokenSlot) => boolean)[] = [
    (slot) => slot.id === id,
    (slot) => slot.label !== "" && slot.label === reference,
    (slot) => id.length >= 4 && slot.id.startsWith(id),
  ];
  for (const matches of matchers) {
    const found = all.filter(({ slot }) => matches(slot));
    if (found.length > 1) throw ambiguous(reference, found.map(({ slot }) => slot));
    if (found[0]) return found[0];
  }
  if (unusable[0] !== undefined) throw unusable[0].error;
  throw new UserError({
    exit: "notFound",
    code: "no-token",
    cannot: `find token ${JSON.stringify(reference)}`,
    because: "no active token has that label or id",
    try: "opaws token list",
  });
}

function ambiguous(reference: string, slots: readonly TokenSlot[]): UserError {
  return new UserError({
    exit: "usage",
    code: "ambiguous-token",
    cannot: `choose token ${JSON.stringify(reference)}`,
    because: `several tokens match: ${slots.map((slot) => slot.id).join(", ")}`,
    try: `opaws token revoke ${slots[0]!.id}`,
  });
}
