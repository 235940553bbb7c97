import { awsFiles, awsValues, ignoredByAws, plaintextKeys } from "./check_aws_files.ts";
import { hook, opaws, path, shims, startup, tools } from "./check_programs.ts";
import { clock, keychain, sessions } from "./check_services.ts";
import { bindings, disk, keyAge, modes, settings, unlockCache, vaults } from "./check_vaults.ts";
import type { Check } from "./finding.ts";

/** Every check by the name under which its results are printed, in their order. */
export const CHECKS: Readonly<Record<string, Check>> = {
  opaws,
  tools,
  hook,
  startup,
  path,
  shims,
  modes,
  disk,
  settings,
  vaults,
  "unlock cache": unlockCache,
  bindings,
  "aws files": awsFiles,
  "aws values": awsValues,
  "ignored by aws": ignoredByAws,
  "plaintext keys": plaintextKeys,
  "key age": keyAge,
  keychain,
  clock,
  sessions,
};
