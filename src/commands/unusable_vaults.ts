import { report } from "../cli/output.ts";
import type { UnusableVault } from "../unlock/each_vault.ts";

/** The parts of the output of a command about all vaults that concern those that cannot be used. */
interface UnusableReport {
  /** The members of its JSON; none if all vaults can be used. */
  readonly json: {
    readonly problems?: readonly { readonly vault: string; readonly message: string }[];
  };
  /** The lines after its list. */
  readonly lines: readonly string[];
  /** The exit status: that of the first error, or 0. */
  readonly status: number;
}

/** Reports each of the vaults `unusable` on standard error, with the command that fixes it, and returns the rest. */
export function reportUnusable(unusable: readonly UnusableVault[]): UnusableReport {
  for (const { error } of unusable) {
    report(`opaws: ${error.message}`, ...error.try === undefined ? [] : [`  try: ${error.try}`]);
  }
  const problems = unusable.map(({ name, error }) => ({ vault: name, message: error.message }));
  return {
    json: problems.length === 0 ? {} : { problems },
    lines: problems.map(({ vault, message }) => `vault "${vault}" is left out: ${message}`),
    status: unusable[0]?.error.status ?? 0,
  };
}
