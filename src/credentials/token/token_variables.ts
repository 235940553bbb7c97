import { UserError } from "../../errors.ts";
import { describeError } from "../../fs/system_error.ts";
import type { Host } from "../../host.ts";
import { MAX_VAULT_BYTES, parseVault } from "../../vault/format/parse.ts";
import type { VaultFile } from "../../vault/format/vault_file.ts";
import { parseToken } from "../../vault/slots/token_text.ts";

/** The longest value of `OPAWS_VAULT`, 48 KiB: what GitHub and others allow for one secret. Characters of base64. */
export const MAX_BASE64_LENGTH: number = 48 * 1024;
/** The largest token file; bytes. A token has 55. */
const MAX_TOKEN_BYTES = 4096;

/**
 * Returns the 32 bytes of the token in the environment, for the caller to wipe. `OPAWS_TOKEN_FILE` may belong to anyone
 * and have any mode, because CI runners and containers write their secret files that way. The vault decides whether the
 * token is genuine.
 *
 * @throws UserError 66 if there is no such file; 74 if it cannot be read; 77 (`token-malformed`) if it is not a token; 78
 *   if both variables are set or the file is too large.
 */
export function tokenFromEnvironment(host: Pick<Host, "env">): Uint8Array<ArrayBuffer> {
  refuseBoth(host, "OPAWS_TOKEN", "OPAWS_TOKEN_FILE");
  const text = host.env("OPAWS_TOKEN");
  if (text) return parseToken(withoutLineEnd(text), "OPAWS_TOKEN");
  const path = host.env("OPAWS_TOKEN_FILE") ?? "";
  const content = new TextDecoder().decode(readFile(path, "OPAWS_TOKEN_FILE", MAX_TOKEN_BYTES));
  return parseToken(withoutLineEnd(content), `OPAWS_TOKEN_FILE (${path})`);
}

/** Secret stores keep the line end that `opaws token create` prints after the token. */
function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n$/, "");
}

/** A vault from the environment. */
export interface EnvironmentVault {
  /** The parsed file. */
  readonly file: VaultFile;
  /** Its path or the name of its variable, for messages. */
  readonly path: string;
}

/**
 * Returns the vault from the file that `OPAWS_VAULT_FILE` names, or from the base64 in `OPAWS_VAULT`: standard or
 * base64url, with or without padding and line breaks. Null if neither is set. The file's owner and mode are not checked,
 * because a token opens nothing that was altered.
 *
 * @throws UserError 65 if the vault is damaged; 66 if there is no such file; 74 if it cannot be read; 78 if both
 *   variables are set or the vault is too large.
 */
export function vaultFromEnvironment(host: Pick<Host, "env">): EnvironmentVault | null {
  refuseBoth(host, "OPAWS_VAULT", "OPAWS_VAULT_FILE");
  const path = host.env("OPAWS_VAULT_FILE");
  if (path) {
    return { file: parseVault(readFile(path, "OPAWS_VAULT_FILE", MAX_VAULT_BYTES), path), path };
  }
  const text = host.env("OPAWS_VAULT");
  if (!text) return null;
  return { file: parseVault(decodeBase64(text), "OPAWS_VAULT"), path: "OPAWS_VAULT" };
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  if (text.length > MAX_BASE64_LENGTH) {
    const because = `it has more than ${MAX_BASE64_LENGTH} characters`;
    throw unusable("refused", "too-long", "OPAWS_VAULT", because);
  }
  const standard = text.replace(/\s+/g, "").replaceAll("-", "+").replaceAll("_", "/");
  try {
    return Uint8Array.fromBase64(standard.replace(/=+$/, ""));
  } catch {
    throw unusable("damaged", "damaged", "OPAWS_VAULT", "it is not base64");
  }
}

function readFile(path: string, variable: string, maxBytes: number): Uint8Array<ArrayBuffer> {
  const source = `${variable} (${path})`;
  try {
    const info = Deno.statSync(path);
    // A pipe, such as from <(...), is read to its end. A device might never end.
    if (!info.isFile && !info.isFifo) {
      throw unusable("refused", "unreadable-file", source, "it is neither a file nor a pipe");
    }
    if (info.size > maxBytes) {
      throw unusable("refused", "too-long", source, `it is larger than ${maxBytes} bytes`);
    }
    return Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const missing = error instanceof Deno.errors.NotFound;
    const because = missing ? "there is no such file" : describeError(error);
    throw unusable(missing ? "notFound" : "io", "unreadable-file", source, because, error);
  }
}

function refuseBoth(host: Pick<Host, "env">, one: string, other: string): void {
  if (!host.env(one) || !host.env(other)) return;
  throw unusable("refused", "both-set", one, `${other} is set as well, and they may differ`);
}

function unusable(
  exit: "damaged" | "notFound" | "io" | "refused",
  code: string,
  source: string,
  because: string,
  cause?: unknown,
): UserError {
  return new UserError({ exit, code, cannot: `use ${source}`, because, cause });
}
