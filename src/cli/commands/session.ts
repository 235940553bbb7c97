import { forgetSessions, sessionFiles } from "../../aws/kept_sessions.ts";
import { SessionCache } from "../../aws/session_cache.ts";
import { readVault } from "../../vault/store.ts";
import {
  type Command,
  declare,
  group,
  json,
  object,
  passwordStdin,
  value,
  vault,
} from "../declare.ts";
import { findItem } from "../item/find_item.ts";
import { answer, columns } from "../output/output.ts";
import { lastTime } from "../output/time_text.ts";
import { unlockVault } from "../unlock/unlock_vault.ts";
import type { Workplace } from "../workplace.ts";

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
  object({ json, vault, passwordStdin }),
  async (options, work) => {
    const sessions: ListedSession[] = [];
    const files = sessionFiles(work.places);
    for (const name of work.vaultNames(options.vault)) {
      const { id } = readVault(work.places, name).file;
      const own = files.filter((file) => file.vault === id);
      if (own.length > 0) sessions.push(...await open(work, name, own, options.passwordStdin));
    }
    answer(
      options.json,
      { sessions },
      () =>
        sessions.length === 0 ? ["No session is kept."] : columns(sessions.map((each) => [
          each.role ?? "session of the user",
          each.mfa ? "with MFA" : "without MFA",
          `"${each.title ?? each.item}"`,
          `vault ${each.vault}`,
          `${each.ended ? "ended" : "until"} ${
            lastTime(Date.parse(each.expires), work.host.now())
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
  object({
    json,
    vault,
    passwordStdin,
    item: value("--item", "ITEM", "The item whose sessions go: title, id, or a unique beginning."),
  }),
  async (options, work) => {
    const removed = await clearSessions(work, options);
    answer(options.json, { removed }, () => [
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
  work: Workplace,
  name: string,
  files: ReturnType<typeof sessionFiles>,
  passwordStdin: boolean,
): Promise<ListedSession[]> {
  const vault = await unlockVault(work, name, { reason: "to list its sessions", passwordStdin });
  const titles = new Map((await vault.items()).map((item) => [item.id, item.title]));
  const listed: ListedSession[] = [];
  for (const { item, path } of files) {
    const cache = new SessionCache(work.host, work.places, vault.sealer, item);
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
      ended: credentials.expiresAt <= work.host.now(),
    });
  }
  return listed;
}

async function clearSessions(
  work: Workplace,
  options: {
    readonly vault: string | undefined;
    readonly item: string | undefined;
    readonly passwordStdin: boolean;
  },
): Promise<number> {
  if (options.item !== undefined) {
    const { item, open } = await findItem(work, options.item, options.vault, {
      reason: "to remove its sessions",
      passwordStdin: options.passwordStdin,
    });
    return forgetSessions(work.places, open.file.id, item.id);
  }
  if (options.vault === undefined) return forgetSessions(work.places);
  return forgetSessions(work.places, readVault(work.places, options.vault).file.id);
}
