import type { RoleConfig } from "../aws/config/role_config.ts";
import type { RoleCall, SessionCall, StsCall } from "../aws/sts/call.ts";
import type { RequestOptions } from "./request.ts";

/** The input of {@linkcode planCalls}. */
export interface PlanCallsInput {
  /** The roles of the chain in the order in which they are assumed; empty for a profile without a role. */
  readonly roles: readonly RoleConfig[];
  /** `mfa_serial` and `mfa_process` of the profile that applies. They are used only if there is no role. */
  readonly profile: { readonly mfaSerial?: string; readonly mfaProcess?: string };
  readonly item: {
    /** Whether it has the field `one-time password`, so that opaws can make codes. */
    readonly oneTimePassword: boolean;
    /** Its field `mfa serial`. */
    readonly mfaSerial?: string;
  };
  /** The options of the command, which take precedence over the config files. */
  readonly options: Pick<
    RequestOptions,
    "durationSeconds" | "sessionName" | "noSession" | "served" | "accessKey"
  >;
}

/** How long a GetSessionToken session lasts unless the user says otherwise; seconds. */
const DEFAULT_SESSION_SECONDS = 43_200;
/** The longest role session that AWS grants to temporary credentials (IAM user guide, "role chaining"); seconds. */
const MAX_CHAINED_SECONDS = 3600;

/**
 * Returns the STS calls that turn the item's access key into what the tool gets, in order. No calls mean the access key
 * itself. A role that needs MFA is assumed from a GetSessionToken session with MFA, so that one code serves every role
 * for 12 hours. A role for longer than an hour is assumed directly with the code, because AWS does not grant that to a
 * session. A device that was used earlier in the chain is not used again, because AWS accepts no code from a role.
 */
export function planCalls(input: PlanCallsInput): StsCall[] {
  if (input.roles.length === 0) return withoutRole(input);
  const calls: StsCall[] = [];
  const usedDevices = new Set<string>();
  input.roles.forEach((configured, index) => {
    const last = index === input.roles.length - 1;
    const step = last ? withSessionName(configured, input.options.sessionName) : configured;
    const duration = (last ? input.options.durationSeconds : undefined) ?? step.durationSeconds ??
      null;
    if (index === 0) calls.push(...firstRole(step, duration, input));
    else calls.push(laterRole(step, duration, usedDevices));
    for (const { mfa } of calls) if (mfa !== null) usedDevices.add(mfa);
  });
  return calls;
}

/**
 * Returns the STS calls for `roles`, the first of which is assumed with the credentials of a role, as those of IAM Identity
 * Center are. No calls mean these credentials themselves.
 */
export function planRoleCalls(
  roles: readonly RoleConfig[],
  options: PlanCallsInput["options"],
): StsCall[] {
  const usedDevices = new Set<string>();
  return roles.map((configured, index) => {
    const last = index === roles.length - 1;
    const step = last ? withSessionName(configured, options.sessionName) : configured;
    const named = last ? options.durationSeconds : undefined;
    const call = laterRole(step, named ?? step.durationSeconds ?? null, usedDevices);
    if (call.mfa !== null) usedDevices.add(call.mfa);
    return call;
  });
}

function withoutRole({ profile, item, options }: PlanCallsInput): StsCall[] {
  const mfa = profile.mfaSerial ?? item.mfaSerial ?? null;
  const isMfaReady = mfa !== null && item.oneTimePassword;
  const isAsked = options.durationSeconds !== undefined || options.served === true;
  if (options.noSession || options.accessKey || !isMfaReady && !isAsked) return [];
  const durationSeconds = options.durationSeconds ?? DEFAULT_SESSION_SECONDS;
  return [sessionCall(durationSeconds, mfa, profile.mfaProcess)];
}

function firstRole(
  step: RoleConfig,
  durationSeconds: number | null,
  { item, options }: PlanCallsInput,
): StsCall[] {
  const mfa = step.mfaSerial ?? item.mfaSerial ?? null;
  const throughSession = mfa !== null && !options.noSession &&
    (durationSeconds ?? 0) <= MAX_CHAINED_SECONDS;
  if (!throughSession) return [roleCall(step, durationSeconds, null, mfa)];
  return [
    sessionCall(DEFAULT_SESSION_SECONDS, mfa, step.mfaProcess),
    roleCall(step, durationSeconds, null, null),
  ];
}

function laterRole(
  step: RoleConfig,
  durationSeconds: number | null,
  usedDevices: ReadonlySet<string>,
): RoleCall {
  const mfa = step.mfaSerial === undefined || usedDevices.has(step.mfaSerial)
    ? null
    : step.mfaSerial;
  return durationSeconds !== null && durationSeconds > MAX_CHAINED_SECONDS
    ? roleCall(step, MAX_CHAINED_SECONDS, durationSeconds, mfa)
    : roleCall(step, durationSeconds, null, mfa);
}

function sessionCall(
  durationSeconds: number,
  mfa: string | null,
  mfaProcess: string | undefined,
): SessionCall {
  return { call: "GetSessionToken", durationSeconds, mfa, mfaProcess: mfaProcess ?? null };
}

function roleCall(
  step: RoleConfig,
  durationSeconds: number | null,
  cutFrom: number | null,
  mfa: string | null,
): RoleCall {
  const mfaProcess = step.mfaProcess ?? null;
  return { call: "AssumeRole", step, durationSeconds, cutFrom, mfa, mfaProcess };
}

function withSessionName(step: RoleConfig, sessionName: string | undefined): RoleConfig {
  return sessionName === undefined ? step : { ...step, sessionName };
}
