import { AwsCall, type AwsCallOptions } from "../aws_call.ts";
import type { Credentials, TemporaryCredentials } from "../credentials.ts";
import { querySts } from "./query.ts";
import { responseCredentials, sessionFromResponse } from "./session_response.ts";

/** A session policy: its text, or the ARN of a managed policy. */
export type SessionPolicy =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "arn"; readonly arn: string };

/** A session of a user for the console. */
interface FederatedSession {
  /** What it signs with. */
  readonly credentials: TemporaryCredentials;
  /** The ARN of the federated user, which has its partition; null if AWS does not say. */
  readonly arn: string | null;
}

/**
 * Gets a session of the user of the access key `source` (GetFederationToken), which may do what both the user and `policy`
 * allow. `name` is what CloudTrail shows.
 *
 * @throws UserError (77, denied) if STS refuses; (69, unavailable) without a usable response.
 */
export async function federationToken(
  source: Credentials,
  { name, durationSeconds, policy }: {
    readonly name: string;
    readonly durationSeconds: number;
    readonly policy: SessionPolicy;
  },
  options: AwsCallOptions,
): Promise<FederatedSession> {
  const aws = new AwsCall("sts", "get a session for the console", options);
  const { issued, arn } = await aws.send(async (config) => {
    const result = await querySts(config, source, "GetFederationToken", {
      Name: name,
      DurationSeconds: `${durationSeconds}`,
      ...(policy.kind === "arn"
        ? { "PolicyArns.member.1.arn": policy.arn }
        : { Policy: policy.text }),
    });
    const arn = result.text("FederatedUser", "Arn") ?? null;
    return { issued: responseCredentials(result), arn };
  });
  return { credentials: sessionFromResponse(aws, issued, options.host.now()), arn };
}
