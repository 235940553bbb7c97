import { awsFiles, oddValues, overlooked, plaintextKeys } from "./aws_checks.ts";
import type { CommandContext } from "../../cli/context.ts";
import { clock } from "./clock.ts";
import type { Facts } from "./facts.ts";
import type { Check, CheckResult } from "./finding.ts";
import { keychain } from "./keychain.ts";
import { binary, hook, path, shims, startup, tools } from "./program_checks.ts";
import { sessionsWithoutMfa } from "./sessions_without_mfa.ts";
import { bindings, keyAge, modes, settings, unlockCache, vaults } from "./vault_checks.ts";

/** Judges the facts; pure. */
export type Judge = (facts: Facts) => readonly CheckResult[];

/** Every check that judges facts, by the name under which its findings are told, in their order. One more is a line here. */
export const JUDGES: Readonly<Record<string, Judge>> = {
  opaws: binary,
  tools,
  hook,
  startup,
  path,
  shims,
  modes,
  settings,
  vaults,
  unlockCache,
  bindings,
  "aws files": awsFiles,
  "aws values": oddValues,
  overlooked,
  "plaintext keys": plaintextKeys,
  "key age": keyAge,
};

/** Every check of what is outside this machine's files, made once, whatever the tools. One more is a line here. */
export const PROBES: Readonly<Record<string, (context: CommandContext) => Promise<CheckResult>>> = {
  keychain,
  clock,
};

/** Every check that looks for itself, told after the others. One more is a word here. */
export const CHECKS: readonly Check[] = [sessionsWithoutMfa];
