import { awsFiles, inlineComments, plaintextKeys } from "./aws_checks.ts";
import type { Facts } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { binary, hook, path, shims, startup, tools } from "./program_checks.ts";
import { bindings, keeper, keyAge, modes, settings, vaults } from "./vault_checks.ts";

/** Judges the facts; pure. */
export type Check = (facts: Facts) => readonly Finding[];

/** Every check by the name under which its findings are told, in their order. A new check is one line here. */
export const CHECKS: Readonly<Record<string, Check>> = {
  opaws: binary,
  tools,
  hook,
  startup,
  path,
  shims,
  modes,
  settings,
  vaults,
  keeper,
  bindings,
  "aws files": awsFiles,
  "inline comments": inlineComments,
  "plaintext keys": plaintextKeys,
  "key age": keyAge,
};
