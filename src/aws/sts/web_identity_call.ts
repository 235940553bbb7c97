import { AssumeRoleWithWebIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { UserError } from "../../errors.ts";
import type { Secret } from "../../secret.ts";
import { AwsCall, type AwsCallOptions } from "../aws_call.ts";
import type { TemporaryCredentials } from "../credentials.ts";
import { sessionFromResponse } from "./session_response.ts";
import type { WebIdentity } from "./web_identity.ts";

/**
 * Makes one AssumeRoleWithWebIdentity, which nothing signs, with `token`. `durationSeconds` is null to leave it to STS.
 * Faults: 77 refused by STS, 69 no answer or none that STS would give.
 */
export async function callWebIdentity(
  identity: WebIdentity,
  token: Secret,
  durationSeconds: number | null,
  options: AwsCallOptions,
): Promise<TemporaryCredentials> {
  const aws = new AwsCall("sts", `assume role ${identity.role} by web identity`, options);
  try {
    const answer = await aws.send(async (config) => {
      const client = new STSClient({ ...config, credentials: nobody });
      return await client.send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: identity.role,
          RoleSessionName: identity.sessionName,
          WebIdentityToken: token.reveal(),
          ...(durationSeconds === null ? {} : { DurationSeconds: durationSeconds }),
        }),
      );
    });
    return sessionFromResponse(aws, answer.Credentials, options.host.now());
  } catch (error) {
    throw withoutToken(error, token);
  }
}

/** The call must not be signed with whatever else the machine has. */
function nobody(): Promise<never> {
  return Promise.reject(new Error("this call is not signed"));
}

/** Whoever answers may quote what was sent. */
function withoutToken(error: unknown, token: Secret): unknown {
  const parts = token.reveal().split(".");
  if (!(error instanceof UserError) || !parts.some((part) => error.message.includes(part))) {
    return error;
  }
  const { exit, code, cannot } = error;
  return new UserError({ exit, code, cannot, because: "STS refuses the token, and quotes it" });
}
