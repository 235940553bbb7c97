import { UserError } from "../errors.ts";
import { optionWords, shellWord } from "../quote.ts";
import type { Tool } from "../tools/table.ts";
import type { NamedProfile } from "./profile_handover.ts";

/** Returns the error (64) for options that select a stored key together with `--web-identity`. */
export function storedKeyWithWebIdentity(): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: "assume a role by web identity",
    because: "--item, --vault and --no-session select a stored key, and web identity uses none",
  });
}

/** Returns the error (78) for a role that the keys in the environment assume, where the tool might use the keys alone. */
export function environmentKeysFirst(tool: Tool, profile: NamedProfile): UserError {
  const [option] = tool.profileOptions;
  const [name, command] = [shellWord(profile.name), shellWord(tool.name)];
  return new UserError({
    exit: "refused",
    code: "environment-keys",
    cannot: `leave profile ${JSON.stringify(profile.name)} to ${tool.name}`,
    because:
      `its role takes the keys in the environment (credential_source), and ${tool.name} may` +
      " use those keys without the role",
    try: option === undefined
      ? `opaws run --profile ${name} --item ITEM -- ${command}`
      : `opaws run -- ${command} ${option} ${name}`,
  });
}

/** Returns the error (64) for `--session-name` where no role is assumed. */
export function sessionNameWithoutRole(profile: NamedProfile | null): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: "use --session-name",
    because: `profile ${JSON.stringify(profile?.name ?? "default")} assumes no role`,
    try: `opaws which aws${optionWords({ "--profile": profile?.name })}`,
  });
}

/** Returns the error (64) for an option about a session that opaws does not request. `reason` says why it does not. */
export function sessionOptionUnused(
  option: string,
  reason: string,
  profile: NamedProfile | null,
): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: `use ${option}`,
    because: `${reason}, so opaws does not request a session`,
    try: `opaws which aws${optionWords({ "--profile": profile?.name })}`,
  });
}

/** Returns the error (66) for a tool without a binding. One that opaws does not know (`isKnown`) uses that of aws. */
export function nothingBound(tool: string, isKnown = true): UserError {
  return new UserError({
    exit: "notFound",
    code: "no-binding",
    cannot: `choose an item for ${tool}`,
    because: "nothing is bound in this terminal, in this directory or above it, or globally",
    try: `opaws init ${isKnown ? shellWord(tool) : "aws"}`,
  });
}

/** Returns the error (79) for a tool without a binding if `variable` says that nobody can be asked. */
export function nothingBoundNoninteractive(tool: string, variable: string): UserError {
  return new UserError({
    exit: "locked",
    code: "no-binding",
    cannot: `choose an item for ${tool}`,
    because:
      `nothing is bound, and ${variable} is set, so opaws does not ask. Use OPAWS_TOKEN or --item`,
    try: `opaws run --item ITEM -- ${shellWord(tool)}`,
  });
}
