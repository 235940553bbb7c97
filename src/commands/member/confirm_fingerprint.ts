import { confirm } from "../../cli/confirm.ts";
import { report } from "../../cli/output.ts";
import { memberFingerprint, type MemberPublicKeys } from "../../vault/format/member_key_text.ts";

/** A question about the fingerprint of a member's key. */
interface FingerprintQuestion {
  /** The member's name. */
  readonly name: string;
  /** The public keys. */
  readonly keys: MemberPublicKeys;
  /** Whether the user has compared them already (`--yes`). */
  readonly yes: boolean;
  /** Verb and object, for the error. */
  readonly cannot: string;
  /** The command line that does not ask. */
  readonly flag: string;
}

const WORDS_PER_LINE = 4;

/**
 * Shows the words of a member's key, and asks whether that person reads the same ones. Anyone who carried the key could have
 * put another in its place.
 *
 * @throws Cancelled (77) on no, UserError (79) without a terminal.
 */
export async function confirmFingerprint(
  { name, keys, yes, cannot, flag }: FingerprintQuestion,
): Promise<void> {
  const words = await memberFingerprint(keys);
  report(
    `opaws: the fingerprint of the key of ${name}, which opaws member id --fingerprint shows there:`,
  );
  for (let at = 0; at < words.length; at += WORDS_PER_LINE) {
    report(`  ${words.slice(at, at + WORDS_PER_LINE).join(" ")}`);
  }
  await confirm(yes, {
    question: `Ask ${name} to read the words out, by voice. Are they the same?`,
    cannot,
    flag,
  });
}
