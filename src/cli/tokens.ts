/** An option as the tokenizer has to know it; the shape of `parseArgs` of `node:util`. */
export interface OptionSpec {
  /** Whether a value follows. */
  readonly type: "boolean" | "string";
  /** One letter for `-x`. */
  readonly short?: string;
}

/** A piece of a command line, in the shape of the tokens of `parseArgs`. `index` is its place in the arguments. */
export type Token =
  | {
    readonly kind: "option";
    readonly name: string;
    readonly rawName: string;
    readonly index: number;
    readonly value: string | undefined;
    readonly inlineValue: boolean | undefined;
  }
  | { readonly kind: "positional"; readonly index: number; readonly value: string }
  | { readonly kind: "option-terminator"; readonly index: number };

/** Splits arguments into tokens. */
export type Tokenizer = (
  args: readonly string[],
  options: Readonly<Record<string, OptionSpec>>,
) => readonly Token[];

/** Returns the tokenizer of `parseArgs` of `node:util`, with which every command but the fastest is parsed. */
export async function nodeTokenizer(): Promise<Tokenizer> {
  const { parseArgs } = await import("node:util");
  return (args, options) =>
    parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true })
      .tokens as readonly Token[];
}

/**
 * Returns the tokens that `parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true })` of
 * `node:util` returns, for options whose short form takes no value; a test compares the two. `node:util` alone costs two
 * thirds of an empty Deno program, so `run`, `which` and `list` are parsed with this and load no module of Node's.
 */
export function tokensOf(
  args: readonly string[],
  options: Readonly<Record<string, OptionSpec>>,
): Token[] {
  const tokens: Token[] = [];
  const shortNames = new Map(
    Object.entries(options).flatMap(([name, { short }]) => short ? [[short, name]] : []),
  );
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    if (arg === "--") {
      tokens.push({ kind: "option-terminator", index });
      const rest = args.slice(index + 1);
      tokens.push(...rest.map((value, at) => positional(index + 1 + at, value)));
      break;
    }
    if (arg.startsWith("--")) {
      const equals = arg.indexOf("=", 3);
      const name = equals < 0 ? arg.slice(2) : arg.slice(2, equals);
      const inline = equals < 0 ? undefined : arg.slice(equals + 1);
      const isString = Object.hasOwn(options, name) && options[name]!.type === "string";
      const next = inline === undefined && isString ? args[index + 1] : undefined;
      tokens.push({
        kind: "option",
        name,
        rawName: `--${name}`,
        index,
        value: inline ?? next,
        inlineValue: inline !== undefined ? true : next !== undefined ? false : undefined,
      });
      if (next !== undefined) index++;
    } else if (arg.startsWith("-") && arg.length > 1) {
      for (const letter of arg.slice(1)) {
        const name = shortNames.get(letter) ?? letter;
        const rawName = `-${letter}`;
        tokens.push({
          kind: "option",
          name,
          rawName,
          index,
          value: undefined,
          inlineValue: undefined,
        });
      }
    } else tokens.push(positional(index, arg));
  }
  return tokens;
}

function positional(index: number, value: string): Token {
  return { kind: "positional", index, value };
}
