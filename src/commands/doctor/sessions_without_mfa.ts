import { sessionFiles } from "../../credentials/session_files.ts";
import { SessionCache } from "../../credentials/session_cache.ts";
import { UserError } from "../../errors.ts";
import { resolve } from "../../scope/resolve.ts";
import { openVault } from "../../vault/store/open.ts";
import { readVault } from "../../vault/store/read.ts";
import { shellWord } from "../../quote.ts";
import { readScopeTree } from "../../scope/scope_tree.ts";
import type { CommandContext } from "../../cli/context.ts";
import type { Finding } from "./finding.ts";

const CHECK = "sessions";

/**
 * Whether the tool may be working with a session of the user's own that was made without MFA: IAM refuses such a session with
 * InvalidClientTokenId, and so does STS but for AssumeRole and GetCallerIdentity (API reference, GetSessionToken).
 */
export async function sessionsWithoutMfa(
  context: CommandContext,
  tool: string,
): Promise<Finding[]> {
  const tree = readScopeTree(context.paths, context.config(), context.terminal);
  const binding = resolve(tree, tool, context.host.cwd())?.binding;
  if (binding === undefined) {
    return context.host.env("AWS_SESSION_TOKEN") ? [foreign(tool)] : [];
  }
  const stored = readStored(context, binding.vault);
  const files = sessionFiles(context.paths).filter((file) =>
    file.vault === stored?.file.id && file.item === binding.item
  );
  if (stored === null || files.length === 0) return [fine(tool)];
  const key = await context.unlockCache()?.get(stored.file.id);
  if (!key) {
    return [{
      check: CHECK,
      state: "note",
      says: `vault "${binding.vault}" is locked, so its sessions are not looked into`,
      try: `opaws unlock --vault ${shellWord(binding.vault)}`,
    }];
  }
  const { sealer } = await openVault(context.host, context.paths, stored, key);
  key.wipe();
  const cache = new SessionCache(context.host, context.paths, sealer, binding.item);
  for (const { path } of files) {
    const kept = await cache.read(path);
    if (kept === null || kept.credentials.expiresAt <= context.host.now()) continue;
    if (kept.call === "GetSessionToken" && !kept.mfa) return [withoutMfa(tool, binding.title)];
  }
  return [fine(tool)];
}

function readStored(context: CommandContext, vault: string): ReturnType<typeof readVault> | null {
  try {
    return readVault(context.paths, vault);
  } catch (error) {
    if (error instanceof UserError) return null;
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
