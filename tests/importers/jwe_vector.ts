/** A file of aws-vault, sealed by another implementation of RFC 7516 with the passphrase "correct horse". */
export const SEALED_ELSEWHERE: string = [
  "eyJhbGciOiJQQkVTMi1IUzI1NitBMTI4S1ciLCJlbmMiOiJBMjU2R0NNIiwiY3JlYXRlZCI6IjIwMjYtMDEtMDIg",
  "MDM6MDQ6MDUuMDAwMDAwMDA2ICswMDAwIFVUQyBtPSswLjEiLCJwMmMiOjgxOTIsInAycyI6InRPbmRPMUlxZWV4",
  "Vi1uQVc1TEJyN0EifQ.4G-6rVxOlri-BUhnfqr9tcu_k2wG8fXcJTlcAgOavp7X5n5h6yqm3g.zrs9LCq-AKl4ZG",
  "pz.x0XY_jBzPBYYVxWQR8vp31jo4gCsHSX2HHphEdBnovDwxBTYBsqo5hSIfqY_ZTtPlNxfMmPrc-Q3JS-ErMAtV",
  "jkIho-Ev4Dl_SZrBM91AHB7ixX9xzy8xgyj57JIBQZIFJ6wNqiYCFO9Mq-9FBUMRC-5ZyEIbQONJd5WTJje0gk3F",
  "4rjHt3vxdqnmnc2xJDSTON9bo_B0SnClDS0Hu0j1XkkUHKu7EbjGGr0M70-wX02tfgdZd-7aZvYM0uARPs6rsfzI",
  "IMNPW8H0nOMSYsQUzm4XAHIqrGuYRE_Xi3GUJ-NmAiMjl8TlLSzIv_Qza2-PGRjONGAK282lgipFcvBLDSmbcbA_",
  "5phbExTNTJcOrkf48r9g85uvOQU2jw7_c9xjcYcCwHBmoBsqlrR_NWby1u116W_Oh9Ct4trkoE.K14IgI_tYofg2",
  "YvMHDLq9g",
].join("");

const ALGORITHM = "PBES2-HS256+A128KW";

/** How {@linkcode seal} deviates. */
export interface SealOptions {
  /** The PBKDF2 count to use and to write. */
  readonly rounds?: number;
  /** Members of the header to change. */
  readonly header?: Readonly<Record<string, unknown>>;
}

/** Seals `payload` as 99designs/keyring does. */
export async function seal(
  payload: unknown,
  passphrase: string,
  options: SealOptions = {},
): Promise<string> {
  const rounds = options.rounds ?? 1000;
  const p2s = crypto.getRandomValues(new Uint8Array(12));
  const header = text(JSON.stringify({
    alg: ALGORITHM,
    enc: "A256GCM",
    created: "2026-01-02 03:04:05",
    p2c: rounds,
    p2s: base64url(p2s),
    ...options.header,
  }));
  const base = await crypto.subtle.importKey("raw", text(passphrase), "PBKDF2", false, [
    "deriveKey",
  ]);
  const wrapping = await crypto.subtle.deriveKey(
    {
      name: "PBKDF2",
      hash: "SHA-256",
      salt: new Uint8Array([...text(ALGORITHM), 0, ...p2s]),
      iterations: rounds,
    },
    base,
    { name: "AES-KW", length: 128 },
    false,
    ["wrapKey"],
  );
  const content = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, [
    "encrypt",
  ]);
  const key = new Uint8Array(await crypto.subtle.wrapKey("raw", content, wrapping, "AES-KW"));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = new Uint8Array(
    await crypto.subtle.encrypt(
      { name: "AES-GCM", iv, additionalData: text(base64url(header)) },
      content,
      text(JSON.stringify(payload)),
    ),
  );
  return [header, key, iv, sealed.slice(0, -16), sealed.slice(-16)].map(base64url).join(".");
}

function text(plain: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(plain);
}

function base64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
