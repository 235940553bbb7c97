import { UserError } from "../../errors.ts";
import type { KdfCost } from "../crypto/derive.ts";

const MEMORY = [19_456, 1_048_576] as const; // KiB; the floor is OWASP's least for Argon2id with 2 passes
const PASSES = [2, 16] as const;
const LANES = [1, 16] as const;

/**
 * Refuses an Argon2id cost that is too cheap to protect, or so dear that reading a stranger's file would be an attack.
 * To be asked before any work. Faults (78).
 */
export function checkCost(cost: KdfCost, path: string): void {
  check(path, "KiB of memory", cost.memoryKiB, MEMORY);
  check(path, "passes", cost.passes, PASSES);
  check(path, "lanes", cost.lanes, LANES);
}

function check(path: string, unit: string, value: number, [least, most]: readonly number[]): void {
  if (value >= least! && value <= most!) return;
  throw new UserError({
    exit: "refused",
    code: "kdf-limits",
    cannot: `read ${path}`,
    because: `its password slot asks for ${value} ${unit}, and ${least} to ${most} are allowed`,
  });
}
