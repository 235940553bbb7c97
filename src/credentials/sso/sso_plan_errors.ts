import { UserError } from "../../errors.ts";

/** Returns the error (64) for an option about a session whose length or kind IAM Identity Center decides. */
export function ssoOptionUnused(option: "--duration" | "--no-session"): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: `use ${option}`,
    because: option === "--duration"
      ? "IAM Identity Center decides how long credentials of a role last"
      : "a role of IAM Identity Center has no access key",
    try: "opaws which aws",
  });
}
