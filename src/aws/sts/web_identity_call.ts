import { UserError } from "../../errors.ts";
import type { Secret } from "../../secret.ts";
import { AwsCall, type AwsCallOptions } from "../aws_call.ts";
import type { TemporaryCredentials } from "../credentials.ts";
import { querySts } from "./query.ts";
import { responseCredentials, sessionFromResponse } from "./session_response.ts";
import type { WebIdentity } from "./web_identity.ts";

/**
 * Calls AssumeRoleWithWebIdentity, which is not signed, with `token`. A null `durationSeconds` leaves the duration to
 * STS.
 *
 * @throws UserError (77, denied) if STS refuses; (69, unavailable) without a usable response.
 */
export async function callWebIdentity(
  identity: WebIdentity,
  token: Secret,
  durationSeconds: number | null,
  options: AwsCallOptions,
): Promise<TemporaryCredentials> {
  const aws = new AwsCall("sts", `assume role ${identity.role} by web identity`, options);
  try {
    const issued = await aws.send(async (config) =>
      responseCredentials(
        await querySts(config, null, "AssumeRoleWithWebIdentity", {
          RoleArn: identity.role,
          RoleSessionName: identity.sessionName,
          WebIdentityToken: token.reveal(),
          DurationSeconds: durationSeconds?.toString(),
        }),
      )
    );
    return sessionFromResponse(aws, issued, options.host.now());
  } catch (error) {
    throw withoutToken(error, token);
  }
}

/** Returns `error`, or an error without its message if that quotes the token. A server may quote what it received. */
function withoutToken(error: unknown, token: Secret): unknown {
  const parts = token.reveal().split(".");
  if (!(error instanceof UserError) || !parts.some((part) => error.message.includes(part))) {
    return error;
  }
  const { exit, code, cannot } = error;
  return new UserError({ exit, code, cannot, because: "STS refuses the token, and quotes it" });
}
