import { openFile } from "../../aws/sso/browser.ts";
import { UserError } from "../../errors.ts";
import { ensurePrivateFolder } from "../../fs/private_folder.ts";
import type { Paths } from "../../fs/paths.ts";
import { type ReadWatch, watchReads } from "../../fs/watch_reads.ts";
import { systemError } from "../../fs/system_error.ts";
import type { Host } from "../../host.ts";
import { restoreOnSignal } from "../../unlock/prompts/terminal_prompt.ts";
import { joinPath } from "../../fs/path.ts";

/** How long a browser may take to read the page; milliseconds. */
const READ_TIMEOUT = 20_000;
/** How long the page stays after it was read, for a browser that hands it to another process; milliseconds. */
const GRACE = 1000;
const INTERVAL = 100; // milliseconds
/** A page this old was left behind by an opaws that was killed; milliseconds. */
const LEFT_BEHIND = 60_000;

/**
 * Opens `address` in the browser. The address is a secret, and every user of the machine sees the arguments of a program,
 * so the browser gets the path of a page that leads there: mode 0600 in 0700, removed as soon as it was read.
 *
 * @throws UserError (69) if no browser can be opened; and as `ensurePrivateFolder` does.
 */
export async function openThroughPage(
  host: Pick<Host, "env" | "platform" | "random">,
  paths: Pick<Paths, "runtime">,
  address: string,
): Promise<void> {
  ensurePrivateFolder(paths.runtime);
  removeLeftBehind(paths.runtime, Date.now());
  const page = joinPath(paths.runtime, `console-${host.random(8).toHex()}.html`);
  const remove = () => removePage(page);
  const release = restoreOnSignal(remove);
  let watch: ReadWatch | null = null;
  try {
    writePage(page, address);
    watch = watchPage(page);
    let failure: string | null = null;
    const because = openFile(page, host, (text) => failure = text);
    if (because !== null) throw cannotOpen(because);
    await untilRead(watch, () => failure !== null);
    if (failure !== null) throw cannotOpen(failure);
  } finally {
    watch?.close();
    remove();
    release();
  }
}

function writePage(path: string, address: string): void {
  try {
    Deno.writeTextFileSync(path, redirectPage(address), { createNew: true, mode: 0o600 });
  } catch (error) {
    throw systemError("write-failed", `write ${path}`, error);
  }
}

/** Returns a page that leads to `address`, and does not name itself to it. */
export function redirectPage(address: string): string {
  const escaped = address.replace(
    /[&<>"']/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
  return `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url=${escaped}">
<title>AWS console</title>
<p><a href="${escaped}" rel="noreferrer">Continue to the AWS console</a></p>
`;
}

/** Returns what reports whether the file at `path` was read since, and what ends the watch. */
function watchPage(path: string): ReadWatch {
  const read = () => Deno.statSync(path).atime?.getTime() ?? 0;
  // The first read moves the time of access beyond that of the last change (`mount(8)`, relatime).
  Deno.utimeSync(path, new Date(0), new Date(1));
  const before = read();
  const watch = watchReads(path); // a file system may record no time of access (noatime)
  return {
    wasRead: () => watch?.wasRead() || read() !== before,
    close: () => watch?.close(),
  };
}

/** Waits until the page was read, or `failed` returns true, or the time is up. */
async function untilRead({ wasRead }: ReadWatch, failed: () => boolean): Promise<void> {
  for (let waited = 0; waited < READ_TIMEOUT && !failed(); waited += INTERVAL) {
    await new Promise((done) => setTimeout(done, INTERVAL));
    if (!wasRead()) continue;
    await new Promise((done) => setTimeout(done, GRACE));
    return;
  }
}

function removeLeftBehind(folder: string, now: number): void {
  for (const { name } of Deno.readDirSync(folder)) {
    if (!/^console-[0-9a-f]{16}\.html$/.test(name)) continue;
    const birth = statBirth(joinPath(folder, name));
    if (birth !== null && birth < now - LEFT_BEHIND) removePage(joinPath(folder, name));
  }
}

function statBirth(path: string): number | null {
  try {
    const { ctime, birthtime } = Deno.statSync(path);
    return (ctime ?? birthtime)?.getTime() ?? null;
  } catch {
    return null;
  }
}

function removePage(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It is gone.
  }
}

function cannotOpen(because: string): UserError {
  return new UserError({
    exit: "unavailable",
    code: "no-browser",
    cannot: "open the browser",
    because,
    try: "opaws console --print",
  });
}
