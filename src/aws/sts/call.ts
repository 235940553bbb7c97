import type { RoleConfig } from "../config/role_config.ts";

/** One call of STS. */
export type StsCall = SessionCall | RoleCall;

/** GetSessionToken with the item's access key. */
export interface SessionCall {
  /** The operation. */
  readonly call: "GetSessionToken";
  /** How long the session lasts; seconds. */
  readonly durationSeconds: number;
  /** The serial number or ARN of the MFA device whose code is sent; null without MFA. */
  readonly mfa: string | null;
  /** `mfa_process` of the profile that names the device: a command that prints the code. */
  readonly mfaProcess: string | null;
}

/** AssumeRole with the credentials of the previous call, or with the item's access key if it is the first. */
export interface RoleCall {
  /** The operation. */
  readonly call: "AssumeRole";
  /** The role, and how it is assumed. */
  readonly step: RoleConfig;
  /** How long the session lasts; seconds. Null leaves it to STS (3600). */
  readonly durationSeconds: number | null;
  /** The longer duration that was asked for, if it was cut to the limit of role chaining; seconds. */
  readonly cutFrom: number | null;
  /** The serial number or ARN of the MFA device whose code is sent; null without MFA. */
  readonly mfa: string | null;
  /** `mfa_process` of the profile that names the device: a command that prints the code. */
  readonly mfaProcess: string | null;
}
