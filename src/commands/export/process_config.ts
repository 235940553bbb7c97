import type { Host } from "../../host.ts";
import { quote, shellWord } from "../../quote.ts";
import { selfCommandForShell } from "../../exec/self_command.ts";

/**
 * The lines to put into `~/.aws/config`, so that every SDK takes the credentials from opaws: the profile that is named,
 * else `default`, with the item that is named, else with whatever is bound where the program runs. Printed, never
 * written. The command is quoted as a POSIX shell reads it, which botocore and the SDKs do.
 */
export function processConfig(
  host: Pick<Host, "env">,
  wanted: {
    readonly item: string | undefined;
    readonly vault: string | undefined;
    readonly profile: string | undefined;
  },
): string[] {
  const { item, vault, profile } = wanted;
  const command = [
    ...selfCommandForShell(host).map((each) => each.startsWith("-") ? each : shellWord(each)),
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

/** The name of a profile as the header of its section has it: botocore reads that as a shell reads words. */
function header(profile: string): string {
  return /[\s'"\\]/.test(profile) ? quote("bash", profile) : profile;
}
