import type { Host } from "../host.ts";
import type { EnvironmentChange } from "./become.ts";
import { SECRET_VARIABLES, START_VARIABLES } from "./own_variables.ts";
import { withheldVariables } from "./withheld_variables.ts";

/**
 * Adds to `change` what every tool gets: the variables that were withheld from opaws, and none of those by which opaws gets
 * its own secrets and is started.
 */
export function wholeChange(host: Pick<Host, "env">, change: EnvironmentChange): EnvironmentChange {
  const withheld = withheldVariables(host);
  return {
    set: { ...withheld.set, ...change.set },
    unset: [...change.unset, ...withheld.unset, ...SECRET_VARIABLES, ...START_VARIABLES],
  };
}
