import type { Host } from "../host.ts";
import type { EnvironmentChange } from "./become.ts";
import { SECRET_VARIABLES, START_VARIABLES } from "./own_variables.ts";
import { withheldVariables } from "./withheld_variables.ts";

/**
 * Adds to `change` what every tool gets: the variables that were withheld from opaws, the user's TMPDIR, and none of the
 * variables by which opaws gets its own secrets and is started.
 */
export function wholeChange(host: Pick<Host, "env">, change: EnvironmentChange): EnvironmentChange {
  const withheld = withheldVariables(host);
  const temporary = host.env("OPAWS_START_TMPDIR");
  const restored = temporary === undefined ? {} : { TMPDIR: temporary };
  return {
    set: { ...withheld.set, ...restored, ...change.set },
    unset: [...change.unset, ...withheld.unset, ...SECRET_VARIABLES, ...START_VARIABLES],
  };
}
