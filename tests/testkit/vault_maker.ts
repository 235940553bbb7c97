import { importSecret } from "../../src/vault/crypto/derive.ts";
import { digestsOf, signHeader } from "../../src/vault/crypto/generation_signature.ts";
import { type MemberKeys, newMemberKeys, sealPerson } from "../../src/vault/crypto/member_keys.ts";
import { sign } from "../../src/vault/crypto/mac.ts";
import { seal } from "../../src/vault/crypto/seal.ts";
import { itemKey } from "../../src/vault/crypto/sealed_item.ts";
import { VaultKey } from "../../src/vault/crypto/vault_key.ts";
import { associatedData } from "../../src/vault/format/associated_data.ts";
import { toBase64url } from "../../src/vault/format/base64url.ts";
import { canonicalJson, formatVault } from "../../src/vault/format/canonical_json.ts";
import type { KdfCost } from "../../src/vault/format/kdf_cost.ts";
import { newUuid } from "../../src/vault/format/uuid.ts";
import { wrapWithMemberKey } from "../../src/vault/slots/member.ts";
import { wrapWithPassword } from "../../src/vault/slots/password.ts";
import { Secret } from "../../src/secret.ts";

/** Bytes over a buffer of their own. */
export type Bytes = Uint8Array<ArrayBuffer>;

// deno-lint-ignore no-explicit-any -- a broken vault has no type
export type Loose = any;

/** The password of every vault in the kit, unless its header says otherwise. */
export const PASSWORD = "correct horse";
/** The lowest cost that readers accept. */
export const FLOOR: KdfCost = { memoryKiB: 19456, passes: 2, lanes: 1 };

const SEED = "opaws vault test kit, 1";
const NOW = Date.parse("2026-01-02T03:04:05.678Z");
const utf8 = new TextEncoder();

/** A host whose random bytes come from a seed, so that the same files result every time. */
export interface Seeded {
  /** Returns the next `length` bytes of the stream. */
  random(length: number): Bytes;
  /** Returns a fixed time. */
  now(): number;
}

/** Returns the key stream of AES-256-CTR under the SHA-256 of the seed and `stream`, with a counter from zero. */
export async function seeded(stream: string): Promise<Seeded> {
  const raw = await crypto.subtle.digest("SHA-256", utf8.encode(`${SEED}/${stream}`));
  const key = await crypto.subtle.importKey("raw", raw, "AES-CTR", false, ["encrypt"]);
  const counter = { name: "AES-CTR", counter: new Uint8Array(16), length: 64 };
  const pool = new Uint8Array(await crypto.subtle.encrypt(counter, key, new Uint8Array(1 << 14)));
  let at = 0;
  return {
    random(length) {
      at += length;
      if (at > pool.length) throw new Error("the stream is used up");
      return pool.slice(at - length, at);
    },
    now: () => NOW,
  };
}

/** Returns the plaintext of an item. */
export function plaintext(title: string, more: Record<string, unknown> = {}): Loose {
  return {
    title,
    category: "aws-access-key",
    fields: [
      { name: "access key id", value: "AKIAIOSFODNN7EXAMPLE", secret: false },
      {
        name: "secret access key",
        value: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        secret: true,
      },
    ],
    notes: "",
    tags: [],
    created: "2026-01-02T03:04:05.678Z",
    ...more,
  };
}

/** Makes vaults with one key from a seeded stream. */
export class VaultMaker {
  readonly #host: Seeded;
  /** The vault key. */
  readonly key: VaultKey;
  /** The vault's id. */
  readonly id: string;

  private constructor(host: Seeded) {
    this.#host = host;
    this.id = newUuid(host);
    this.key = new VaultKey(host.random(32));
  }

  /** Returns a maker with its own key and id. */
  static async of(stream: string): Promise<VaultMaker> {
    return new VaultMaker(await seeded(stream));
  }

  /** Returns a new UUID. */
  uuid(): string {
    return newUuid(this.#host);
  }

  /** Returns a password slot. */
  async passwordSlot(password = PASSWORD, cost: KdfCost = FLOOR): Promise<Loose> {
    const { id: vaultId, key } = this;
    return await wrapWithPassword(this.#host, {
      vaultId,
      key,
      password: new Secret(password),
      cost,
    });
  }

  /** Returns a slot for 32 random bytes that are thrown away. */
  async otherSlot(kind: "system" | "recovery" | "token"): Promise<Loose> {
    const plain = kind === "token" ? utf8.encode('{"items":{}}') : this.key.bytes;
    const wrapped = await seal(this.#host, this.#host.random(32), plain, new Uint8Array());
    return {
      id: this.uuid(),
      kind,
      label: "",
      created: new Date(NOW).toISOString(),
      kdf: { name: "hkdf-sha256", salt: toBase64url(this.#host.random(16)) },
      wrapped: toBase64url(wrapped),
      ...(kind === "token" ? { expires: "2026-04-02T00:00:00Z", items: {} } : {}),
    };
  }

  /** The private keys of the first member, X25519 and then Ed25519. */
  readonly memberKeys: Bytes = Uint8Array.from({ length: 64 }, (_, at) => at + 1);

  /** Returns the member keys, sealed in the vault of the person. */
  async person(): Promise<Loose> {
    const secret = await importSecret(this.key.bytes);
    return await sealPerson(this.#host, secret, this.id, await membersOf(this.memberKeys));
  }

  /** Returns `file` as a shared vault of two members, a writer and a reader, with `others` as further slots. */
  async shared(file: Loose, others: Loose[]): Promise<Loose> {
    const ann = await membersOf(this.memberKeys);
    const bob = await membersOf(this.memberKeys.map((byte) => byte + 100) as Bytes);
    const added = new Date(NOW).toISOString();
    const members: Loose = {};
    const slots: Loose[] = [];
    for (const [keys, name, role] of [[ann, "Ann", "writer"], [bob, "Bob", "reader"]] as const) {
      const { agreement, signing, id } = keys;
      members[id] = { name, role, agreement, signing, added };
      const input = { vaultId: this.id, key: this.key, id, member: keys, label: name };
      slots.push(await wrapWithMemberKey(this.#host, input));
    }
    slots.push(...others);
    const shared = {
      vault: this.id,
      generation: file.generation,
      parents: [],
      author: ann.id,
      time: added,
      members,
      ...await digestsOf({ items: file.items, slots }),
      changedItems: Object.keys(file.items).sort(),
      changedSlots: Object.keys(members).sort(),
      rekeyed: false,
    };
    const signature = await signHeader(ann, shared as Loose);
    return await this.signed({ ...file, version: 2, slots, shared, signature });
  }

  /** Seals `plain`, a value or bytes, as the item `id`, and binds `bound`: the time `updated`, but not in the first build. */
  async item(
    id: string,
    plain: unknown,
    salt?: Bytes,
    iv?: Bytes,
    updated = new Date(NOW).toISOString(),
    bound: readonly string[] = [updated],
  ): Promise<Loose> {
    const bytes = plain instanceof Uint8Array ? plain as Bytes : utf8.encode(canonicalJson(plain));
    const own = salt ?? this.#host.random(16);
    const key = await itemKey(await importSecret(this.key.bytes), this.id, id, own);
    const host = iv === undefined ? this.#host : { random: () => iv };
    return {
      salt: toBase64url(own),
      sealed: toBase64url(
        await seal(host, key, bytes, associatedData("item", this.id, id, ...bound)),
      ),
      updated,
    };
  }

  /** Returns a file with its MAC. */
  async file(parts: { slots: Loose[]; items: Loose; generation?: number }): Promise<Loose> {
    return await this.signed({
      format: "opaws-vault",
      version: 1,
      id: this.id,
      name: "personal",
      generation: parts.generation ?? 7,
      slots: parts.slots,
      items: parts.items,
    });
  }

  /** Returns `file` with a right MAC. */
  async signed(file: Loose): Promise<Loose> {
    const { mac: _, ...unsigned } = file;
    return await sign(await importSecret(this.key.bytes), unsigned);
  }
}

/** Returns member keys from their private bytes. */
async function membersOf(bytes: Bytes): Promise<MemberKeys> {
  const parts = [bytes.slice(0, 32), bytes.slice(32)];
  return await newMemberKeys({ random: () => parts.shift()! });
}

/** Returns `file` in the layout of writers. */
export function layOut(file: Loose): Bytes {
  return formatVault(file);
}
