import type { ItemBinding } from "../../../src/scope/binding.ts";
import { CHECK_GROUPS } from "../../../src/commands/doctor/checks.ts";
import type { BindingFacts, Facts, VaultFacts } from "../../../src/commands/doctor/facts.ts";
import type { Check } from "../../../src/commands/doctor/finding.ts";
import { UserError } from "../../../src/errors.ts";

/** Every check by name. */
export const CHECKS: Readonly<Record<string, Check>> = Object.assign(
  {},
  ...Object.values(CHECK_GROUPS),
);
/** The time of the facts. */
export const NOW = Date.parse("2026-11-23T00:00:00Z");
/** Milliseconds. */
export const DAY = 86_400_000;
/** A vault without problems. */
export const VAULT: VaultFacts = {
  name: "personal",
  error: null,
  verified: true,
  backups: 1,
  backupErrors: [],
  ids: ["i1"],
  items: [{ id: "i1", title: "AWS dev", created: NOW - DAY }],
};
/** A binding without problems. */
export const BOUND: BindingFacts & { readonly binding: ItemBinding } = {
  place: { tool: "aws", scope: { kind: "global" } },
  where: "aws, global",
  binding: { vault: "personal", item: "i1", title: "AWS dev" },
  directoryExists: true,
  isDirectoryForeign: false,
  sessionExists: true,
};
/** An error about a file. */
export const ERROR = new UserError({
  exit: "refused",
  code: "x",
  cannot: "read /h/a b/config",
  because: "line 7 has no value",
  details: { path: "/h/a b/config", line: 7 },
});

/** Returns entries of PATH without problems. */
export function entries(...all: string[]): Facts["path"] {
  return all.map((entry) => ({ entry, untrusted: null, administrators: false }));
}

/** Returns the facts of a machine without problems, with `change`. */
export function facts(change: Partial<Facts> = {}): Facts {
  return {
    now: NOW,
    platform: "linux",
    uid: 1000,
    version: "1.2.3",
    executable: "/usr/bin/opaws",
    onPath: "/usr/bin/opaws",
    path: entries("/usr/bin", "/bin"),
    tools: [{
      name: "aws",
      program: "/usr/bin/aws",
      problem: null,
      version: "aws-cli/2",
      hook: "in place",
      first: "/usr/bin/aws",
    }],
    startup: { shell: "zsh", path: "/h/.zshrc", hook: "file", isSavedHookCurrent: true },
    shims: { folder: "/s/shims", tools: [] },
    files: [{ path: "/h/.config/opaws", folder: true, mode: 0o700, uid: 1000 }],
    configFile: "/h/.config/opaws/config.json",
    configError: null,
    unknownMembers: [],
    vaults: [VAULT],
    unlockCache: "kernel keyring",
    bindings: [BOUND],
    terminalError: null,
    profiles: null,
    profilesError: null,
    keyInEnvironment: false,
    keychain: { vaults: 0, error: null },
    clock: { skew: 0, error: null },
    ssoSessions: [],
    ssoCopies: [],
    sessions: [],
    ...change,
  };
}

/** A startup file without the hook. */
export const NO_HOOK = {
  shell: "zsh",
  path: "/h/.zshrc",
  hook: "none",
  isSavedHookCurrent: false,
} as const;
