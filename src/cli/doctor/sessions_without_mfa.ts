import { sessionFiles } from "../../aws/kept_sessions.ts";
import { SessionCache } from "../../aws/session_cache.ts";
import { Fault } from "../../fault.ts";
import { resolve } from "../../scope/resolve.ts";
import { openVault } from "../../vault/open.ts";
import { readVault } from "../../vault/store.ts";
import { shellWord } from "../../vault/vault_name.ts";
import { scopeTree } from "../scope_tree.ts";
import type { Workplace } from "../workplace.ts";
import type { Finding } from "./finding.ts";

const CHECK = "sessions";

/**
 * Whether the tool may be working with a session of the user's own that was made without MFA: IAM refuses such a session with
 * InvalidClientTokenId, and so does STS but for AssumeRole and GetCallerIdentity (API reference, GetSessionToken).
 */
export async function sessionsWithoutMfa(work: Workplace, tool: string): Promise<Finding[]> {
  const tree = scopeTree(work.places, work.config(), work.terminal);
  const binding = resolve(tree, tool, work.host.cwd())?.binding;
  if (binding === undefined) {
    return work.host.env("AWS_SESSION_TOKEN") ? [foreign(tool)] : [];
  }
  const stored = readStored(work, binding.vault);
  const files = sessionFiles(work.places).filter((file) =>
    file.vault === stored?.file.id && file.item === binding.item
  );
  if (stored === null || files.length === 0) return [fine(tool)];
  const key = await work.keeper()?.fetch(stored.file.id);
  if (!key) {
    return [{
      check: CHECK,
      state: "note",
      says: `vault "${binding.vault}" is locked, so its sessions are not looked into`,
      try: `opaws unlock --vault ${shellWord(binding.vault)}`,
    }];
  }
  const { sealer } = await openVault(work.host, work.places, stored, key);
  key.wipe();
  const cache = new SessionCache(work.host, work.places, sealer, binding.item);
  for (const { path } of files) {
    const kept = await cache.read(path);
    if (kept === null || kept.credentials.expiresAt <= work.host.now()) continue;
    if (kept.call === "GetSessionToken" && !kept.mfa) return [withoutMfa(tool, binding.title)];
  }
  return [fine(tool)];
}

function readStored(work: Workplace, vault: string): ReturnType<typeof readVault> | null {
  try {
    return readVault(work.places, vault);
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}

function withoutMfa(tool: string, title: string): Finding {
  return {
    check: CHECK,
    state: "problem",
    says: `"${title}" has a session without MFA; calls of IAM, and of STS but AssumeRole and ` +
      "GetCallerIdentity, fail with it, as InvalidClientTokenId, though the key is right. Use the key " +
      'itself, or give the item its "one-time password" and "mfa serial"',
    try: `opaws run --no-session -- ${tool}`,
  };
}

function foreign(tool: string): Finding {
  return {
    check: CHECK,
    state: "note",
    says:
      `${tool} gets the session of the environment (AWS_SESSION_TOKEN); if it was made without MFA, ` +
      "calls of IAM fail with it, as InvalidClientTokenId",
    try: `opaws init ${tool}`,
  };
}

function fine(tool: string): Finding {
  return { check: CHECK, state: "ok", says: `${tool} has no session without MFA here` };
}
