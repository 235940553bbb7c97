import { UserError } from "../errors.ts";
import { isAbsolute } from "../fs/path.ts";
import { readVariable } from "../host.ts";
import { findProgram } from "./find_program.ts";
import { SECRET_VARIABLES, withoutVariables } from "./own_variables.ts";

/** How a helper is started. */
interface HelperOptions extends Omit<Deno.CommandOptions, "clearEnv" | "env"> {
  /** Its whole environment, or `inherit` with variables to add. */
  readonly environment:
    | { readonly only: Readonly<Record<string, string>> }
    | { readonly inherit: Readonly<Record<string, string>> };
  /** The variables that it does not inherit; all of opaws's secrets by default. */
  readonly without?: readonly string[];
}

/**
 * Starts a helper: any program that opaws starts for itself, and not as the tool. `file` is an absolute path, because the
 * system would search for a bare name in empty and relative entries of PATH too, which means the working directory. The
 * helper does not get opaws's own secrets.
 *
 * @throws Error as `Deno.Command` does if the program cannot be started.
 */
export function startHelper(
  file: string,
  { environment, without = SECRET_VARIABLES, ...options }: HelperOptions,
): Deno.ChildProcess {
  if (!isAbsolute(file)) {
    throw new TypeError(`Helper has no absolute path: ${file}`);
  }
  const clearEnv = "only" in environment;
  const env = { ...clearEnv ? environment.only : environment.inherit };
  return withoutVariables(
    clearEnv ? [] : without,
    () => new Deno.Command(file, { ...options, clearEnv, env }).spawn(),
  );
}

/**
 * Returns the absolute path of the helper called `name`, found as a tool is; null if there is none that opaws may run.
 */
export function helperProgram(name: string): string | null {
  try {
    return findProgram(name, { path: readVariable("PATH"), shims: [] });
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
