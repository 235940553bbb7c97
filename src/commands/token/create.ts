import { UserError } from "../../errors.ts";
import { formatToken, TOKEN_BYTES } from "../../vault/slots/token_text.ts";
import { bundlePath, writeBundle } from "../../vault/store/bundle_file.ts";
import { type AddedToken, addToken, revokeToken } from "../../vault/store/tokens.ts";
import {
  type Command,
  declare,
  jsonFlag,
  option,
  optionList,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { findItem, type FoundItem } from "../../unlock/find_item.ts";
import { printAnswer, report } from "../../cli/output.ts";
import { DEFAULT_EXPIRY, tokenExpiry } from "./token_expiry.ts";
import { MAX_BASE64_LENGTH } from "../../credentials/token/token_variables.ts";
import type { CommandContext } from "../../cli/context.ts";

/** `opaws token create`. */
export const tokenCreate: Command = declare(
  "create",
  {
    brief: "Makes a token that opens the named items, and no other, to read, without a password.",
    description:
      "It is printed once, alone on standard output, and kept nowhere. Give it to a CI runner as OPAWS_TOKEN, with the vault as a file (OPAWS_VAULT_FILE) or whole in a variable (OPAWS_VAULT, base64).",
    examples: [
      'opaws token create --item "AWS deploy" --label ci --bundle opaws-ci.json',
      'opaws token create --item "AWS ci" --expires 30d | gh secret set OPAWS_TOKEN',
    ],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    items: optionList(
      "--item",
      "ITEM",
      "An item it opens: title, id, or a unique beginning. May be repeated.",
    ),
    label: option("--label", "LABEL", "A word to know it by."),
    expires: option(
      "--expires",
      "TIME",
      `When it ends: 12h, 90d, 8w, or a day; ${DEFAULT_EXPIRY} unless told, 366d at most.`,
    ),
    bundle: option(
      "--bundle",
      "FILE",
      "Also write a vault file with nothing but these items and the token's slot.",
    ),
  }),
  async (options, context) => {
    if (options.items.length === 0) throw noItem();
    const expires = tokenExpiry(options.expires ?? DEFAULT_EXPIRY, context.host.now());
    const file = options.bundle === undefined ? null : bundlePath(context.host, options.bundle);
    const found = await findAll(context, options.items, options.vault, options.passwordStdin);
    const { vault: name, open } = found[0]!;
    const bytes = context.host.random(TOKEN_BYTES);
    const token = formatToken(bytes);
    const added = await addToken(context.host, context.paths, name, open.key, bytes, {
      items: [...new Set(found.map(({ item }) => item.id))],
      label: options.label ?? "",
      expires,
    });
    bytes.fill(0);
    if (file !== null) await placeBundle(context, found[0]!, added, file);
    const titles = [...new Set(found.map(({ item }) => JSON.stringify(item.title)))].join(", ");
    if (!options.json) {
      report(`opaws: token ${added.slot.id} opens ${titles} until ${added.slot.expires}`);
      if (file !== null) tellBundle(options.bundle!, added.bundle);
    }
    printAnswer(options.json, {
      token: token.reveal(),
      id: added.slot.id,
      vault: name,
      label: added.slot.label,
      expires: added.slot.expires,
      items: Object.keys(added.slot.items ?? {}),
      ...(file === null ? {} : { bundle: file }),
    }, () => [token.reveal()]);
  },
);

async function findAll(
  context: CommandContext,
  references: readonly string[],
  vault: string | undefined,
  passwordStdin: boolean,
): Promise<FoundItem[]> {
  const found: FoundItem[] = [];
  for (const reference of references) {
    const purpose = { reason: "to create a token", passwordStdin };
    found.push(await findItem(context, reference, vault ?? found[0]?.vault, purpose));
  }
  return found;
}

/** A token whose bundle was asked for and cannot be written is of no use, and nobody has it: it is taken back. */
async function placeBundle(
  context: CommandContext,
  { vault, open }: FoundItem,
  added: AddedToken,
  file: string,
): Promise<void> {
  try {
    writeBundle(context.host, file, added.bundle);
  } catch (error) {
    await revokeToken(context.host, context.paths, vault, open.key, added.slot.id);
    throw error;
  }
}

function tellBundle(file: string, bytes: Uint8Array<ArrayBuffer>): void {
  const length = bytes.toBase64().length;
  report(
    `opaws: bundle ${file}: hand it over as OPAWS_VAULT_FILE${
      length <= MAX_BASE64_LENGTH
        ? `, or as OPAWS_VAULT in base64 (${length} characters)`
        : `; it is too large for OPAWS_VAULT (${length} characters in base64, ${MAX_BASE64_LENGTH} at most)`
    }`,
  );
}

function noItem(): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: "create a token",
    because: "--item is not given",
    try: "opaws token create --item ITEM",
  });
}
