import type { Credentials } from "../aws/credentials.ts";

/** What a `credential_process` prints: JSON, version 1, `Expiration` for sessions (AWS SDKs guide, "Process credential provider"). */
export function processCredentials(credentials: Credentials): string {
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = credentials;
  return `${
    JSON.stringify({
      Version: 1,
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey.reveal(),
      ...(sessionToken && { SessionToken: sessionToken.reveal() }),
      ...(expiresAt !== undefined && { Expiration: new Date(expiresAt).toISOString() }),
    })
  }\n`;
}
