import assert from "node:assert/strict";
import type { RoleConfig } from "../../src/aws/config/role_config.ts";
import { planCalls, type PlanCallsInput } from "../../src/credentials/plan_calls.ts";
import type { StsCall } from "../../src/aws/sts/call.ts";

const DEVICE = "arn:aws:iam::123456789012:mfa/user1";
const OTHER = "arn:aws:iam::123456789012:mfa/user2";

function plan(
  roles: readonly Partial<RoleConfig>[],
  given: {
    readonly otp?: boolean;
    readonly mfaSerial?: string;
    readonly profileSerial?: string;
    readonly options?: Partial<PlanCallsInput["options"]>;
  } = {},
): StsCall[] {
  return planCalls({
    roles: roles.map((role, index) => ({ profile: `p${index}`, role: `r${index}`, ...role })),
    profile: given.profileSerial === undefined ? {} : { mfaSerial: given.profileSerial },
    item: {
      oneTimePassword: given.otp ?? false,
      ...(given.mfaSerial === undefined ? {} : { mfaSerial: given.mfaSerial }),
    },
    options: { noSession: false, ...given.options },
  });
}

/** Returns a line per call: the role or `session`, the last digit of its MFA device, its duration. */
function lines(calls: readonly StsCall[]): string[] {
  return calls.map((call) => {
    const name = call.call === "AssumeRole" ? call.step.role : "session";
    const mfa = call.mfa === null ? "" : ` mfa ${call.mfa.at(-1)}`;
    return `${name}${mfa}${call.durationSeconds === null ? "" : ` ${call.durationSeconds}`}`;
  });
}

Deno.test("planCalls() requests a session only if an MFA device is named and the item has its codes", () => {
  assert.deepEqual(lines(plan([])), []);
  assert.deepEqual(lines(plan([], { otp: true })), []);
  assert.deepEqual(lines(plan([], { mfaSerial: DEVICE })), []);
  assert.deepEqual(lines(plan([], { otp: true, mfaSerial: DEVICE })), ["session mfa 1 43200"]);
  assert.deepEqual(lines(plan([], { otp: true, profileSerial: OTHER })), ["session mfa 2 43200"]);
  assert.deepEqual(
    lines(plan([], { otp: true, mfaSerial: DEVICE, profileSerial: OTHER })),
    ["session mfa 2 43200"],
    "the profile's device takes precedence",
  );
});

Deno.test("planCalls() assumes a role with the access key if no MFA device is named", () => {
  assert.deepEqual(lines(plan([{}])), ["r0"]);
  assert.deepEqual(lines(plan([{ durationSeconds: 7200 }], { otp: true })), ["r0 7200"]);
});

Deno.test("planCalls() assumes a role with MFA from a session, which serves all roles", () => {
  assert.deepEqual(lines(plan([{ mfaSerial: DEVICE }])), ["session mfa 1 43200", "r0"]);
  assert.deepEqual(lines(plan([{}], { mfaSerial: DEVICE })), ["session mfa 1 43200", "r0"]);
  assert.deepEqual(
    lines(plan([{ mfaSerial: OTHER, durationSeconds: 3600 }], { mfaSerial: DEVICE })),
    ["session mfa 2 43200", "r0 3600"],
  );
});

Deno.test("planCalls() assumes a long role directly with the code", () => {
  assert.deepEqual(lines(plan([{ mfaSerial: DEVICE, durationSeconds: 3601 }])), ["r0 mfa 1 3601"]);
  const options = { durationSeconds: 7200 };
  assert.deepEqual(lines(plan([{ mfaSerial: DEVICE }], { options })), ["r0 mfa 1 7200"]);
});

Deno.test("planCalls() cuts a role assumed from a role to one hour, and records the requested duration", () => {
  const calls = plan([{ durationSeconds: 7200 }, { durationSeconds: 7200 }, {}, {
    durationSeconds: 3600,
  }]);
  assert.deepEqual(lines(calls), ["r0 7200", "r1 3600", "r2", "r3 3600"]);
  assert.deepEqual(calls.map((call) => call.call === "AssumeRole" && call.cutFrom), [
    null,
    7200,
    null,
    null,
  ]);
});

Deno.test("planCalls() uses a device once per chain", () => {
  const calls = plan([{ mfaSerial: DEVICE }, { mfaSerial: DEVICE }, { mfaSerial: OTHER }]);
  assert.deepEqual(lines(calls), ["session mfa 1 43200", "r0", "r1", "r2 mfa 2"]);
});

Deno.test("planCalls() obeys --duration, --session-name and --no-session", () => {
  const item = { otp: true, mfaSerial: DEVICE };
  assert.deepEqual(lines(plan([], { ...item, options: { durationSeconds: 900 } })), [
    "session mfa 1 900",
  ]);
  assert.deepEqual(lines(plan([], { options: { durationSeconds: 900 } })), ["session 900"]);
  assert.deepEqual(lines(plan([], { ...item, options: { noSession: true } })), []);
  assert.deepEqual(lines(plan([{}], { ...item, options: { noSession: true } })), ["r0 mfa 1"]);
  const options = { durationSeconds: 1800, sessionName: "me" };
  const calls = plan([{ durationSeconds: 3600 }, { durationSeconds: 3600 }], { options });
  assert.deepEqual(lines(calls), ["r0 3600", "r1 1800"]);
  assert.deepEqual(calls.map((call) => call.call === "AssumeRole" && call.step.sessionName), [
    undefined,
    "me",
  ]);
});
