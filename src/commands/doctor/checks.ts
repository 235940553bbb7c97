import { awsFiles, awsValues, ignoredByAws, plaintextKeys } from "./check_aws_files.ts";
import { hook, opaws, path, shims, startup, tools } from "./check_programs.ts";
import { identityCenter, ssoPlaintext } from "./check_identity_center.ts";
import { clock, keychain, sessions } from "./check_services.ts";
import {
  bindings,
  disk,
  endedItems,
  keyAge,
  lastUse,
  modes,
  settings,
  unlockCache,
  vaults,
} from "./check_vaults.ts";
import { sharedVaults } from "./check_shared_vaults.ts";
import { temporary } from "./check_temporary.ts";
import type { Check } from "./finding.ts";

/** The checks by group and by the name under which their results are printed, in their order. */
export const CHECK_GROUPS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  Programs: { opaws, tools, temporary },
  Shell: { hook, startup, path, shims },
  Files: { modes, disk, settings },
  Vaults: {
    vaults,
    "unlock cache": unlockCache,
    bindings,
    "key age": keyAge,
    "last use": lastUse,
    "ended items": endedItems,
    "shared vaults": sharedVaults,
  },
  "AWS files": {
    "aws files": awsFiles,
    "aws values": awsValues,
    "ignored by aws": ignoredByAws,
    "plaintext keys": plaintextKeys,
    "plaintext tokens": ssoPlaintext,
  },
  Services: { keychain, clock, sessions, "identity center": identityCenter },
};
