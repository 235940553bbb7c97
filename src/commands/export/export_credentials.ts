import type { CommandContext } from "../../cli/context.ts";
import { getCredentials } from "../../credentials/get_credentials.ts";
import type { CredentialsContext, ProvidedCredentials } from "../../credentials/context.ts";
import type { PlanRequest, RequestOptions } from "../../credentials/request.ts";
import { UserError } from "../../errors.ts";
import { maskCommand } from "../../shell/export_format.ts";
import { type Tool, unlistedTool } from "../../tools/table.ts";
import { credentialsContext } from "../credentials_context.ts";
import { optionWords } from "../../quote.ts";

/** Any program: the bindings of `aws` apply to it, and it gets the profile's settings instead of its name. */
const ANY_PROGRAM: Tool = { ...unlistedTool("aws"), profilePosition: "before" };

/**
 * Returns the credentials that `opaws run -- aws` would use.
 *
 * @throws UserError (78) if they are left to the tool, because then there is nothing to print; and as
 * `getCredentials` does.
 */
export async function exportedCredentials(
  { host, paths, config }: CommandContext,
  options: Pick<RequestOptions, "item" | "vault" | "profile" | "sso">,
): Promise<ProvidedCredentials> {
  const credentials = credentialsContext(host, paths, config());
  return await providedCredentials(credentials, options, "export");
}

/**
 * Returns the credentials for a program that opaws does not start, by the bindings of `aws`. `verb` is what it would do
 * with them.
 *
 * @throws UserError as {@linkcode exportedCredentials} does.
 */
export async function providedCredentials(
  context: CredentialsContext,
  options: RequestOptions,
  verb: string,
): Promise<ProvidedCredentials> {
  const request: PlanRequest = { tool: ANY_PROGRAM, args: null, options };
  const result = await getCredentials(request, context);
  if (result.kind === "provided") return result;
  const { plan } = result;
  const named = plan.kind === "tool" ? plan.profile : null;
  throw new UserError({
    exit: "refused",
    code: "left-to-tool",
    cannot: named === null
      ? `${verb} credentials`
      : `${verb} credentials of profile ${JSON.stringify(named.name)}`,
    because: `${
      plan.kind === "tool" ? plan.reason : "none are needed"
    }, which opaws leaves to the tool`,
    try: `opaws which aws${optionWords({ "--profile": named?.name })}`,
  });
}

/**
 * Refuses to print secrets to a terminal, where they stay in its scrollback, unless `reveal` is set.
 *
 * @throws UserError (78).
 */
export function refuseTerminal(reveal: boolean, cannot: string, command: string): void {
  if (reveal || !Deno.stdout.isTerminal()) return;
  throw new UserError({
    exit: "refused",
    code: "terminal",
    cannot,
    because: "standard output is a terminal, which would show the secrets",
    try: `${command} --reveal`,
  });
}

/** Returns the commands that mask the credentials in a workflow's log. The region is public, and masking it would blank out half the log. */
export function maskCommands({ credentials, variables }: ProvidedCredentials): string {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const more = Object.values(variables?.set ?? {}).filter((value) => typeof value !== "string");
  const secrets = [secretAccessKey, ...(sessionToken ? [sessionToken] : []), ...more];
  const values = [accessKeyId, ...secrets.map((secret) => secret.reveal())];
  return values.filter((value) => value.trim() !== "").map(maskCommand).join("");
}
