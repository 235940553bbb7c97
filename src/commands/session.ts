import { forgetSessions, sessionFiles } from "../credentials/session_files.ts";
import { SessionCache } from "../credentials/session_cache.ts";
import { readVault } from "../vault/store/read.ts";
import {
  type Command,
  declare,
  group,
  jsonFlag,
  option,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../cli/declare.ts";
import { findItem } from "../unlock/find_item.ts";
import { columns, printAnswer } from "../cli/output.ts";
import { lastTime } from "../cli/time_text.ts";
import { unlockVault } from "../unlock/unlock_vault.ts";
import type { CommandContext } from "../cli/context.ts";

/** A kept session, for people and for `--json`; never what it signs with. */
interface ListedSession {
  readonly vault: string;
  readonly item: string;
  readonly title: string | null;
  readonly call: string;
  readonly role: string | null;
  readonly profile: string | null;
  readonly mfa: boolean;
  readonly accessKeyId: string;
  readonly made: string;
  readonly expires: string;
  readonly ended: boolean;
}

const list = declare(
  "list",
  {
    brief: "Lists the STS sessions that are kept, of vaults that have any: role, item, until when.",
    examples: ["opaws session list", "opaws session list --json"],
  },
  parameters({ json: jsonFlag, vault: vaultOption, passwordStdin: passwordStdinFlag }),
  async (options, context) => {
    const sessions: ListedSession[] = [];
    const files = sessionFiles(context.paths);
    for (const name of context.vaultNames(options.vault)) {
      const { id } = readVault(context.paths, name).file;
      const own = files.filter((file) => file.vault === id);
      if (own.length > 0) sessions.push(...await open(context, name, own, options.passwordStdin));
    }
    printAnswer(
      options.json,
      { sessions },
      () =>
        sessions.length === 0 ? ["No session is kept."] : columns(sessions.map((each) => [
          each.role ?? "session of the user",
          each.mfa ? "with MFA" : "without MFA",
          `"${each.title ?? each.item}"`,
          `vault ${each.vault}`,
          `${each.ended ? "ended" : "until"} ${
            lastTime(Date.parse(each.expires), context.host.now())
          }`,
        ])),
    );
  },
);

const clear = declare(
  "clear",
  {
    brief:
      "Removes the STS sessions that are kept, all or one item's; AWS honours them until they end.",
    examples: ["opaws session clear", 'opaws session clear --item "AWS prod"'],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    item: option("--item", "ITEM", "The item whose sessions go: title, id, or a unique beginning."),
  }),
  async (options, context) => {
    const removed = await clearSessions(context, options);
    printAnswer(options.json, { removed }, () => [
      removed === 0 ? "No session was kept." : `Removed: ${removed}.`,
    ]);
  },
);

/** `opaws session`. */
export const sessions: Command = group(
  "session",
  {
    brief: "STS sessions that are kept: list them, clear them.",
    description: "STS sessions: what opaws keeps so that it need not ask AWS again.",
  },
  [list, clear],
);

async function open(
  context: CommandContext,
  name: string,
  files: ReturnType<typeof sessionFiles>,
  passwordStdin: boolean,
): Promise<ListedSession[]> {
  const vault = await unlockVault(context, name, { reason: "to list its sessions", passwordStdin });
  const titles = new Map((await vault.items()).map((item) => [item.id, item.title]));
  const listed: ListedSession[] = [];
  for (const { item, path } of files) {
    const cache = new SessionCache(context.host, context.paths, vault.sealer, item);
    const kept = await cache.read(path);
    if (kept === null) continue;
    const { credentials, made, ...about } = kept;
    listed.push({
      vault: name,
      item,
      title: titles.get(item) ?? null,
      ...about,
      accessKeyId: credentials.accessKeyId,
      made: new Date(made).toISOString(),
      expires: new Date(credentials.expiresAt).toISOString(),
      ended: credentials.expiresAt <= context.host.now(),
    });
  }
  return listed;
}

async function clearSessions(
  context: CommandContext,
  options: {
    readonly vault: string | undefined;
    readonly item: string | undefined;
    readonly passwordStdin: boolean;
  },
): Promise<number> {
  if (options.item !== undefined) {
    const { item, open } = await findItem(context, options.item, options.vault, {
      reason: "to remove its sessions",
      passwordStdin: options.passwordStdin,
    });
    return forgetSessions(context.paths, open.file.id, item.id);
  }
  if (options.vault === undefined) return forgetSessions(context.paths);
  return forgetSessions(context.paths, readVault(context.paths, options.vault).file.id);
}
