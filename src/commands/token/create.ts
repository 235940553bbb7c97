import type { CommandContext } from "../../cli/context.ts";
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
import { printAnswer, report } from "../../cli/output.ts";
import { MAX_BASE64_LENGTH } from "../../credentials/token/token_variables.ts";
import { checkLine } from "../../credentials/text_checks.ts";
import { UserError } from "../../errors.ts";
import { findItem, type FoundItem } from "../../unlock/find_item.ts";
import { formatToken, TOKEN_BYTES } from "../../vault/slots/token_text.ts";
import { bundlePath, writeBundle } from "../../vault/store/bundle_file.ts";
import { type AddedToken, addToken, revokeToken } from "../../vault/store/tokens.ts";
import { DEFAULT_EXPIRY, tokenExpiry } from "./token_expiry.ts";

/** `opaws token create`. */
export const command: Command = declare(
  {
    description:
      "Prints the token once, alone on standard output, and saves it nowhere. Give it to a CI runner as OPAWS_TOKEN, with the vault as a file (OPAWS_VAULT_FILE) or as base64 in a variable (OPAWS_VAULT).",
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
    label: option("--label", "LABEL", "A label to recognize it by."),
    expires: option(
      "--expires",
      "TIME",
      `When it expires: 12h, 90d, 8w, or a date. At most 366d; the default is ${DEFAULT_EXPIRY}.`,
    ),
    bundle: option(
      "--bundle",
      "FILE",
      "Also write a vault file with only these items and the token's slot.",
    ),
  }),
  async (options, context) => {
    if (options.items.length === 0) throw missingItem();
    checkLine("create a token", "a label", options.label);
    const { host, paths } = context;
    const expires = tokenExpiry(options.expires ?? DEFAULT_EXPIRY, host.now());
    const file = options.bundle === undefined ? null : bundlePath(host, options.bundle);
    const found = await findItems(context, options.items, options.vault, options.passwordStdin);
    const { vault, open } = found[0]!;
    const bytes = host.random(TOKEN_BYTES);
    const token = formatToken(bytes);
    const added = await addToken(host, paths, vault, open.key, bytes, {
      items: [...new Set(found.map(({ item }) => item.id))],
      label: options.label ?? "",
      expires,
    });
    bytes.fill(0);
    const { slot, bundle } = added;
    if (file !== null) await writeBundleOrRevoke(context, found[0]!, added, file);
    if (!options.json) {
      const titles = [...new Set(found.map(({ item }) => JSON.stringify(item.title)))].join(", ");
      report(`opaws: token ${slot.id} opens ${titles} until ${slot.expires}`);
      if (file !== null) reportBundle(options.bundle!, bundle);
    }
    printAnswer(options.json, {
      token: token.reveal(),
      id: slot.id,
      vault,
      label: slot.label,
      expires: slot.expires,
      items: Object.keys(slot.items ?? {}),
      ...(file === null ? {} : { bundle: file }),
    }, () => [token.reveal()]);
  },
);

/** Returns the named items, all from the vault of the first. */
async function findItems(
  context: CommandContext,
  references: readonly string[],
  vault: string | undefined,
  passwordStdin: boolean,
): Promise<FoundItem[]> {
  const found: FoundItem[] = [];
  for (const reference of references) {
    const purpose = { reason: "to create a token", write: true, passwordStdin };
    found.push(await findItem(context, reference, vault ?? found[0]?.vault, purpose));
  }
  return found;
}

/** Writes the bundle. If that fails, revokes the token: nobody has it yet, and without the bundle it is useless. */
async function writeBundleOrRevoke(
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

function reportBundle(file: string, bytes: Uint8Array<ArrayBuffer>): void {
  const { length } = bytes.toBase64();
  report(
    length <= MAX_BASE64_LENGTH
      ? `opaws: pass bundle ${file} as OPAWS_VAULT_FILE, or in base64 as OPAWS_VAULT (${length} characters)`
      : `opaws: pass bundle ${file} as OPAWS_VAULT_FILE; it is too large for OPAWS_VAULT (${length} characters in base64, the limit is ${MAX_BASE64_LENGTH})`,
  );
}

function missingItem(): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: "create a token",
    because: "--item is not given",
    try: "opaws token create --item ITEM",
  });
}
