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

/** The largest number of password slots. opaws writes one. */
const MAX_PASSWORD_SLOTS = 8;
/** The most that trying one password on all slots may cost, in KiB times passes: one slot at both limits. */
const MAX_WORK = 1_048_576 * 16;
/** The most that opaws spends on a password without asking first, in KiB times passes. A new vault costs 196,608. */
export const MAX_UNASKED_WORK = 4 * 1_048_576;

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

/**
 * Checks the costs of all password slots of a file together: a wrong password is tried on each of them.
 *
 * @throws UserError (78, `kdf-limits`) if there are too many slots or they cost too much. `path` is for the message.
 */
export function checkTotalCost(costs: readonly KdfCost[], path: string): void {
  if (costs.length > MAX_PASSWORD_SLOTS) {
    throw refused(
      path,
      `it has ${costs.length} password slots, and ${MAX_PASSWORD_SLOTS} are allowed`,
    );
  }
  const work = totalWork(costs);
  if (work > MAX_WORK) {
    throw refused(
      path,
      `its password slots ask for ${work} KiB times passes in total, and ${MAX_WORK} are allowed`,
    );
  }
}

/** Returns what trying a password on slots of these costs takes, in KiB times passes. */
export function totalWork(costs: readonly KdfCost[]): number {
  return costs.reduce((sum, { memoryKiB, passes }) => sum + memoryKiB * passes, 0);
}

function checkRange(
  path: string,
  unit: string,
  value: number,
  [min, max]: readonly [number, number],
): void {
  if (value >= min && value <= max) return;
  throw refused(
    path,
    `its password slot asks for ${value} ${unit}, and ${min} to ${max} are allowed`,
  );
}

function refused(path: string, because: string): UserError {
  return new UserError({ exit: "refused", code: "kdf-limits", cannot: `read ${path}`, because });
}
