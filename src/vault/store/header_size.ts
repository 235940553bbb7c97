import { UserError } from "../../errors.ts";
import type { SignedHeader } from "../crypto/generation_signature.ts";
import { formatSigned } from "../crypto/signed_header_text.ts";
import { MAX_HEADER_BYTES } from "../remotes/remote.ts";

/**
 * Checks before a generation of a shared vault is written that its header, which lists each item that it changes, is not too
 * large to be published.
 *
 * @throws UserError (78, `too-many-changes`).
 */
export function checkHeaderSize(name: string, signed: SignedHeader): void {
  if (formatSigned(signed).length <= MAX_HEADER_BYTES) return;
  const count = signed.header.changedItems.length;
  throw new UserError({
    exit: "refused",
    code: "too-many-changes",
    cannot: `write shared vault ${JSON.stringify(name)}`,
    because: `${count} items would be new or changed at once, and about 26,000 are possible`,
  });
}
