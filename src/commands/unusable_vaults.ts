import { report } from "../cli/output.ts";
import type { UnusableVault } from "../unlock/each_vault.ts";

/** How a command that lists something of all vaults shows those that cannot be used. */
interface UnusableReport {
  /** What its JSON says of them; empty if all vaults can be used. */
  readonly json: {
    readonly problems?: readonly { readonly vault: string; readonly message: string }[];
  };
  /** What its text says of them, after the list. */
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
