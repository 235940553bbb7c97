/** The plaintext of an item, as {@linkcode parsePlainItem} returns it. */
export interface PlainItemText {
  readonly title: string;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
}

const TIME =
  /^\d{4}-(?!02-29|02-3|0[469]-31|11-31)(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:\.\d{1,9})?Z$/;
const TEXT = String.raw`"(?:[^"\\]|\\[^u])*"`;
const FIELD = String.raw`\{"name":${TEXT},"secret":(?:true|false),"value":${TEXT}\},?`;
const ITEM =
  String.raw`^\{"category":"aws-access-key","created":"([^"]*)","fields":\[(?:${FIELD})*\],` +
  String
    .raw`(?:"keyChanged":"([^"]*)",)?"notes":${TEXT},"tags":\[(?:${TEXT},?)*\],"title":${TEXT}\}$`;

/**
 * Parses the plaintext of an item as opaws writes it; null for any other text, and then `parseItem` decides. Whatever has
 * another member, type or category was written by a newer opaws, for which it may mean something. Does not check that no
 * two fields have the same name.
 *
 * @throws SyntaxError if it is not JSON.
 */
export function parsePlainItem(plain: Uint8Array<ArrayBuffer>): PlainItemText | null {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(plain);
  const match = text.includes("\ufffd") ? null : new RegExp(ITEM).exec(text); // perhaps not UTF-8
  const [, created = "", changed = created] = match ?? [];
  return match && isPlainTime(created) && isPlainTime(changed) ? JSON.parse(text) : null;
}

/** Reports whether `instant` accepts `text`; false for February 29, which needs the year. */
export function isPlainTime(text: string): boolean {
  return TIME.test(text);
}
