import type { Host } from "../../host.ts";
import { selfCommandForShell } from "../../exec/self_command.ts";
import { quote, shellWord } from "../../quote.ts";
import type { RequestOptions } from "../../credentials/request.ts";

/**
 * Returns the lines to put into `~/.aws/config` so that every SDK gets its credentials from opaws. They are for the
 * profile in `options`, else `default`, and use the item in `options`, else whatever is bound where the program runs.
 * The command is quoted for a POSIX shell, which is how botocore and the SDKs read it.
 */
export function processConfig(
  host: Pick<Host, "env">,
  options: Pick<RequestOptions, "item" | "vault" | "profile">,
): string[] {
  const { item, vault, profile } = options;
  const command = [
    ...selfCommandForShell(host).map(shellWord),
    "credential-process",
    ...(item === undefined ? [] : ["--item", shellWord(item)]),
    ...(vault === undefined ? [] : ["--vault", shellWord(vault)]),
    ...(item !== undefined || profile === undefined ? [] : ["--profile", shellWord(profile)]),
  ];
  return [
    profile === undefined || profile === "default" ? "[default]" : `[profile ${header(profile)}]`,
    `credential_process = ${command.join(" ")}`,
  ];
}

/** Returns a profile's name as its section header has it: botocore splits the header as a shell would. */
function header(profile: string): string {
  return /[\s'"\\]/.test(profile) ? quote("bash", profile) : profile;
}
