import { denoHost } from "../../../src/host.ts";
import { digestsOf, hashOf, signHeader } from "../../../src/vault/crypto/generation_signature.ts";
import { type MemberKeys, newMemberKeys } from "../../../src/vault/crypto/member_keys.ts";
import { formatSigned } from "../../../src/vault/crypto/signed_header_text.ts";
import { VaultKey } from "../../../src/vault/crypto/vault_key.ts";
import { toBase64url } from "../../../src/vault/format/base64url.ts";
import { formatVault } from "../../../src/vault/format/canonical_json.ts";
import type { GenerationHeader } from "../../../src/vault/format/generation_header.ts";
import { newUuid } from "../../../src/vault/format/uuid.ts";
import type { MemberSlot, VaultFile } from "../../../src/vault/format/vault_file.ts";
import type { Publication } from "../../../src/vault/remotes/remote.ts";
import { wrapWithMemberKey } from "../../../src/vault/slots/member.ts";

/** A generation of a shared vault, as a remote stores it. */
export interface SampleGeneration {
  /** Its hash. */
  readonly hash: string;
  /** Its number. */
  readonly number: number;
  /** The signed header as it is published. */
  readonly header: Uint8Array<ArrayBuffer>;
  /** The whole file. */
  readonly file: Uint8Array<ArrayBuffer>;
}

/** A shared vault of one member that makes generations for the remotes to store. Its items and its MAC are random. */
export class SampleVault {
  readonly #keys: MemberKeys;
  readonly #slot: MemberSlot;
  readonly #id: string;

  private constructor(id: string, keys: MemberKeys, slot: MemberSlot) {
    this.#id = id;
    this.#keys = keys;
    this.#slot = slot;
  }

  /** Makes a vault. */
  static async make(): Promise<SampleVault> {
    const keys = await newMemberKeys(denoHost);
    const id = newUuid(denoHost);
    const key = new VaultKey(denoHost.random(32));
    const slot = await wrapWithMemberKey(denoHost, {
      vaultId: id,
      key,
      id: keys.id,
      member: keys,
      label: "Ada",
    });
    return new SampleVault(id, keys, slot);
  }

  /** Makes a generation that continues `parents`, with one item of `itemBytes`. */
  async next(
    parents: readonly SampleGeneration[] = [],
    itemBytes = 100,
  ): Promise<SampleGeneration> {
    const number = Math.max(0, ...parents.map((parent) => parent.number)) + 1;
    const itemId = newUuid(denoHost);
    const random = (length: number) => toBase64url(randomBytes(length));
    const items = {
      [itemId]: {
        salt: random(16),
        sealed: random(itemBytes),
        updated: new Date().toISOString(),
      },
    };
    const { id: author, agreement, signing } = this.#keys;
    const added = "2026-01-01T00:00:00.000Z";
    const header: GenerationHeader = {
      vault: this.#id,
      generation: number,
      parents: parents.map(({ hash }) => hash).toSorted(),
      author,
      time: new Date().toISOString(),
      members: { [author]: { name: "Ada", role: "writer", agreement, signing, added } },
      ...await digestsOf({ items, slots: [this.#slot] }),
      changedItems: [itemId],
      changedSlots: [],
      rekeyed: false,
    };
    const signature = await signHeader(this.#keys, header);
    const file: VaultFile = {
      format: "opaws-vault",
      version: 2,
      id: this.#id,
      name: "team",
      generation: number,
      slots: [this.#slot],
      items,
      shared: header,
      signature,
      mac: random(32),
    };
    return {
      hash: await hashOf(header),
      number,
      header: formatSigned({ header, signature }),
      file: formatVault(file),
    };
  }

  /** Makes `count` generations, each of which continues the one before. */
  async chain(count: number, after: readonly SampleGeneration[] = []): Promise<SampleGeneration[]> {
    const made: SampleGeneration[] = [];
    for (let at = 0; at < count; at++) {
      made.push(await this.next(made.slice(-1).concat(at === 0 ? after : [])));
    }
    return made;
  }
}

/** Returns the publication of the last of `generations`, with the headers of all. */
export function publicationOf(
  generations: readonly SampleGeneration[],
  tag: string | null,
  replaces: readonly SampleGeneration[] = [],
): Publication {
  const { hash, file } = generations.at(-1)!;
  return {
    hash,
    file,
    headers: generations.map(({ hash, header }) => ({ hash, bytes: header })),
    replaces: replaces.map(({ hash }) => hash),
    tag,
  };
}

function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536) {
    crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  }
  return bytes;
}
