import { shellWord } from "../../quote.ts";
import type { Facts } from "./facts.ts";
import { type CheckResult, ok, problem } from "./finding.ts";

/** Checks that the sessions of IAM Identity Center which are bound or were signed in to can be used. */
export function identityCenter({ ssoSessions }: Facts): CheckResult[] {
  return ssoSessions.map(({ label, state, isBound }) => {
    const login = `opaws sso login ${shellWord(label)}`;
    switch (state) {
      case "signed in":
        return ok(`signed in to ${label}`);
      case "ended":
        return problem(`the sign-in to ${label} has ended`, login);
      case "signed out":
        return isBound
          ? problem(`a role of ${label} is bound, and nobody is signed in`, login)
          : ok(`signed out of ${label}`);
    }
  });
}

/** Finds tokens and credentials that the AWS CLI left in plaintext, of sessions that opaws is signed in to. */
export function ssoPlaintext({ ssoCopies }: Facts): CheckResult[] {
  return ssoCopies.map(({ path, kind, session }) =>
    problem(
      `${path}: ${kind === "token" ? "a token" : "role credentials"} of ${session} in plaintext`,
      "opaws scrub",
    )
  );
}
