import { writeAtomic } from "../../fs/atomic_write.ts";
import { exists } from "../../fs/exists.ts";
import { withLock } from "../../fs/lock.ts";
import type { RuntimePaths } from "../../fs/runtime_folders.ts";
import { readTrusted } from "../../fs/trusted_file.ts";
import type { Host } from "../../host.ts";
import { joinPath } from "../../fs/path.ts";

/** What was locked. */
interface Locked {
  /** The id of the terminal session; `*` for all. */
  readonly terminal: string;
  /** The id of the vault; `*` for all. */
  readonly vault: string;
}

/** A line of the record. */
interface Line extends Locked {
  /** When it was locked last; milliseconds since the machine started. */
  readonly at: number;
}

/** No key stays cached longer (the setting `lock.maxHours`); milliseconds. */
const MAX_AGE = 168 * 3_600_000;

/**
 * Records that `locked` was locked now, so that {@linkcode lockedAt} refuses a copy of a sealed key from before, which
 * somebody or a backup program puts back. Records nothing where no terminal session has had a file.
 *
 * @throws UserError as `withLock` and `writeAtomic` do.
 */
export async function recordLock(
  host: Pick<Host, "random" | "uptime">,
  paths: RuntimePaths,
  locked: Locked,
): Promise<void> {
  const now = host.uptime();
  for (const folder of paths.runtimes.filter(exists)) {
    const path = recordFile(folder);
    await withLock(path, () => {
      const lines = readLines(folder);
      // Later than every lock and unlock before, because the clock of some systems counts in seconds.
      const at = Math.max(now, ...lines.map((line) => line.at + 1));
      const others = lines.filter((line) =>
        line.at > now - MAX_AGE &&
        (line.terminal !== locked.terminal || line.vault !== locked.vault)
      );
      const text = [...others, { ...locked, at }]
        .map(({ terminal, vault, at }) => `${terminal} ${vault} ${at}\n`).join("");
      writeAtomic(host, path, new TextEncoder().encode(text));
    });
  }
}

/**
 * Returns when `locked` was locked last, in milliseconds since the machine started; 0 if that is not recorded.
 *
 * @throws UserError (78) as `readTrusted` does.
 */
export function lockedAt(paths: RuntimePaths, locked: Locked): number {
  const times = paths.runtimes.flatMap(readLines)
    .filter(({ terminal, vault }) =>
      ["*", locked.terminal].includes(terminal) && ["*", locked.vault].includes(vault)
    )
    .map(({ at }) => at);
  return Math.max(0, ...times);
}

function recordFile(folder: string): string {
  return joinPath(folder, "locked");
}

function readLines(folder: string): Line[] {
  const bytes = readTrusted(recordFile(folder));
  return (bytes === null ? [] : new TextDecoder().decode(bytes).split("\n"))
    .map((line) => /^(\*|[\w-]+) (\*|[\w-]+) ([0-9.]+)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, terminal, vault, at]) => ({ terminal: terminal!, vault: vault!, at: Number(at) }));
}
