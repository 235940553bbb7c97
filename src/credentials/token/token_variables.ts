import { describeError } from "../../fs/system_error.ts";
import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { MAX_VAULT_BYTES, parseVault } from "../../vault/format/parse.ts";
import type { VaultFile } from "../../vault/format/vault_file.ts";
import { parseToken } from "../../vault/slots/token_text.ts";

/** A vault that the environment brings. */
export interface EnvironmentVault {
  /** The file, read strictly. */
  readonly file: VaultFile;
  /** What it was read from, for messages. */
  readonly path: string;
}

/** The most that `OPAWS_VAULT` may hold, in characters of base64: what GitHub and others allow for one secret. */
export const MAX_BASE64_LENGTH: number = 48 * 1024;
const MOST_TOKEN_BYTES = 4096; // a token has 55

/**
 * The 32 bytes of the token that the environment brings, to be wiped by the caller. The file may belong to anybody and
 * be open to all, as runners and containers lay their secrets down; its content is checked by what it opens.
 * Faults: 77 `token-malformed`, 66 no such file, 74 it cannot be read, 78 when both variables are set.
 */
export function tokenFromEnvironment(host: Pick<Host, "env">): Uint8Array<ArrayBuffer> {
  notBoth(host, "OPAWS_TOKEN", "OPAWS_TOKEN_FILE");
  const text = host.env("OPAWS_TOKEN");
  if (text) return parseToken(withoutLineEnd(text), "OPAWS_TOKEN");
  const path = host.env("OPAWS_TOKEN_FILE") ?? "";
  const content = new TextDecoder().decode(readFile(path, "OPAWS_TOKEN_FILE", MOST_TOKEN_BYTES));
  return parseToken(withoutLineEnd(content), `OPAWS_TOKEN_FILE (${path})`);
}

/** Stores of secrets keep the line end with which `opaws token create` prints a token. */
function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n$/, "");
}

/**
 * The vault in `OPAWS_VAULT_FILE`, or whole in `OPAWS_VAULT` (base64 of either alphabet, padded or not, broken in lines
 * or not); null when neither is set. Whoever may write the file matters less than with a vault of one's own: a token
 * opens nothing in it that was altered. Faults: 65 damaged; 66, 74 no such file; 78 both set, or too long.
 */
export function vaultFromEnvironment(host: Pick<Host, "env">): EnvironmentVault | null {
  notBoth(host, "OPAWS_VAULT", "OPAWS_VAULT_FILE");
  const path = host.env("OPAWS_VAULT_FILE");
  if (path) {
    return { file: parseVault(readFile(path, "OPAWS_VAULT_FILE", MAX_VAULT_BYTES), path), path };
  }
  const text = host.env("OPAWS_VAULT");
  if (!text) return null;
  return { file: parseVault(decode(text), "OPAWS_VAULT"), path: "OPAWS_VAULT" };
}

function decode(text: string): Uint8Array<ArrayBuffer> {
  if (text.length > MAX_BASE64_LENGTH) {
    throw fault(
      "refused",
      "too-long",
      "OPAWS_VAULT",
      `it has more than ${MAX_BASE64_LENGTH} characters`,
    );
  }
  const plain = text.replace(/\s+/g, "").replaceAll("-", "+").replaceAll("_", "/");
  try {
    return Uint8Array.fromBase64(plain.replace(/=+$/, ""));
  } catch {
    throw fault("damaged", "damaged", "OPAWS_VAULT", "it is not base64");
  }
}

function readFile(path: string, variable: string, most: number): Uint8Array<ArrayBuffer> {
  const what = `${variable} (${path})`;
  try {
    const info = Deno.statSync(path);
    // A pipe, as <(...) makes one, is read as far as it goes; a device might never end.
    if (!info.isFile && !info.isFifo) {
      throw fault("refused", "unreadable-file", what, "it is neither a file nor a pipe");
    }
    if (info.size > most) {
      throw fault("refused", "too-long", what, `it is larger than ${most} bytes`);
    }
    return Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const gone = error instanceof Deno.errors.NotFound;
    const because = gone ? "there is no such file" : describeError(error);
    throw fault(gone ? "notFound" : "io", "unreadable-file", what, because, error);
  }
}

function notBoth(host: Pick<Host, "env">, one: string, other: string): void {
  if (!host.env(one) || !host.env(other)) return;
  throw fault("refused", "both-set", one, `${other} is set as well, and they may differ`);
}

function fault(
  exit: "damaged" | "notFound" | "io" | "refused",
  code: string,
  what: string,
  because: string,
  cause?: unknown,
): UserError {
  return new UserError({ exit, code, cannot: `use ${what}`, because, cause });
}
