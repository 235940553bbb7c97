import { writeAtomic } from "../fs/atomic_write.ts";
import { withLock } from "../fs/lock.ts";
import type { RuntimePaths } from "../fs/runtime_folders.ts";
import { systemError } from "../fs/system_error.ts";
import type { Host } from "../host.ts";
import type { Binding, Bindings } from "./binding.ts";
import { type Document, parseBindings, parseObject } from "./config.ts";
import { readTerminalFile, terminalBindingsFile } from "./terminal_bindings.ts";

/** What each tool used in a terminal session before the last `opaws use`; null if it had no binding there. */
type PreviousBindings = Readonly<Record<string, Binding | null>>;

/** The choices of a terminal session. */
interface TerminalChoices {
  readonly bindings: Bindings;
  readonly previous: PreviousBindings;
}

/**
 * Binds `tool` in the terminal session `terminal`; removes its binding if `binding` is null.
 *
 * @throws UserError as {@linkcode changeTerminal} does.
 */
export async function writeTerminalBinding(
  host: Pick<Host, "random">,
  paths: RuntimePaths,
  terminal: string,
  tool: string,
  binding: Binding | null,
): Promise<void> {
  await changeTerminal(host, paths, terminal, ({ bindings, previous }) => {
    const changed = withBinding(bindings, tool, binding);
    return { bindings: changed, previous: Object.keys(changed).length === 0 ? {} : previous };
  });
}

/**
 * Does what {@linkcode writeTerminalBinding} does, and remembers the binding before, for {@linkcode previousBindings}.
 *
 * @throws UserError as {@linkcode changeTerminal} does.
 */
export async function switchTerminalBinding(
  host: Pick<Host, "random">,
  paths: RuntimePaths,
  terminal: string,
  tool: string,
  binding: Binding | null,
): Promise<void> {
  await changeTerminal(host, paths, terminal, ({ bindings, previous }) => ({
    bindings: withBinding(bindings, tool, binding),
    previous: { ...previous, [tool]: bindings[tool] ?? null },
  }));
}

/** Returns what each tool used in the terminal session before the last `opaws use`. Throws as `readTerminalFile` does. */
export function previousBindings(paths: RuntimePaths, terminal: string): PreviousBindings {
  return readChoices(paths, terminal).previous;
}

/**
 * Gives every binding of the terminal session the one that `rename` returns, the remembered ones too. Writes nothing if
 * it returns the same ones.
 *
 * @throws UserError as {@linkcode changeTerminal} does.
 */
export async function renameTerminalBindings(
  host: Pick<Host, "random">,
  paths: RuntimePaths,
  terminal: string,
  rename: (binding: Binding) => Binding,
): Promise<void> {
  const { bindings, previous } = readChoices(paths, terminal);
  const all = [...Object.values(bindings), ...Object.values(previous)];
  if (all.every((binding) => binding === null || rename(binding) === binding)) return;
  await changeTerminal(host, paths, terminal, ({ bindings, previous }) => ({
    bindings: mapValues(bindings, rename),
    previous: mapValues(previous, (each) => each === null ? null : rename(each)),
  }));
}

/**
 * Changes the choices of the terminal session `terminal`. Removes its file if none is left.
 *
 * @throws UserError as `readTerminalFile`, `withLock` and `writeAtomic` do.
 */
async function changeTerminal(
  host: Pick<Host, "random">,
  paths: RuntimePaths,
  terminal: string,
  change: (choices: TerminalChoices) => TerminalChoices,
): Promise<void> {
  const path = terminalBindingsFile(paths, terminal);
  await withLock(path, () => {
    const { bindings, previous } = change(readChoices(paths, terminal));
    const hasPrevious = Object.keys(previous).length > 0;
    if (Object.keys(bindings).length === 0 && !hasPrevious) return remove(path);
    const document = { version: 1, terminal, bindings, ...(hasPrevious ? { previous } : {}) };
    writeAtomic(host, path, new TextEncoder().encode(JSON.stringify(document, null, 2) + "\n"));
  });
}

function readChoices(paths: RuntimePaths, terminal: string): TerminalChoices {
  const file = readTerminalFile(paths, terminal);
  return file === null
    ? { bindings: Object.create(null), previous: Object.create(null) }
    : { bindings: file.bindings, previous: previousOf(file.document) };
}

/** Returns the remembered bindings of a document; none if they are malformed, because nothing depends on them. */
function previousOf({ previous = {} }: Document): PreviousBindings {
  try {
    const entries = Object.entries(parseObject(previous, "previous"));
    const bound = Object.fromEntries(entries.filter(([, each]) => each !== null));
    const nothing = entries.filter(([, each]) => each === null).map(([tool]) => [tool, null]);
    return { ...parseBindings(bound, "previous"), ...Object.fromEntries(nothing) };
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function withBinding(bindings: Bindings, tool: string, binding: Binding | null): Bindings {
  const { [tool]: _, ...others } = bindings;
  return binding === null ? others : { ...others, [tool]: binding };
}

function mapValues<T, U>(
  record: Readonly<Record<string, T>>,
  change: (value: T) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw systemError("write-failed", `remove ${path}`, error);
  }
}
