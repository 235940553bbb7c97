import { writeAtomic } from "../fs/atomic_write.ts";
import { withLock } from "../fs/lock.ts";
import { joinPath } from "../fs/path.ts";
import type { Paths } from "../fs/paths.ts";
import { decodeUtf8, parseStrictJson } from "../fs/strict_json.ts";
import { readTrusted } from "../fs/trusted_file.ts";
import type { Host } from "../host.ts";
import { isSso, type SsoBinding } from "./binding.ts";
import { parseBindings, parseObject } from "./config.ts";

/** How often something was chosen with `opaws use`. */
interface ChoiceCount {
  /** How often. */
  readonly count: number;
  /** When last; epoch milliseconds. */
  readonly last: number;
  /** The role of IAM Identity Center that was chosen: no file lists those. */
  readonly role?: SsoBinding;
}

const MAX_BYTES = 1024 * 1024;
/** How many choices are kept: those that were chosen last. */
const MAX_CHOICES = 1000;

/** Returns how often each choice was made, by its key. A file that cannot be used counts as none: only an order depends on it. */
export function choiceCounts(paths: Pick<Paths, "state">): ReadonlyMap<string, ChoiceCount> {
  try {
    const bytes = readTrusted(fileOf(paths), MAX_BYTES);
    if (bytes === null) return new Map();
    const document = parseObject(parseStrictJson(decodeUtf8(bytes)), "the file");
    const entries = Object.entries(parseObject(document.choices, "choices"));
    return new Map(entries.filter((entry): entry is [string, ChoiceCount] => isCount(entry[1])));
  } catch {
    return new Map();
  }
}

/** Counts a choice; `role` is the role of IAM Identity Center that it is, if it is one. Throws UserError as `withLock` and `writeAtomic` do. */
export async function countChoice(
  host: Pick<Host, "random" | "now">,
  paths: Pick<Paths, "state">,
  key: string,
  role: SsoBinding | null = null,
): Promise<void> {
  const path = fileOf(paths);
  await withLock(path, () => {
    const counts = choiceCounts(paths);
    const count = (counts.get(key)?.count ?? 0) + 1;
    const entry = { count, last: host.now(), ...(role === null ? {} : { role }) };
    const all = [...new Map(counts).set(key, entry)]
      .sort(([, a], [, b]) => b.last - a.last)
      .slice(0, MAX_CHOICES);
    const text = JSON.stringify({ version: 1, choices: Object.fromEntries(all) }, null, 2) + "\n";
    writeAtomic(host, path, new TextEncoder().encode(text));
  });
}

/** Returns `all` with what was chosen most often first, then what was chosen last; else in their order. */
export function mostChosenFirst<T extends { readonly key: string }>(
  all: readonly T[],
  counts: ReadonlyMap<string, ChoiceCount>,
): T[] {
  const of = ({ key }: T): ChoiceCount => counts.get(key) ?? { count: 0, last: 0 };
  return all.toSorted((a, b) => of(b).count - of(a).count || of(b).last - of(a).last);
}

function fileOf({ state }: Pick<Paths, "state">): string {
  return joinPath(state, "choices.json");
}

function isCount(value: unknown): value is ChoiceCount {
  if (typeof value !== "object" || value === null) return false;
  const { count, last, role } = value as Record<string, unknown>;
  return typeof count === "number" && typeof last === "number" &&
    (role === undefined || isRole(role));
}

function isRole(value: unknown): value is SsoBinding {
  const { role } = parseBindings({ role: value }, "choices");
  return role !== undefined && isSso(role);
}
