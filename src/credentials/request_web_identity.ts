import { fetchIdentityToken } from "../aws/sts/identity_token.ts";
import type { AwsCallOptions } from "../aws/aws_call.ts";
import type { TemporaryCredentials } from "../aws/credentials.ts";
import type { WebIdentity } from "../aws/sts/web_identity.ts";
import { callWebIdentity } from "../aws/sts/web_identity_call.ts";
import { readCaBundle } from "../aws/ca_bundle.ts";
import { reportWait } from "../report_wait.ts";

/** Fetches the token of the job's web identity and trades it for a session. Faults as `fetchIdentityToken`, `callWebIdentity`. */
export async function requestWebIdentity(
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
