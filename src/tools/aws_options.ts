/**
 * The global options of `aws` (`awscli/data/cli.json`, versions 1 and 2 together) and whether each takes a value.
 */
const GLOBAL_OPTIONS: Readonly<Record<string, boolean>> = {
  "--debug": false,
  "--endpoint-url": true,
  "--no-verify-ssl": false,
  "--no-paginate": false,
  "--output": true,
  "--query": true,
  "--profile": true,
  "--region": true,
  "--version": false,
  "--color": true,
  "--no-sign-request": false,
  "--ca-bundle": true,
  "--cli-read-timeout": true,
  "--cli-connect-timeout": true,
  "--cli-binary-format": true,
  "--no-cli-pager": false,
  "--cli-auto-prompt": false,
  "--no-cli-auto-prompt": false,
  "--cli-error-format": true,
  "--v2-debug": false,
};

// argparse's own test for an argument that only looks like an option.
const NEGATIVE_NUMBER = /^-\d+$|^-\d*\.\d+$/;

/** A word of `aws`'s arguments that is one of its global options. */
export interface GlobalOption {
  /** Its full name. */
  readonly name: string;
  /** The value in the same word (`--profile=x`); undefined when there is none. */
  readonly value: string | undefined;
  /** Whether the next word is its value. */
  readonly takesNext: boolean;
}

/**
 * The global option that `word` is, a unique beginning of its name being enough, as for Python's `argparse`
 * (`aws --prof x` works in both versions); null when it is none.
 */
export function globalOption(word: string): GlobalOption | null {
  if (!word.startsWith("--") || word === "--") return null;
  const cut = word.indexOf("=");
  const given = cut < 0 ? word : word.slice(0, cut);
  const names = Object.hasOwn(GLOBAL_OPTIONS, given)
    ? [given]
    : Object.keys(GLOBAL_OPTIONS).filter((name) => name.startsWith(given));
  const [name] = names;
  if (name === undefined || names.length > 1) return null;
  const value = cut < 0 ? undefined : word.slice(cut + 1);
  return { name, value, takesNext: GLOBAL_OPTIONS[name]! && value === undefined };
}

/**
 * Reports whether `word`, standing before `--`, is a value or a command word rather than an option: it does not begin
 * with `-`, or is a lone `-`, a negative number, or holds a space. Source: `argparse.ArgumentParser._parse_optional`.
 */
export function isArgument(word: string): boolean {
  if (!word.startsWith("-") || word === "-") return true;
  if (word === "--" || globalOption(word) !== null) return false;
  return NEGATIVE_NUMBER.test(word) || word.includes(" ");
}
