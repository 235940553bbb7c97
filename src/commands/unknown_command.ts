import { unknownCommandError } from "../cli/usage_error.ts";
import { UserError } from "../errors.ts";
import { findPaths } from "../fs/paths.ts";
import type { Host } from "../host.ts";
import { readConfig } from "../scope/config_file.ts";
import { toolNames } from "../tools/table.ts";
import { COMMANDS } from "./table.ts";

/** Returns the error (64) about a command line whose first arguments name no command, the user's own tools considered. */
export function unknownCommand(host: Host, args: readonly string[]): UserError {
  return unknownCommandError(args, COMMANDS, toolNames(ownTools(host)));
}

/** The user's rows in the table of tools; none if the settings cannot be read, since another error is being reported. */
function ownTools(host: Host): Readonly<Record<string, unknown>> {
  try {
    return readConfig(findPaths(host)).tools;
  } catch (error) {
    if (error instanceof UserError) return {};
    throw error;
  }
}
