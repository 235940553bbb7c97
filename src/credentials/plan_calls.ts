import type { RequestOptions } from "./request.ts";
import type { RoleCall, SessionCall, StsCall } from "../aws/sts/call.ts";
import type { RoleConfig } from "../aws/config/role_config.ts";

/** What {@linkcode planCalls} decides from. */
export interface PlanCallsInput {
  /** The roles of the chain, the one assumed first coming first; none for a profile without a role. */
  readonly roles: readonly RoleConfig[];
  /** `mfa_serial` and `mfa_process` of the profile in use, which count where it has no role. */
  readonly profile: { readonly mfaSerial?: string; readonly mfaProcess?: string };
  /** What the item has. */
  readonly item: {
    /** Whether it can make one-time codes. */
    readonly oneTimePassword: boolean;
    /** Its `mfa serial`. */
    readonly mfaSerial?: string;
  };
  /** What the user asks for, which takes precedence over the files. */
  readonly options: Pick<RequestOptions, "durationSeconds" | "sessionName" | "noSession">;
}

/** How long a session from GetSessionToken lasts unless the user says otherwise; seconds. */
const SESSION_SECONDS = 43_200;
/** The longest that a role can have which is assumed from a session; seconds (IAM user guide, "role chaining"). */
const CHAINED_SECONDS = 3600;

/**
 * Answers the calls of STS that turn the item's access key into what the tool gets, in their order; none means the
 * access key itself. A role that wants MFA is assumed from a GetSessionToken session with MFA, which serves every role
 * for 12 hours with one code; one that lasts longer than an hour is assumed directly with the code, for AWS grants it
 * to no session. A device that proved itself earlier in the chain is not asked again: AWS takes no code from a role.
 */
export function planCalls(input: PlanCallsInput): StsCall[] {
  if (input.roles.length === 0) return plainSession(input);
  const calls: StsCall[] = [];
  const proven = new Set<string>();
  input.roles.forEach((configured, index) => {
    const last = index === input.roles.length - 1;
    const step = last ? named(configured, input.options.sessionName) : configured;
    const duration = (last ? input.options.durationSeconds : undefined) ?? step.durationSeconds ??
      null;
    if (index === 0) calls.push(...firstRole(step, duration, input));
    else calls.push(laterRole(step, duration, proven));
    for (const { mfa } of calls) if (mfa !== null) proven.add(mfa);
  });
  return calls;
}

function plainSession({ profile, item, options }: PlanCallsInput): StsCall[] {
  const mfa = profile.mfaSerial ?? item.mfaSerial ?? null;
  const byDefault = mfa !== null && item.oneTimePassword;
  if (options.noSession || !byDefault && options.durationSeconds === undefined) return [];
  const durationSeconds = options.durationSeconds ?? SESSION_SECONDS;
  return [session(durationSeconds, mfa, profile.mfaProcess)];
}

function firstRole(
  step: RoleConfig,
  durationSeconds: number | null,
  { item, options }: PlanCallsInput,
): StsCall[] {
  const mfa = step.mfaSerial ?? item.mfaSerial ?? null;
  const throughSession = mfa !== null && !options.noSession &&
    (durationSeconds ?? 0) <= CHAINED_SECONDS;
  if (!throughSession) return [role(step, durationSeconds, null, mfa)];
  return [session(SESSION_SECONDS, mfa, step.mfaProcess), role(step, durationSeconds, null, null)];
}

function laterRole(
  step: RoleConfig,
  wanted: number | null,
  proven: ReadonlySet<string>,
): RoleCall {
  const mfa = step.mfaSerial === undefined || proven.has(step.mfaSerial) ? null : step.mfaSerial;
  const tooLong = wanted !== null && wanted > CHAINED_SECONDS;
  return role(step, tooLong ? CHAINED_SECONDS : wanted, tooLong ? wanted : null, mfa);
}

function session(
  durationSeconds: number,
  mfa: string | null,
  mfaProcess: string | undefined,
): SessionCall {
  return { call: "GetSessionToken", durationSeconds, mfa, mfaProcess: mfaProcess ?? null };
}

function role(
  step: RoleConfig,
  durationSeconds: number | null,
  cutFrom: number | null,
  mfa: string | null,
): RoleCall {
  const mfaProcess = step.mfaProcess ?? null;
  return { call: "AssumeRole", step, durationSeconds, cutFrom, mfa, mfaProcess };
}

function named(step: RoleConfig, sessionName: string | undefined): RoleConfig {
  return sessionName === undefined ? step : { ...step, sessionName };
}
