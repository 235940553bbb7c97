import { Secret } from "../../secret.ts";
import type { AwsCall } from "../aws_call.ts";
import type { TemporaryCredentials } from "../credentials.ts";
import type { QueryResult } from "./query.ts";

/** A time of AWS (Smithy, `timestampFormat` `date-time`). */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** The `Credentials` of a response. */
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

/** Returns the `Credentials` of a result of STS. Throws an error if their end is not a time. */
export function responseCredentials(result: QueryResult): ResponseCredentials {
  const text = (name: string) => result.text("Credentials", name);
  const expiration = text("Expiration");
  if (expiration !== undefined && !TIME.test(expiration)) throw new SyntaxError("not a time");
  return {
    AccessKeyId: text("AccessKeyId"),
    SecretAccessKey: text("SecretAccessKey"),
    SessionToken: text("SessionToken"),
    Expiration: expiration === undefined ? undefined : new Date(expiration),
  };
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
