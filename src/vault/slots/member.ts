import type { Host } from "../../host.ts";
import { VaultKey } from "../crypto/vault_key.ts";
import type { MemberKeys } from "../crypto/member_keys.ts";
import { associatedData } from "../format/associated_data.ts";
import { fromBase64url, toBase64url } from "../format/base64url.ts";
import type { MemberPublicKeys } from "../format/member_key_text.ts";
import { damaged } from "../format/parse.ts";
import type { MemberSlot } from "../format/vault_file.ts";
import { slotAssociatedData, type WrapInput } from "./slot.ts";

const EPHEMERAL_BYTES = 32;

/** The input of {@linkcode wrapWithMemberKey}. */
interface MemberInput extends WrapInput {
  /** The member's id. */
  readonly id: string;
  /** The member's public keys. */
  readonly member: Pick<MemberPublicKeys, "agreement">;
  /** The member's name. */
  readonly label: string;
}

/**
 * Wraps the vault key to the public key of a member, by HPKE in base mode (RFC 9180: DHKEM(X25519, HKDF-SHA256),
 * HKDF-SHA256, AES-256-GCM). The ephemeral key pair comes from 32 random bytes, as section 7.1.3 of the RFC derives it.
 *
 * @throws UserError (65, `damaged`) if the public key is one of the few points that lead to no secret.
 */
export async function wrapWithMemberKey(
  host: Pick<Host, "random" | "now">,
  { vaultId, key, id, member, label }: MemberInput,
): Promise<MemberSlot> {
  const { suite, HpkeError } = await memberSuite();
  const ephemeral = host.random(EPHEMERAL_BYTES);
  try {
    const sender = await suite.createSenderContext({
      recipientPublicKey: await suite.kem.deserializePublicKey(fromBase64url(member.agreement)!),
      info: associatedData("member-slot"),
      ekm: ephemeral,
    });
    const slot: Omit<MemberSlot, "wrapped"> = {
      id,
      kind: "member",
      label,
      created: new Date(host.now()).toISOString(),
      kdf: {
        name: "hpke-x25519-hkdf-sha256-aes256gcm",
        enc: toBase64url(new Uint8Array(sender.enc)),
      },
    };
    const wrapped = await sender.seal(key.bytes, slotAssociatedData(vaultId, slot));
    return { ...slot, wrapped: toBase64url(new Uint8Array(wrapped)) };
  } catch (error) {
    if (!(error instanceof HpkeError)) throw error;
    throw damaged(
      `wrap the vault's key for member ${JSON.stringify(label)}`,
      "the member's public key cannot be used",
      { cause: error },
    );
  } finally {
    ephemeral.fill(0);
  }
}

/** Unwraps the vault key with the private key of a member. Returns null if the slot does not open. */
export async function unwrapWithMemberKey(
  slot: MemberSlot,
  vaultId: string,
  { agreementPrivate }: Pick<MemberKeys, "agreementPrivate">,
): Promise<VaultKey | null> {
  const { suite, HpkeError } = await memberSuite();
  try {
    const recipient = await suite.createRecipientContext({
      recipientKey: await suite.kem.deserializePrivateKey(agreementPrivate),
      enc: fromBase64url(slot.kdf.enc)!,
      info: associatedData("member-slot"),
    });
    const wrapped = fromBase64url(slot.wrapped)!;
    const key = await recipient.open(wrapped, slotAssociatedData(vaultId, slot));
    return new VaultKey(new Uint8Array(key));
  } catch (error) {
    if (error instanceof HpkeError) return null;
    throw error;
  }
}

/** Returns the suite of HPKE. It is loaded where it is used, because no command on a vault of one's own needs it. */
async function memberSuite() {
  const { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256, HpkeError } = await import(
    "@hpke/core"
  );
  const suite = new CipherSuite({
    kem: new DhkemX25519HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes256Gcm(),
  });
  return { suite, HpkeError };
}
