import { Secret } from "../../secret.ts";
import type { AwsCall } from "../aws_call.ts";
import type { TemporaryCredentials } from "../credentials.ts";

/** The `Credentials` of an STS response, as the SDK returns them. */
interface ResponseCredentials {
  /** The access key id. */
  readonly AccessKeyId?: string | undefined;
  /** The secret access key. */
  readonly SecretAccessKey?: string | undefined;
  /** The session token. */
  readonly SessionToken?: string | undefined;
  /** When they expire. */
  readonly Expiration?: Date | undefined;
}

/**
 * Returns the credentials of a response to `aws` after checking them. `now` is epoch milliseconds.
 *
 * @throws UserError (69, unavailable) if they are incomplete, malformed or expired.
 */
export function sessionFromResponse(
  aws: AwsCall,
  issued: ResponseCredentials | undefined,
  now: number,
): TemporaryCredentials {
  const expiresAt = issued?.Expiration?.getTime() ?? NaN;
  const { AccessKeyId, SecretAccessKey, SessionToken } = issued ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || Number.isNaN(expiresAt)) {
    throw aws.badResponse("its response has no credentials");
  }
  if (![AccessKeyId, SecretAccessKey, SessionToken].every(isVisibleAscii)) {
    throw aws.badResponse(
      "the credentials in its response have characters that no credentials have",
    );
  }
  if (expiresAt <= now) {
    const end = new Date(expiresAt).toISOString();
    throw aws.badResponse(`the credentials in its response expired at ${end}`);
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: new Secret(SecretAccessKey),
    sessionToken: new Secret(SessionToken),
    expiresAt,
  };
}

/** Reports whether `value` fits into a header and into an environment variable. */
function isVisibleAscii(value: string): boolean {
  return /^[\x21-\x7e]+$/.test(value);
}
