import { UserError } from "../errors.ts";

/** A vault whose file cannot be used. */
export interface UnusableVault {
  /** Its name. */
  readonly name: string;
  /** Why. */
  readonly error: UserError;
}

/**
 * Returns what `read` returns for each of the vaults `names`, and apart from those the vaults that cannot be used: damaged,
 * not trusted, unreadable, or shared without this person. Any other error, such as a wrong password, is thrown. So is every error if `isNamed`: the
 * user asked for that vault.
 */
export async function eachVault<T>(
  names: readonly string[],
  isNamed: boolean,
  read: (name: string) => T | Promise<T>,
): Promise<{ readonly found: readonly T[]; readonly unusable: readonly UnusableVault[] }> {
  const found: T[] = [];
  const unusable: UnusableVault[] = [];
  for (const name of names) {
    try {
      found.push(await read(name));
    } catch (error) {
      if (isNamed || !isAboutFile(error)) throw error;
      unusable.push({ name, error });
    }
  }
  return { found, unusable };
}

/**
 * Reports whether `error` says that a file is damaged (65), unreadable (74) or not trusted (78), or that it is a shared vault
 * of other people.
 */
export function isAboutFile(error: unknown): error is UserError {
  return error instanceof UserError &&
    (["damaged", "io", "refused"].includes(error.exit) || error.code === "not-a-member");
}
