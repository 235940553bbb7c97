import { UserError } from "../../errors.ts";

const MOST_BYTES = 100; // UTF-8; leaves room for suffixes in the 255 bytes that file systems give a name

/**
 * Why `name` cannot name a vault; null when it can. A name must be a file name on every system and must not disturb
 * a terminal: 1 to 100 bytes, no leading dot, no trailing dot or space, none of `/ \ : * ? " < > |`, no control,
 * format or bidi characters, no line separators, no Windows device name, no ending of opaws's own.
 */
export function whyNotVaultName(name: string): string | null {
  // Compiling the patterns below costs half a millisecond; most names are as plain as this.
  if (/^[a-z][a-z0-9_-]{4,40}$/.test(name) && !/^con(in|out)/.test(name)) return null;
  if (name === "") return "it is empty";
  if (!name.isWellFormed()) return "it has a lone surrogate";
  if (new TextEncoder().encode(name).length > MOST_BYTES) {
    return `it is longer than ${MOST_BYTES} bytes`;
  }
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)) return "it has a character that cannot be seen";
  const sign = /[/\\:*?"<>|]/.exec(name);
  if (sign) return `it has the character ${sign[0]}`;
  if (/^\s|\s$/u.test(name)) return "it starts or ends with a space";
  if (name.startsWith(".")) return "it starts with a dot";
  if (name.endsWith(".")) return "it ends with a dot";
  if (/\.(json|lock)$/i.test(name)) return "it ends like a file of opaws";
  if (/^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)/i.test(name)) {
    return "it is the name of a device on Windows";
  }
  return null;
}

/** Faults (64) when `name` cannot name a vault. */
export function checkVaultName(name: string): void {
  const because = whyNotVaultName(name);
  if (because === null) return;
  throw new UserError({
    exit: "usage",
    code: "bad-vault-name",
    cannot: `use ${JSON.stringify(name)} as the name of a vault`,
    because,
  });
}
