import type { Host } from "../../host.ts";
import { selfCommandForShell } from "../../exec/self_command.ts";
import { quote, shellWord } from "../../quote.ts";
import type { RequestOptions } from "../../credentials/request.ts";

/**
 * Returns the lines to put into `~/.aws/config` so that every SDK gets its credentials from opaws. They are for the
 * profile in `options`, else `default`, and use the item or the role in `options`, else whatever is bound where the program runs.
 * The command is quoted for a POSIX shell, which is how botocore and the SDKs read it.
 */
export function processConfig(
  host: Pick<Host, "env">,
  options: Pick<RequestOptions, "item" | "vault" | "profile" | "sso">,
): string[] {
  const { item, vault, profile, sso } = options;
  const isNamed = item !== undefined || sso !== undefined;
  const command = [
    ...selfCommandForShell(host).map(shellWord),
    "credential-process",
    ...(item === undefined ? [] : ["--item", shellWord(item)]),
    ...(vault === undefined ? [] : ["--vault", shellWord(vault)]),
    ...Object.entries(ssoWords(sso)).flatMap(([name, value]) => [name, shellWord(value)]),
    ...(isNamed || profile === undefined ? [] : ["--profile", shellWord(profile)]),
  ];
  return [
    profile === undefined || profile === "default" ? "[default]" : `[profile ${header(profile)}]`,
    `credential_process = ${command.join(" ")}`,
  ];
}

/** Returns the options that name a role of IAM Identity Center, by name. */
export function ssoWords(sso: RequestOptions["sso"]): Readonly<Record<string, string>> {
  return sso === undefined
    ? {}
    : { "--sso": sso.session, "--account": sso.account, "--role": sso.role };
}

/** Returns a profile's name as its section header has it: botocore splits the header as a shell would. */
function header(profile: string): string {
  return /[\s'"\\]/.test(profile) ? quote("bash", profile) : profile;
}
