import { UserError } from "../../errors.ts";

/** What one Argon2id computation costs. */
export interface KdfCost {
  /** Memory in KiB (1 024 bytes). */
  readonly memoryKiB: number;
  /** Passes over the memory. */
  readonly passes: number;
  /** Degree of parallelism. */
  readonly lanes: number;
}

/** The cost of a new password slot: 64 MiB and 3 passes (RFC 9106), in one lane because WebCrypto uses one thread. */
export const DEFAULT_COST: KdfCost = { memoryKiB: 65536, passes: 3, lanes: 1 };

const MEMORY = [19_456, 1_048_576] as const; // KiB; the floor is OWASP's minimum for Argon2id with 2 passes
const PASSES = [2, 16] as const;
const LANES = [1, 16] as const;

/**
 * Checks an Argon2id cost before any work is done with it. A cost below the limits would not protect the vault, and one
 * above them would turn a file from a stranger into an attack on its reader.
 *
 * @throws UserError (78, `kdf-limits`) if the cost is outside the limits. `path` is for the message.
 */
export function checkCost(cost: KdfCost, path: string): void {
  checkRange(path, "KiB of memory", cost.memoryKiB, MEMORY);
  checkRange(path, "passes", cost.passes, PASSES);
  checkRange(path, "lanes", cost.lanes, LANES);
}

function checkRange(
  path: string,
  unit: string,
  value: number,
  [min, max]: readonly [number, number],
): void {
  if (value >= min && value <= max) return;
  throw new UserError({
    exit: "refused",
    code: "kdf-limits",
    cannot: `read ${path}`,
    because: `its password slot asks for ${value} ${unit}, and ${min} to ${max} are allowed`,
  });
}
