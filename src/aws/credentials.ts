import type { Secret } from "../secret.ts";

/** What a request is signed with. */
export interface Credentials {
  /** The access key id. */
  readonly accessKeyId: string;
  /** The secret access key. */
  readonly secretAccessKey: Secret;
  /** The session token of temporary credentials. */
  readonly sessionToken?: Secret;
  /** When temporary credentials expire; epoch milliseconds. */
  readonly expiresAt?: number;
}

/** Credentials that STS issued. */
export interface TemporaryCredentials extends Credentials {
  /** See {@linkcode Credentials.sessionToken}. */
  readonly sessionToken: Secret;
  /** See {@linkcode Credentials.expiresAt}. */
  readonly expiresAt: number;
}
