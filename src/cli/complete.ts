import type { Command, CommandTable, Parameter, ValueKind } from "./declare.ts";
import { findCommand, isGroup, shownCommands } from "./find_command.ts";
import { optionSpecs } from "./parse.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** A text that can complete the argument at the cursor. */
export interface Candidate {
  /** The complete argument, without quotes. */
  readonly value: string;
  /** A few words; empty for none. */
  readonly description: string;
}

/** How to complete the argument at the cursor. */
export type Completion =
  | { readonly kind: "values"; readonly candidates: readonly Candidate[] }
  /** Paths that the shell finds, after `prefix`: `--csv=`. */
  | { readonly kind: "file" | "directory"; readonly prefix: string }
  /** The argument at `index` starts the command line of another program. `candidates` complete it if it is being typed. */
  | { readonly kind: "command"; readonly index: number; readonly candidates: readonly Candidate[] };

/** Returns the values of a kind that exist on this machine. `given` are the arguments before the cursor, without options. */
export type ValueSource = (
  kind: NamedKind,
  given: readonly string[],
) => readonly Candidate[] | Promise<readonly Candidate[]>;

/** The kinds whose values opaws knows by name. */
export type NamedKind = Exclude<
  Extract<ValueKind, string>,
  "command" | "file" | "directory"
>;

const NOTHING: Completion = { kind: "values", candidates: [] };
const HELP: Candidate = { value: "--help", description: "Print help." };
const VERSION: Candidate = { value: "--version", description: "Print the version." };

/** What the argument at the cursor is. */
type Slot =
  | {
    readonly kind: "value";
    readonly part: Parameter<unknown>;
    readonly prefix: string;
    readonly given: readonly string[];
  }
  | { readonly kind: "option"; readonly candidates: readonly Candidate[] }
  | { readonly kind: "rest"; readonly part: Parameter<unknown>; readonly start: number };

/**
 * Returns what completes the last of `args`, which are the arguments after `opaws`; the last one may be empty.
 * Candidates begin with what is typed, in lower or upper case if none does exactly.
 */
export async function complete(
  table: CommandTable,
  args: readonly string[],
  valuesOf: ValueSource,
): Promise<Completion> {
  const { path, node, commands } = findCommand(table, args.slice(0, -1));
  const typed = args.at(-1) ?? "";
  const before = args.slice(path.length, -1);
  if (node === null || isGroup(node)) {
    if (before.length > 0) return NOTHING;
    if (!typed.startsWith("-")) return values(commandCandidates(commands), typed);
    return values(node === null ? [HELP, VERSION] : [HELP], typed);
  }
  const slot = slotAt(await node.load(), before, typed);
  switch (slot.kind) {
    case "option":
      return values(slot.candidates, typed);
    case "value":
      return await completeValue(slot, typed, valuesOf);
    case "rest": {
      const index = path.length + slot.start;
      if (slot.part.valueKind === "tool") {
        const isName = index === args.length - 1;
        const candidates = isName ? match(await valuesOf("tool", []), typed) : [];
        return { kind: "command", index, candidates };
      }
      const named = args.slice(index, -1);
      const found = findCommand(table, named);
      const all = found.path.length === named.length;
      return all ? values(commandCandidates(found.commands), typed) : NOTHING;
    }
  }
}

/** Returns what the argument `typed` of `command` is, if it follows the arguments `before`. */
function slotAt(command: Command, before: readonly string[], typed: string): Slot {
  const parts = Object.values(command.parameters.parameters);
  const tokens = tokensOf(before, optionSpecs(parts));
  const rest = parts.find(({ kind }) => kind === "rest");
  const firstArgument = tokens.find(({ kind }) => kind !== "option");
  if (rest !== undefined && firstArgument !== undefined) {
    const { kind, index } = firstArgument;
    return { kind: "rest", part: rest, start: kind === "positional" ? index : index + 1 };
  }
  const open = openOption(tokens, parts);
  const given = tokens.flatMap((token) => token.kind === "positional" ? [token.value] : []);
  if (open !== undefined) return { kind: "value", part: open, prefix: "", given };
  const options: Slot = { kind: "option", candidates: optionCandidates(parts, tokens) };
  const optionsEnded = tokens.some(({ kind }) => kind === "option-terminator");
  if (!optionsEnded && typed.startsWith("-")) {
    const prefix = typed.slice(0, typed.indexOf("=") + 1);
    const part = parts.find(({ name, metavar }) => metavar !== undefined && `${name}=` === prefix);
    return part === undefined ? options : { kind: "value", part, prefix, given };
  }
  if (rest !== undefined) return { kind: "rest", part: rest, start: before.length };
  const part = parts.filter(({ kind }) => kind === "argument")[given.length] ??
    parts.find(({ kind }) => kind === "argumentList");
  if (part !== undefined) return { kind: "value", part, prefix: "", given };
  return optionsEnded ? { kind: "option", candidates: [] } : options;
}

/** Returns the option at the end of `tokens` if its value is missing. */
function openOption(
  tokens: readonly Token[],
  parts: readonly Parameter<unknown>[],
): Parameter<unknown> | undefined {
  const last = tokens.at(-1);
  if (last?.kind !== "option" || last.value !== undefined) return undefined;
  return parts.find(({ name, metavar }) => name === last.rawName && metavar !== undefined);
}

async function completeValue(
  { part: { valueKind }, prefix, given }: Extract<Slot, { readonly kind: "value" }>,
  typed: string,
  valuesOf: ValueSource,
): Promise<Completion> {
  if (valueKind === "file" || valueKind === "directory") return { kind: valueKind, prefix };
  if (valueKind === null || valueKind === "command") return NOTHING;
  const found = typeof valueKind === "string"
    ? await valuesOf(valueKind, given)
    : valueKind.map((value) => ({ value, description: "" }));
  return values(found.map((each) => ({ ...each, value: prefix + each.value })), typed);
}

/** Returns the options that may still be given. */
function optionCandidates(
  parts: readonly Parameter<unknown>[],
  tokens: readonly Token[],
): Candidate[] {
  const given = tokens.flatMap((token) => token.kind === "option" ? [token.rawName] : []);
  const left = parts.filter(({ kind, name }) =>
    name.startsWith("--") && (kind === "optionList" || !given.includes(name))
  );
  return [...left.map(({ name, description }) => ({ value: name, description })), HELP];
}

function commandCandidates(commands: CommandTable): Candidate[] {
  return shownCommands(commands).map(({ name, brief }) => ({ value: name, description: brief }));
}

function values(candidates: readonly Candidate[], typed: string): Completion {
  return { kind: "values", candidates: match(candidates, typed) };
}

function match(candidates: readonly Candidate[], typed: string): readonly Candidate[] {
  const same = candidates.filter(({ value }) => value.startsWith(typed));
  if (same.length > 0) return same;
  const lower = typed.toLowerCase();
  return candidates.filter(({ value }) => value.toLowerCase().startsWith(lower));
}
