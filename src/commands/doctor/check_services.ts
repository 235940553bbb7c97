import { MAX_CLOCK_SKEW } from "../../aws/clock_skew.ts";
import type { UserError } from "../../errors.ts";
import { shellWord } from "../../quote.ts";
import type { Facts, SessionFacts } from "./facts.ts";
import { type CheckResult, ok, problem } from "./finding.ts";

/** Checks that the system's keychain can be used, if it unlocks a vault. */
export function keychain({ keychain: { vaults, error } }: Facts): CheckResult[] {
  if (error !== null) {
    return [problem(`${error.message}; the password unlocks the vault`, "opaws unlock")];
  }
  return [
    vaults === 0
      ? ok("the system unlocks no vault")
      : ok(`the system's keychain can be used, and unlocks ${vaults === 1 ? "a vault" : "vaults"}`),
  ];
}

/** Checks that this machine's clock agrees with AWS's: signatures and one-time codes depend on it. */
export function clock({ clock: { skew, error }, platform }: Facts): CheckResult[] {
  if (error !== null) return [ofError(error)];
  if (skew === null) {
    return [{ state: "note", message: "AWS does not answer, so the clock is not checked" }];
  }
  if (Math.abs(skew) <= MAX_CLOCK_SKEW) return [ok("this machine's clock agrees with AWS's")];
  const minutes = Math.round(Math.abs(skew) / 60_000);
  return [
    problem(
      `this machine's clock is ${minutes} min ${skew < 0 ? "behind" : "ahead of"} AWS's, ` +
        "so AWS refuses its signatures and one-time codes",
      platform === "darwin" ? "sudo sntp -sS time.apple.com" : "sudo timedatectl set-ntp true",
    ),
  ];
}

function ofError({ message, try: command }: UserError): CheckResult {
  return { state: "problem", message, ...(command === undefined ? {} : { try: command }) };
}

/**
 * Checks whether a tool works with a session of the user's own that was made without MFA. IAM refuses such a session
 * with InvalidClientTokenId, and so does STS except for AssumeRole and GetCallerIdentity (API reference,
 * GetSessionToken).
 */
export function sessions({ sessions }: Facts): CheckResult[] {
  return sessions.map(judgeSession);
}

function judgeSession({ tool, state, item }: SessionFacts): CheckResult {
  switch (state) {
    case "environment":
      return {
        state: "note",
        message: `${tool} gets the session of the environment (AWS_SESSION_TOKEN). If it was ` +
          "made without MFA, calls of IAM fail with InvalidClientTokenId",
        try: `opaws init ${shellWord(tool)}`,
      };
    case "locked":
      return {
        state: "note",
        message: `vault "${item!.vault}" is locked, so its sessions are not checked`,
        try: `opaws unlock --vault ${shellWord(item!.vault)}`,
      };
    case "without MFA":
      return problem(
        `"${item!.title}" has a session without MFA. Calls of IAM, and of STS except AssumeRole ` +
          "and GetCallerIdentity, fail with InvalidClientTokenId, even though the key is right. " +
          'Use the key itself, or give the item its "one-time password" and "mfa serial"',
        `opaws run --no-session -- ${shellWord(tool)}`,
      );
    default:
      return ok(`${tool} has no session without MFA`);
  }
}
