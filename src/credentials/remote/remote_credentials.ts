import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { optionWords } from "../../quote.ts";
import type { RemoteConfig } from "../../scope/remotes.ts";
import { type Tool, unlistedTool } from "../../tools/table.ts";
import type { CredentialsContext, ProvidedCredentials } from "../context.ts";
import { getCredentials } from "../get_credentials.ts";

/** Any program: the bindings of `aws` apply to it. */
const ANY_PROGRAM: Tool = { ...unlistedTool("aws"), profilePosition: "before" };

/** Variables of AWS that say where files and servers are, and not whose credentials are used. */
const NEUTRAL =
  /^AWS_(CONFIG_FILE|SHARED_CREDENTIALS_FILE|CA_BUNDLE|ENDPOINT_URL(_STS|_SSO.*)?|USE_.*_ENDPOINT)$/;
/** Variables of opaws that choose credentials, or say which ones it has given to this program. */
const CHOOSING = /^OPAWS_(TOKEN|VAULT|CHOSEN|USES|PROVIDED|VARIABLES|AWS_FILES)/;

/**
 * Returns the credentials that sign requests to the store of `remote`: those that `opaws run` would use with its profile or
 * item. The environment chooses nothing, so that a sync is the same in each terminal, and never one with the credentials of
 * the program that opaws was started from.
 *
 * @throws UserError (78) if the profile gets its credentials without opaws; and as `getCredentials` does.
 */
export async function remoteCredentials(
  context: CredentialsContext,
  { profile, item }: Pick<RemoteConfig, "profile" | "item">,
): Promise<ProvidedCredentials> {
  const host = withoutChoice(context.host);
  const result = await getCredentials(
    { tool: ANY_PROGRAM, args: null, options: { profile, item } },
    { ...context, host },
  );
  if (result.kind === "provided") return result;
  const { plan } = result;
  throw new UserError({
    exit: "refused",
    code: "left-to-tool",
    cannot: "sign requests to the remote",
    because: `${
      plan.kind === "tool" ? plan.reason : "no credentials are needed"
    }, which opaws leaves to the tool; name an item or another profile`,
    try: `opaws which aws${optionWords({ "--profile": profile })}`,
  });
}

/** Returns `host` with an environment that chooses no credentials. */
function withoutChoice(host: Host): Host {
  return {
    ...host,
    env: (name) =>
      CHOOSING.test(name) || (name.startsWith("AWS_") && !NEUTRAL.test(name))
        ? undefined
        : host.env(name),
  };
}
