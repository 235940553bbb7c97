import type { Credentials } from "../../aws/credentials.ts";
import { readConfigBytes } from "../../aws/config/read_bytes.ts";
import { exists, isAbsent } from "../../fs/exists.ts";
import { nameOf } from "../../fs/path.ts";
import type { Paths } from "../../fs/paths.ts";
import { plainFileSize, readPlainFile } from "../../fs/plain_file.ts";
import type { Host } from "../../host.ts";
import { guardMemory } from "../../memory_guard.ts";
import type { Config } from "../../scope/config.ts";
import { resolve } from "../../scope/resolve.ts";
import { realHome, takeKernelKey } from "../../unlock/cache/kernel_key.ts";
import { type BaseKey, importSecret } from "../../vault/crypto/derive.ts";
import { type Sealer, sealerOf } from "../../vault/crypto/sealer.ts";
import type { VaultKey } from "../../vault/crypto/vault_key.ts";
import type { VaultFile } from "../../vault/format/vault_file.ts";
import { decode, entryIn } from "../../vault/store/layout.ts";
import {
  isGenuineVault,
  isPlainName,
  openPlainEntry,
  plainVault,
  type SeenVault,
} from "../../vault/store/plain_vault.ts";
import { readPlainGenerations } from "../plain/plain_config.ts";
import { MAX_PLAIN_VAULT_BYTES } from "../plain/plain_credentials.ts";
import { plainScopes } from "../plain/plain_plan.ts";
import { recordUse } from "../record_use.ts";
import { bothClocks, REFRESH_MARGIN, timeLeft } from "../session_clock.ts";
import { MAX_SESSION_BYTES, parseSession } from "../session_text.ts";
import {
  shortcutFile,
  type ShortcutHead,
  shortcutName,
  type ShortcutSubject,
  type ShortcutText,
} from "./shortcut.ts";

/** What a tool gets by a shortcut. */
interface Followed extends ShortcutText {
  /** The cached session, or a function that requests it again. That throws UserError as `itemSession` does. */
  readonly credentials: Credentials | (() => Promise<Credentials>);
}

/** For whom a shortcut is looked for. */
interface ShortcutSearch {
  readonly host: Host;
  readonly paths: Paths;
  /** The settings and bindings, as `readPlainConfig` returns them. */
  readonly config: Config;
  /** The id of the terminal session. */
  readonly terminal: string;
  /** The tool, with arguments that need credentials and name no profile. */
  readonly tool: string;
  /** `--profile`, the only option; undefined without. */
  readonly profile: string | undefined;
}

/** Variables by which opaws was started in an unusual way, see `fullRun`. None may be set. */
const UNUSUAL = ["OPAWS_START_CWD", "OPAWS_START_STDOUT", "OPAWS_AWS_FILES"];
/** The longest shortcut; bytes. */
const MAX_SHORTCUT_BYTES = 65_536;
const LINE_END = 0x0a;
const SESSION = /^[\w-]+\/[0-9a-f]{32}$/;
const SIGN_IN = /^[\w-]+\.json$/;

/**
 * Returns what a shortcut leads to: the session that `getCredentials` would return for this command line, and what else the
 * tool gets. Returns null if there is no shortcut, if anything has changed since it was made, if the vault is locked, if the
 * session is gone or ends soon and needs more than the item to be requested, or if anything is unusual or wrong. Then every step has to be taken. Linux only.
 *
 * @throws Error of any kind if something is wrong.
 */
export async function followShortcut(search: ShortcutSearch): Promise<Followed | null> {
  const { host, paths, terminal } = search;
  // A restart without the plain case; it may write a shortcut for the next run.
  if (host.env("OPAWS_START_FULL") !== undefined) return null;
  const subject = shortcutSubject(search);
  if (subject === null) return null;
  const file = await shortcutFile(subject);
  // Read before the vault, see `readGenerations`.
  const all = readPlainGenerations(paths) ?? {};
  const id = Object.keys(all).find((each) => exists(`${paths.state}/index/${each}/${file}`));
  if (id === undefined) return null;
  const seen = all[id]!;
  const bytes = readPlainFile(`${paths.state}/index/${id}/${file}`, MAX_SHORTCUT_BYTES);
  const end = bytes?.indexOf(LINE_END) ?? -1;
  if (bytes === null || end < 0 || !isComplete(seen)) return null;
  const line = new TextDecoder().decode(bytes.subarray(0, end));
  const head: ShortcutHead = JSON.parse(line);
  const isPlain = SESSION.test(head.session) && isPlainName(head.vault) &&
    head.signIns.every((each) => SIGN_IN.test(each));
  if (!isPlain) return null;
  const path = `${paths.state}/sessions/${id}/${head.session}`;
  const sealed = readPlainFile(path, MAX_SESSION_BYTES);
  if (sealed === null && !isAbsent(path)) return null;
  // A request waits, and then the vault key is in memory once; see `base_key.ts`.
  const waits = sealed === null || endOf(path) <= host.now() + REFRESH_MARGIN;
  const importKey = waits ? (await import("../../vault/crypto/base_key.ts")).baseKey : importSecret;
  const values = head.variables.map((name) => host.env(name) ?? null);
  const contents = [
    ...head.files.map(readConfigBytes),
    ...head.signIns.map((name) => readPlainFile(`${paths.state}/sso/${name}`, MAX_SESSION_BYTES)),
  ];
  if (contents.slice(head.files.length).includes(null)) return null;
  guardMemory();
  const keyOf = () => {
    const name = { vault: id, terminal, home: realHome(paths) };
    return takeKernelKey(name, () => host.uptime(), true);
  };
  const [name, verified] = await Promise.all([
    shortcutName(seen, subject, line, values, contents),
    verifiedVault(paths, id, seen, head, keyOf, importKey),
  ]);
  if (verified === null) return null;
  const { sealer, isGenuine } = verified;
  const [genuine, opened, session] = await Promise.all([
    isGenuine,
    sealer.open(name, bytes.slice(end + 1)),
    sealed && sealer.open(nameOf(path), sealed),
  ]);
  if (!genuine || opened === null) return null;
  const text: ShortcutText = JSON.parse(new TextDecoder().decode(opened));
  const cached = session && parseSession(session);
  if (cached !== null && timeLeft(cached, bothClocks(host)()) > REFRESH_MARGIN) {
    if (head.item !== null) recordUse(paths.state, head.item);
    return { ...text, credentials: cached.credentials };
  }
  const { renewal } = text;
  if (!waits || renewal === null || head.item === null || verified.entry === null) return null;
  const { prepareRenewal } = await import("./renew_session.ts");
  const plain = await openPlainEntry(verified.secret, id, head.item, verified.entry);
  const common = { host, paths, sealer, id: head.item, plain, session: head.session, renewal };
  const credentials = await prepareRenewal(common);
  return credentials && { ...text, credentials };
}

/**
 * Returns what a shortcut would be for here; null if none may be, because opaws was started in an unusual way.
 *
 * @throws UserError as `resolve` and `readVariable` do.
 */
export function shortcutSubject(search: ShortcutSearch): ShortcutSubject | null {
  const { host, paths, config, terminal, tool, profile = null } = search;
  if (UNUSUAL.some((name) => host.env(name) !== undefined)) return null;
  host.env("OPAWS_SESSION"); // refused if it is not UTF-8
  const cwd = host.cwd();
  const scopes = plainScopes(paths, config, terminal, cwd);
  if (scopes === null) return null;
  const found = resolve(scopes, tool, cwd);
  return { tool, profile, found, document: config.document };
}

/** Returns when the session in the file at `path` ends, as its time says; epoch milliseconds. */
function endOf(path: string): number {
  return Deno.statSync(path).mtime?.getTime() ?? 0;
}

type SeenFile = SeenVault & Pick<VaultFile, "generation" | "mac">;

function isComplete(seen: SeenVault): seen is SeenFile {
  return typeof seen.generation === "number" && typeof seen.mac === "string";
}

/** An unlocked vault. */
interface VerifiedVault {
  readonly sealer: Sealer;
  /** Whether its file is the one that was seen. */
  readonly isGenuine: boolean | Promise<boolean>;
  /** The imported vault key. */
  readonly secret: BaseKey;
  /** The entry of the item that the shortcut names, as text; null if there is none. */
  readonly entry: string | null;
}

/** Begins to verify the vault `id`, which is the one that `head` names. A large one has to have a bookmark for the item. */
async function verifiedVault(
  paths: Paths,
  id: string,
  seen: SeenFile,
  head: ShortcutHead,
  keyOf: () => VaultKey | null,
  importKey: (bytes: Uint8Array<ArrayBuffer>) => BaseKey | Promise<BaseKey>,
): Promise<VerifiedVault | null> {
  const path = `${paths.vaults}/${head.vault}.json`;
  if ((plainFileSize(path) ?? 0) > MAX_PLAIN_VAULT_BYTES) {
    if (head.item === null) return null;
    const { followPlainBookmark } = await import("../../vault/store/plain_bookmark.ts");
    const places = { path, name: head.vault, indexes: `${paths.state}/index` };
    const found = await followPlainBookmark(places, { [id]: seen }, head.item, keyOf, importKey);
    if (!found?.item) return null;
    const { secret, item: { entry } } = found;
    return { sealer: sealerOf(secret, id), isGenuine: true, secret, entry };
  }
  const bytes = readPlainFile(path, MAX_PLAIN_VAULT_BYTES);
  const vault = bytes && plainVault(bytes, head.vault);
  const key = vault?.layout.id === id ? keyOf() : null;
  if (vault === null || key === null) return null;
  const secret = await importKey(key.bytes);
  if (importKey === importSecret) key.wipe(); // WebCrypto has copied it
  const entry = head.item === null ? null : entryIn(vault.layout.items, head.item);
  return {
    sealer: sealerOf(secret, id),
    isGenuine: isGenuineVault(vault, seen, secret),
    secret,
    entry: entry && decode(entry),
  };
}
