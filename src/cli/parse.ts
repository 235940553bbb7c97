import type { Parameter, Parameters } from "./declare.ts";
import { isSecret } from "./suggest.ts";
import type { OptionSpec, Token, Tokenizer } from "./tokens.ts";

/** What is wrong with the arguments of a command. It contains no value that was typed, which could be a secret. */
export type Mistake =
  | { readonly kind: "unknown-option"; readonly name: string }
  | { readonly kind: "missing-value"; readonly name: string; readonly metavar: string }
  | { readonly kind: "empty-value"; readonly name: string }
  | { readonly kind: "needless-value"; readonly name: string }
  | { readonly kind: "repeated-option"; readonly name: string }
  | { readonly kind: "wrong-choice"; readonly name: string; readonly choices: readonly string[] }
  | { readonly kind: "missing-argument"; readonly name: string }
  | { readonly kind: "secret-value"; readonly name: string | null }
  | { readonly kind: "extra-argument"; readonly max: number };

/** The result of {@linkcode parseArguments}: a value for each parameter, or a request for help, or a mistake. */
type ParsedArguments<T> =
  | {
    readonly kind: "values";
    readonly values: T;
    /** Where a `rest` parameter begins in the arguments; null if the command has none or nothing was given for it. */
    readonly restIndex: number | null;
  }
  | { readonly kind: "help" }
  | { readonly kind: "mistake"; readonly mistake: Mistake };

type OptionToken = Token & { readonly kind: "option" };

/**
 * Parses `args`, the arguments after the name of a command with these parameters; `tokenize` splits them. `--help` and
 * `-h` before `--` take precedence over any mistake. A value that begins with `-` has to be written `--option=-value`:
 * after a space it is far more often the next option.
 */
export function parseArguments<T>(
  { parameters }: Parameters<T>,
  args: readonly string[],
  tokenize: Tokenizer,
): ParsedArguments<T> {
  const parts = Object.entries(parameters);
  const values = Object.fromEntries(parts.map(([key, part]) => [key, absent(part)]));
  const hasRest = parts.some(([, { kind }]) => kind === "rest");
  const { own, restIndex } = splitRest(
    hasRest,
    tokenize(args, optionSpecs(parts.map(([, part]) => part))),
  );
  const options = own.filter((token) => token.kind === "option");
  if (options.some((token) => asksForHelp(token, args))) return { kind: "help" };
  const seen = new Set<string>();
  for (const token of options) {
    if (token.rawName === "-h") continue; // a part of -hx, whose other letter is reported
    const [key, part] = parts.find(([, { name }]) => name === token.rawName) ?? [];
    const mistake = optionMistake(token, part, seen);
    if (mistake !== null) return { kind: "mistake", mistake };
    seen.add(token.rawName);
    const { kind } = part!;
    values[key!] = kind === "flag"
      ? true
      : kind === "optionList"
      ? [...values[key!] as readonly string[], token.value]
      : token.value;
  }
  const positionals = own.filter((token) => token.kind === "positional").map(({ value }) => value);
  if (positionals.some(isSecret)) {
    return { kind: "mistake", mistake: { kind: "secret-value", name: null } };
  }
  const mistake = assignArguments(parts, positionals, values);
  if (mistake !== null) return { kind: "mistake", mistake };
  const rest = parts.find(([, { kind }]) => kind === "rest");
  if (rest !== undefined) {
    const [key, { name, required }] = rest;
    const given = restIndex === null ? [] : args.slice(restIndex);
    if (required && given.length === 0) {
      return { kind: "mistake", mistake: { kind: "missing-argument", name } };
    }
    values[key] = given;
  }
  return { kind: "values", values: values as T, restIndex };
}

/** Returns the options among `parts` in the form that the tokenizer takes. */
export function optionSpecs(parts: readonly Parameter<unknown>[]): Record<string, OptionSpec> {
  const specs: Record<string, OptionSpec> = { help: { type: "boolean", short: "h" } };
  for (const { kind, name } of parts) {
    if (name.startsWith("--")) {
      specs[name.slice(2)] = { type: kind === "flag" ? "boolean" : "string" };
    }
  }
  return specs;
}

/** Splits off what belongs to a `rest` parameter: all from the first argument, or after the first `--`. */
function splitRest(
  hasRest: boolean,
  tokens: readonly Token[],
): { readonly own: readonly Token[]; readonly restIndex: number | null } {
  const at = hasRest ? tokens.findIndex(({ kind }) => kind !== "option") : -1;
  if (at < 0) return { own: tokens, restIndex: null };
  const { kind, index } = tokens[at]!;
  return { own: tokens.slice(0, at), restIndex: kind === "positional" ? index : index + 1 };
}

function absent({ kind, fallback }: Parameter<unknown>): unknown {
  switch (kind) {
    case "flag":
      return false;
    case "optionList":
    case "argumentList":
      return [];
    default:
      return fallback;
  }
}

function asksForHelp(
  { rawName, index, value, inlineValue }: OptionToken,
  args: readonly string[],
): boolean {
  if (inlineValue === false) return value === "--help" || value === "-h";
  return rawName === "--help" || /^-(h+|help)$/.test(args[index]!);
}

function optionMistake(
  { rawName: name, value, inlineValue }: OptionToken,
  part: Parameter<unknown> | undefined,
  seen: ReadonlySet<string>,
): Mistake | null {
  if (part === undefined) return { kind: "unknown-option", name };
  if (part.kind !== "optionList" && seen.has(name)) return { kind: "repeated-option", name };
  if (part.kind === "flag") {
    return value === undefined ? null : { kind: "needless-value", name };
  }
  if (value === undefined || inlineValue === false && /^-./.test(value)) {
    return { kind: "missing-value", name, metavar: part.metavar! };
  }
  if (value === "") return { kind: "empty-value", name };
  if (isSecret(value)) return { kind: "secret-value", name };
  const choices = part.kind === "choice" ? part.valueKind as readonly string[] : null;
  return choices === null || choices.includes(value)
    ? null
    : { kind: "wrong-choice", name, choices };
}

function assignArguments(
  parts: readonly [string, Parameter<unknown>][],
  positionals: readonly string[],
  values: Record<string, unknown>,
): Mistake | null {
  const single = parts.filter(([, { kind }]) => kind === "argument");
  const list = parts.find(([, { kind }]) => kind === "argumentList");
  for (const [at, [key, { name, required }]] of single.entries()) {
    const given = positionals[at];
    if (given === undefined && required) return { kind: "missing-argument", name };
    if (given !== undefined) values[key] = given;
  }
  const others = positionals.slice(single.length);
  if (list !== undefined) values[list[0]] = others;
  else if (others.length > 0) return { kind: "extra-argument", max: single.length };
  return null;
}
