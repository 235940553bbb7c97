import { UserError } from "../../errors.ts";

const MAX_BYTES = 100; // UTF-8; leaves room for suffixes in the 255 bytes that file systems allow for a name

/**
 * Returns why `name` cannot be a vault's name, or null if it can. A name must work as a file name on every system and
 * be safe to print: 1 to 100 bytes, no leading dot, no trailing dot or space, none of `/ \ : * ? " < > |`, no control,
 * format or bidi characters, no line separators, no Windows device name, no `.json` or `.lock` at the end.
 */
export function whyNotVaultName(name: string): string | null {
  // Compiling the patterns below takes half a millisecond. This one is enough for most names.
  if (/^[a-z][a-z0-9_-]{4,40}$/.test(name) && !/^con(in|out)/.test(name)) return null;
  if (name === "") return "it is empty";
  if (!name.isWellFormed()) return "it has a lone surrogate";
  if (new TextEncoder().encode(name).length > MAX_BYTES) {
    return `it is longer than ${MAX_BYTES} bytes`;
  }
  if (new RegExp("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "u").test(name)) {
    return "it has an invisible character";
  }
  const reserved = /[/\\:*?"<>|]/.exec(name);
  if (reserved) return `it has the character ${reserved[0]}`;
  if (/^\s|\s$/u.test(name)) return "it starts or ends with a space";
  if (name.startsWith(".")) return "it starts with a dot";
  if (name.endsWith(".")) return "it ends with a dot";
  if (/\.(json|lock)$/i.test(name)) return "it ends in .json or .lock";
  if (/^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)/i.test(name)) {
    return "it is the name of a Windows device";
  }
  return null;
}

/** Throws UserError (64, `bad-vault-name`) if `name` cannot be a vault's name. */
export function checkVaultName(name: string): void {
  const because = whyNotVaultName(name);
  if (because === null) return;
  throw new UserError({
    exit: "usage",
    code: "bad-vault-name",
    cannot: `use ${JSON.stringify(name)} as a vault name`,
    because,
  });
}
