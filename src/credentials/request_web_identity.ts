import type { AwsCallOptions } from "../aws/aws_call.ts";
import { readCaBundle } from "../aws/ca_bundle.ts";
import type { TemporaryCredentials } from "../aws/credentials.ts";
import { fetchIdentityToken } from "../aws/sts/identity_token.ts";
import type { WebIdentity } from "../aws/sts/web_identity.ts";
import { callWebIdentity } from "../aws/sts/web_identity_call.ts";
import { reportWait } from "../report_wait.ts";

/**
 * Fetches the CI job's web identity token and exchanges it for a session of the role.
 *
 * @throws UserError as `fetchIdentityToken` and `callWebIdentity` do.
 */
export async function requestWebIdentitySession(
  identity: WebIdentity,
  durationSeconds: number | null,
  options: Pick<AwsCallOptions, "host" | "endpoint" | "report">,
): Promise<TemporaryCredentials> {
  const caBundle = readCaBundle(options.endpoint.caBundle);
  const token = await reportWait(
    "the runner to issue a web identity token",
    fetchIdentityToken(identity, caBundle),
    options.report,
  );
  return await callWebIdentity(identity, token, durationSeconds, { ...options, caBundle });
}
