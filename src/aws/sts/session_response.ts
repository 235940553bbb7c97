import { Secret } from "../../secret.ts";
import type { AwsCall } from "../aws_call.ts";
import type { TemporaryCredentials } from "../credentials.ts";

/** The `Credentials` of an answer of STS, as the SDK gives them. */
export interface ResponseCredentials {
  /** The access key id. */
  readonly AccessKeyId?: string | undefined;
  /** The secret access key. */
  readonly SecretAccessKey?: string | undefined;
  /** The session token. */
  readonly SessionToken?: string | undefined;
  /** When they end. */
  readonly Expiration?: Date | undefined;
}

/** What STS made by `aws`, checked. `now` is epoch milliseconds. Faults (69) when it is no session, or has ended. */
export function sessionFromResponse(
  aws: AwsCall,
  made: ResponseCredentials | undefined,
  now: number,
): TemporaryCredentials {
  const expiresAt = made?.Expiration?.getTime() ?? NaN;
  if (
    !made?.AccessKeyId || !made.SecretAccessKey || !made.SessionToken || Number.isNaN(expiresAt)
  ) {
    throw aws.unusable("its answer holds no credentials");
  }
  if (![made.AccessKeyId, made.SecretAccessKey, made.SessionToken].every(isPlain)) {
    throw aws.unusable("its credentials hold signs that no credentials have");
  }
  if (expiresAt <= now) {
    throw aws.unusable(`the session it made ended at ${new Date(expiresAt).toISOString()} already`);
  }
  return {
    accessKeyId: made.AccessKeyId,
    secretAccessKey: new Secret(made.SecretAccessKey),
    sessionToken: new Secret(made.SessionToken),
    expiresAt,
  };
}

/** What fits into a header and into an environment. */
function isPlain(value: string): boolean {
  return /^[\x21-\x7e]+$/.test(value);
}
