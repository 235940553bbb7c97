/** The plaintext of an item, as {@linkcode parsePlainItem} returns it. */
export interface PlainItemText {
  readonly title: string;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
}

/** A pattern for a time that `instant` accepts, without February 29. */
export const TIME: string = String.raw`\d{4}-(?!02-29|02-3|0[469]-31|11-31)(?:0[1-9]|1[0-2])-` +
  String.raw`(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:\.\d{1,9})?Z`;
const TEXT = String.raw`"(?:[^"\\]|\\[^u])*"`;
const FIELD = String.raw`\{"name":${TEXT},"secret":(?:true|false),"value":${TEXT}\},?`;
const ITEM =
  String.raw`^\{"category":"aws-access-key","created":"${TIME}","fields":\[(?:${FIELD})*\],` +
  String
    .raw`(?:"keyChanged":"${TIME}",)?"notes":${TEXT},"tags":\[(?:${TEXT},?)*\],"title":${TEXT}\}$`;

/**
 * Parses the plaintext of an item as opaws writes it; null for any other text, and then `parseItem` decides. Whatever has
 * another member, type or category was written by a newer opaws, for which it may mean something. Does not check that no
 * two fields have the same name.
 *
 * @throws SyntaxError if it is not JSON.
 */
export function parsePlainItem(plain: Uint8Array<ArrayBuffer>): PlainItemText | null {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(plain);
  const isPlain = !text.includes("\ufffd") && new RegExp(ITEM).test(text); // perhaps not UTF-8
  return isPlain ? JSON.parse(text) : null;
}
