import type { Credentials, TemporaryCredentials } from "../aws/credentials.ts";
import type { ServiceEndpoint } from "../aws/endpoint.ts";
import type { OpenConnections } from "../aws/connection.ts";
import type { StsCall } from "../aws/sts/call.ts";
import { callSts, isWrongCode } from "../aws/sts/client.ts";
import type { Paths } from "../fs/paths.ts";
import type { Host } from "../host.ts";
import type { Item } from "../vault/item.ts";
import type { Ask } from "./ask.ts";
import type { PlannedMfaProcess } from "./mfa_process_rule.ts";

const MAX_TRIES = 3;

/** The input of {@linkcode requestSession}. */
export interface RequestSessionInput {
  readonly host: Host;
  readonly paths: Paths;
  /** The item whose access key starts the chain; null if no item does. */
  readonly item: Item | null;
  readonly endpoint: ServiceEndpoint;
  /** The commands of the plan that print one-time codes. */
  readonly mfaProcesses: readonly PlannedMfaProcess[];
  /** Asks for a one-time code. */
  readonly ask: Pick<Ask, "oneTimeCode">;
  /** Prints a line on standard error. */
  readonly report: (line: string) => void;
  /** Connections that stay open between the calls of a chain. */
  readonly connections?: OpenConnections;
}

/**
 * Makes one STS call and returns its session. If the call names an MFA device, the one-time code comes from the item, or
 * else from `mfa_process`, or else from the user, who has three tries.
 *
 * @throws UserError 69 or 77 as `callSts` does; 77 if the user cancels; 78 if opaws must not run the `mfa_process`; 79 if a code is needed and nobody can be asked.
 */
export async function requestSession(
  call: StsCall,
  source: Credentials,
  input: RequestSessionInput,
): Promise<TemporaryCredentials> {
  const { host, endpoint, report } = input;
  if (call.call === "AssumeRole" && call.cutFrom !== null) {
    const { profile, role } = call.step;
    const session = profile === null ? role : `profile ${JSON.stringify(profile)}`;
    report(
      `opaws: a role assumed from another role lasts an hour at most, so the session of ${session} is cut from ${call.cutFrom} to ${call.durationSeconds} s`,
    );
  }
  const { readCaBundle } = endpoint.caBundle === null
    ? { readCaBundle: () => null }
    : await import("../aws/ca_bundle.ts");
  const options = {
    host,
    endpoint,
    caBundle: readCaBundle(endpoint.caBundle),
    report,
    ...(input.connections && { connections: input.connections }),
  };
  for (let left = MAX_TRIES - 1;; left--) {
    const { code, isTyped } = call.mfa === null
      ? { code: null, isTyped: false }
      : await (await import("./one_time_code.ts")).oneTimeCode(call, call.mfa, input);
    try {
      return await callSts(call, source, code, options);
    } catch (error) {
      if (!isTyped || left === 0 || !isWrongCode(error)) throw error;
      report("opaws: AWS does not accept this code; it takes each one once, so wait for the next");
    }
  }
}
