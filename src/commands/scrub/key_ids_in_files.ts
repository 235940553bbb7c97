import { keysLeftInConfig } from "../../aws/config/keys_in_config.ts";
import { loadProfiles } from "../../aws/config/profiles.ts";
import type { IsStored } from "../../aws/config/scrub.ts";
import { scrubFile } from "../../aws/config/scrub_file.ts";
import type { CommandContext } from "../../cli/context.ts";
import { UserError } from "../../errors.ts";

/** Returns the ids of all access keys in the AWS files. Of a config file that aws refuses it returns none. */
export function keyIdsInFiles({ host, paths }: CommandContext): Set<string> {
  const found = new Set<string>();
  const note: IsStored = (id) => {
    found.add(id);
    return false;
  };
  scrubFile(host, paths.home, note, { dryRun: true });
  try {
    keysLeftInConfig(loadProfiles(host, paths.home), note);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  return found;
}
