import type { CommandContext } from "../../cli/context.ts";
import {
  type Command,
  declare,
  jsonFlag,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { relativeTime } from "../../cli/relative_time.ts";
import { printStyledAnswer } from "../../cli/styled_line.ts";
import { table } from "../../cli/table_output.ts";
import { SessionCache } from "../../credentials/session_cache.ts";
import { bothClocks, timeLeft } from "../../credentials/session_clock.ts";
import { type SessionFile, sessionFiles } from "../../credentials/session_files.ts";
import { labelOfFolder } from "../../credentials/sso/role_sessions.ts";
import { eachVault } from "../../unlock/each_vault.ts";
import { unlockVault } from "../../unlock/unlock_vault.ts";
import { itemSummaries } from "../../vault/store/item_index.ts";
import { readVault } from "../../vault/store/read.ts";
import { reportUnusable } from "../unusable_vaults.ts";

/** A cached session as it is listed: never with its secret or its token. */
interface ListedSession {
  readonly vault: string;
  readonly item: string;
  readonly title: string | null;
  /** The session of IAM Identity Center that it comes from; null if an item's key was used. */
  readonly ssoSession: string | null;
  readonly call: string;
  readonly role: string | null;
  readonly profile: string | null;
  readonly mfa: boolean;
  readonly accessKeyId: string;
  readonly made: string;
  readonly expires: string;
  readonly ended: boolean;
}

/** `opaws session list`. */
export const command: Command = declare(
  {
    description: "Unlocks only the vaults that have cached sessions.",
    examples: ["opaws session list", "opaws session list --json"],
  },
  parameters({ json: jsonFlag, vault: vaultOption, passwordStdin: passwordStdinFlag }),
  async (options, context) => {
    const files = sessionFiles(context.paths);
    const { found, unusable } = await eachVault(
      context.vaultNames(options.vault),
      options.vault !== undefined,
      async (name) => {
        const { id } = readVault(context.paths, name).file;
        const own = files.filter((file) => file.vault === id);
        return own.length === 0
          ? []
          : await openSessions(context, name, own, options.passwordStdin);
      },
    );
    const sessions = found.flat();
    const problems = reportUnusable(unusable);
    const now = context.host.now();
    await printStyledAnswer(
      options.json,
      { sessions, ...problems.json },
      () => [
        ...(sessions.length === 0 ? ["There are no cached sessions."] : table(
          ["ROLE", "MFA", "FROM", "VAULT", "EXPIRES"],
          sessions.map((each) => [
            each.role ?? "session of the user",
            each.mfa ? "with MFA" : each.ssoSession === null ? "without MFA" : "",
            each.ssoSession ?? each.title ?? each.item,
            each.vault,
            {
              text: relativeTime(Date.parse(each.expires), now),
              style: each.ended ? "faint" : "good",
            },
          ]),
        )),
        ...problems.lines,
      ],
    );
    return problems.status;
  },
);

async function openSessions(
  context: CommandContext,
  name: string,
  files: readonly SessionFile[],
  passwordStdin: boolean,
): Promise<ListedSession[]> {
  const vault = await unlockVault(context, name, {
    reason: "to list its sessions",
    passwordStdin,
    report: true,
  });
  const titles = new Map(
    (await itemSummaries(context.host, context.paths, vault)).map(({ id, title }) => [id, title]),
  );
  const sessions: ListedSession[] = [];
  const now = bothClocks(context.host)();
  for (const { item, path } of files) {
    const cached = await new SessionCache(context.host, context.paths, vault.sealer, item)
      .read(path);
    if (cached === null) continue;
    const { credentials, created, ...metadata } = cached;
    sessions.push({
      vault: name,
      item,
      title: titles.get(item) ?? null,
      ssoSession: labelOfFolder(item),
      ...metadata,
      accessKeyId: credentials.accessKeyId,
      made: new Date(created.time).toISOString(),
      expires: new Date(credentials.expiresAt).toISOString(),
      ended: timeLeft(cached, now) <= 0,
    });
  }
  return sessions;
}
