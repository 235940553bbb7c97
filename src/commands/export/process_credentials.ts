import type { Credentials } from "../../aws/credentials.ts";

/**
 * Returns what a `credential_process` prints: JSON, version 1, with `Expiration` for sessions. Source: AWS SDKs and Tools
 * Reference Guide, "Process credential provider".
 */
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
