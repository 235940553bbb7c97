import type { BaseKey } from "./derive.ts";

/**
 * Returns a base key over `secret`, which it does not copy: a command may wait long for a person or for AWS, and then this
 * array is all there is of the secret. WebCrypto would make copies that nobody can wipe. Wiping `secret` ends the base key:
 * deriving then throws, because anybody can derive from zeros.
 */
export function baseKey(secret: Uint8Array<ArrayBuffer>): BaseKey {
  const isZero = (): boolean => secret.every((byte) => byte === 0);
  const wasZero = isZero();
  return {
    async derive(salt, info) {
      const { hkdfSha256 } = await import("./hkdf.ts"); // a library, which help and which don't need
      if (isZero() && !wasZero) throw new Error("a key was used after it was wiped");
      return hkdfSha256(secret, salt, info);
    },
    wipe() {
      secret.fill(0);
    },
  };
}
