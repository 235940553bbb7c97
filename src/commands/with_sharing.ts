import type { CommandContext } from "../cli/context.ts";
import { vaultsWithRemote } from "../scope/remotes.ts";
import { UserError } from "../errors.ts";

/**
 * Returns what `act` returns, and wipes the keys in `context` afterwards. If a vault has a remote, gets the changes of others
 * before a change, publishes changes at the end, and syncs in the background after a vault was unlocked.
 */
export async function withSharing<T>(
  context: CommandContext,
  act: (context: CommandContext) => Promise<T>,
): Promise<T> {
  const { host, paths } = context;
  try {
    if (!hasRemote(context)) return await act(context);
    const { relativeTime } = await import("../cli/relative_time.ts");
    const { credentialsContext } = await import("./credentials_context.ts");
    const { AutomaticSync } = await import("../credentials/remote/automatic_sync.ts");
    const sharing = new AutomaticSync(
      context,
      () => credentialsContext(host, paths, context.config()),
      (time) => relativeTime(Date.parse(time), host.now()),
    );
    context.sharing = sharing;
    try {
      return await act(context);
    } finally {
      await sharing.finish();
    }
  } finally {
    context.wipe();
  }
}

function hasRemote(context: CommandContext): boolean {
  try {
    return vaultsWithRemote(context.config()).length > 0;
  } catch (error) {
    if (error instanceof UserError) return false; // the command says what is wrong with the settings
    throw error;
  }
}
