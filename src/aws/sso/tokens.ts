import type { Secret } from "../../secret.ts";

/** How a person signs in: with a code that the browser brings back, or with a code that is typed or compared. */
export type Grant = "code" | "device";

/** opaws as a client of Identity Center (`RegisterClient`). */
export interface Registration {
  /** What it is registered for. */
  readonly grant: Grant;
  /** Its id. */
  readonly clientId: string;
  /** Its secret. */
  readonly clientSecret: Secret;
  /** When it has to register again; epoch milliseconds. */
  readonly expiresAt: number;
}

/** What a person gets by signing in (`CreateToken`). */
export interface SsoTokens {
  /** Reads accounts, roles and credentials. */
  readonly accessToken: Secret;
  /** Gets the next access token without asking, until the session ends; null if there is none. */
  readonly refreshToken: Secret | null;
  /** When the access token expires; epoch milliseconds. */
  readonly expiresAt: number;
}
