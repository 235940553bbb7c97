import { isAbsolute, joinPath, nameOf, parentOf } from "../../fs/path.ts";
import type { Paths } from "../../fs/paths.ts";
import { readPlainFile } from "../../fs/plain_file.ts";
import { writeReplaceable } from "../../fs/replaceable_file.ts";
import type { Host } from "../../host.ts";
import type { Config } from "../../scope/config.ts";
import { takeProfileArgument } from "../../tools/profile_option.ts";
import type { VaultFile } from "../../vault/format/vault_file.ts";
import { readGenerations } from "../../vault/store/generations.ts";
import { indexFolder } from "../../vault/store/item_index.ts";
import type { CachedResult, CredentialsResult, ProvidedCredentials } from "../context.ts";
import { readPlainConfig } from "../plain/plain_config.ts";
import type { PlanRequest } from "../request.ts";
import { signInPath } from "../sso/sign_in_file.ts";
import { shortcutSubject } from "./follow_shortcut.ts";
import {
  type Content,
  shortcutFile,
  type ShortcutHead,
  shortcutName,
  type ShortcutText,
} from "./shortcut.ts";

/** The most shortcuts of a vault. */
const MAX_SHORTCUTS = 64;
/** The longest file of a sign-in; bytes. */
const MAX_SIGN_IN_BYTES = 65_536;
/** What a request may have besides the options of the user. */
const NOT_OPTIONS = ["profile", "verbose", "command", "args", "offset"];

/** What is known after the credentials of one command line were obtained. */
interface ShortcutInput {
  readonly host: Host;
  readonly paths: Paths;
  readonly config: Config;
  /** The id of the terminal session; null if it is not the one that `linuxSession` returns. */
  readonly terminal: string | null;
  readonly request: PlanRequest;
  readonly result: CredentialsResult;
  /** The names of all variables that were read for it. */
  readonly variables: ReadonlySet<string>;
}

/**
 * Notes what led to a cached session, so that the next run with the same command, in the same place, finds it without
 * deciding again (`followShortcut`). Does nothing if `followShortcut` would not look for it, if the tool gets anything by
 * its arguments, or if it cannot be written. Linux only.
 */
export async function writeShortcut(input: ShortcutInput): Promise<void> {
  const { host, paths, request, result } = input;
  if (result.kind !== "provided" || !result.cached) return;
  const { cached } = result;
  const subject = isRepeatable(request, result) ? subjectOf(input) : null;
  const file = cached.file ?? seenFile(paths, cached);
  const bound = boundFiles(paths, result, cached);
  if (subject === null || file === null || bound === null) return;
  const { contents, ...places } = bound;
  const head: ShortcutHead = {
    vault: cached.vault,
    item: cached.item,
    session: `${nameOf(parentOf(cached.path))}/${nameOf(cached.path)}`,
    ...places,
    variables: [...input.variables].sort(),
  };
  const line = JSON.stringify(head);
  const values = head.variables.map((name) => host.env(name) ?? null);
  const name = await shortcutName(file, subject, line, values, contents);
  const plain = new TextEncoder().encode(JSON.stringify(textOf(result, cached)));
  const sealed = await cached.sealer.seal(host, name, plain);
  const start = new TextEncoder().encode(`${line}\n`);
  const bytes = new Uint8Array(start.length + sealed.length);
  bytes.set(start);
  bytes.set(sealed, start.length);
  const folder = indexFolder(paths, cached.sealer.vault);
  const path = joinPath(folder, await shortcutFile(subject));
  removeOthers(folder, path);
  writeReplaceable(host, path, bytes);
}

/** Reports whether the same follows from the same command with other arguments that need credentials. */
function isRepeatable(
  { tool, args, options }: PlanRequest,
  { plan, variables }: ProvidedCredentials,
): boolean {
  const isPlain = Object.entries(options).every(([name, value]) =>
    value === undefined || value === false || NOT_OPTIONS.includes(name)
  );
  return isPlain && !variables && plan.handover.warning === null &&
    Object.keys(tool.namingCommands).length === 0 && plan.kind !== "web-identity" &&
    plan.profile?.source !== "argument" &&
    takeProfileArgument(tool, args ?? []).profile === undefined;
}

function subjectOf(
  { host, paths, config, terminal, request }: ShortcutInput,
): ReturnType<typeof shortcutSubject> {
  const isPlain = terminal !== null && readPlainConfig(paths) !== null;
  const { tool: { name: tool }, options: { profile } } = request;
  return isPlain ? shortcutSubject({ host, paths, config, terminal, tool, profile }) : null;
}

/** Returns the vault file that this machine has seen last. */
function seenFile(
  paths: Paths,
  { sealer }: CachedResult,
): Pick<VaultFile, "generation" | "mac"> | null {
  const seen = readGenerations(paths).get(sealer.vault);
  return seen?.mac ? { generation: seen.generation, mac: seen.mac } : null;
}

/** The files that were decided by. */
interface BoundFiles extends Pick<ShortcutHead, "files" | "signIns"> {
  readonly contents: readonly Content[];
}

/** Returns the files, and their contents as they were read; null if a shortcut cannot name one. */
function boundFiles(
  paths: Paths,
  { plan }: ProvidedCredentials,
  { profiles }: CachedResult,
): BoundFiles | null {
  const files = [...profiles.texts.keys()];
  const encode = (text: string | null): Content =>
    text === null ? null : new TextEncoder().encode(text);
  const contents = [...profiles.texts.values()].map(encode);
  if (!files.every((path) => isAbsolute(path, "linux"))) return null;
  if (plan.kind !== "sso") return { files, signIns: [], contents };
  const path = signInPath(paths, plan.role.session);
  const signIn = readPlainFile(path, MAX_SIGN_IN_BYTES);
  return signIn && { files, signIns: [nameOf(path)], contents: [...contents, signIn] };
}

function textOf(
  { plan, region, uses }: ProvidedCredentials,
  { renewal }: CachedResult,
): ShortcutText {
  const { handover } = plan;
  return {
    isChosen: plan.kind === "web-identity" || plan.isChosen,
    uses,
    region,
    toolRegion: handover.region,
    profile: handover.name,
    settings: handover.settings,
    renewal,
  };
}

/** Removes shortcuts for the same in other vaults, and all of this vault if there are too many. */
function removeOthers(folder: string, path: string): void {
  try {
    const all = parentOf(folder);
    for (const { name } of Deno.readDirSync(all)) {
      const other = `${all}/${name}/${nameOf(path)}`;
      if (other !== path) removeIfThere(other);
    }
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
      .filter((name) => /^run-[0-9a-f]{32}$/.test(name));
    if (names.length < MAX_SHORTCUTS) return;
    for (const name of names) removeIfThere(joinPath(folder, name));
  } catch {
    // There is no folder yet, or another process is doing the same.
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
