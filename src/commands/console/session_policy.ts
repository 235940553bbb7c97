import type { SessionPolicy } from "../../aws/sts/federation_token.ts";
import { UserError } from "../../errors.ts";
import { describeError } from "../../fs/system_error.ts";

/** Allows everything, so that the session may do what the user may. A session without any policy may do nothing. */
const EVERYTHING =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
const POLICY_ARN = /^arn:aws[a-z-]*:iam::(aws|\d{12}):policy\/[\w+=,.@/-]+$/;
const MAX_LENGTH = 2048; // characters (API reference, GetFederationToken)

/**
 * Returns the session policy that `value` names: the ARN of a managed policy or the path of a file with JSON. Without
 * `value`, one that allows what the user may do.
 *
 * @throws UserError (64) if it is neither, (66) if there is no such file.
 */
export function sessionPolicy(value: string | undefined): SessionPolicy {
  if (value === undefined) return { kind: "text", text: EVERYTHING };
  if (POLICY_ARN.test(value)) return { kind: "arn", arn: value };
  if (value.startsWith("arn:")) throw wrong(value, "it is not the ARN of a policy");
  return { kind: "text", text: compact(value, read(value)) };
}

function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw new UserError({
      exit: error instanceof Deno.errors.NotFound ? "notFound" : "io",
      code: "no-policy",
      cannot: `read the policy ${path}`,
      because: describeError(error),
      cause: error,
    });
  }
}

function compact(path: string, text: string): string {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw wrong(path, "it is not JSON");
  }
  const short = JSON.stringify(policy);
  if (typeof policy !== "object" || policy === null || !("Statement" in policy)) {
    throw wrong(path, "it has no Statement");
  }
  if (short.length > MAX_LENGTH) {
    throw wrong(path, `it is longer than ${MAX_LENGTH} characters without spaces`);
  }
  return short;
}

function wrong(value: string, because: string): UserError {
  return new UserError({
    exit: "usage",
    code: "bad-policy",
    cannot: `use the policy ${JSON.stringify(value)}`,
    because,
    try: "opaws console --policy arn:aws:iam::aws:policy/ReadOnlyAccess",
  });
}
