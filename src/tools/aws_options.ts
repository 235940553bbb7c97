/** The global options of `aws` and whether each takes a value (`awscli/data/cli.json`, versions 1 and 2 together). */
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

// argparse's test for an argument that only looks like an option.
const NEGATIVE_NUMBER = /^-\d+$|^-\d*\.\d+$/;

/** An argument of `aws` that is one of its global options. */
interface GlobalOption {
  /** Its full name. */
  readonly name: string;
  /** The value in the same argument (`--profile=x`); undefined if it has none. */
  readonly value: string | undefined;
  /** Whether the next argument is its value. */
  readonly takesNext: boolean;
}

/**
 * Returns the global option that `arg` is; null if it is not one. As in Python's `argparse` a unique prefix of the name
 * is enough: `aws --prof x` works in both versions.
 */
export function globalOption(arg: string): GlobalOption | null {
  if (!arg.startsWith("--") || arg === "--") return null;
  const cut = arg.indexOf("=");
  const given = cut < 0 ? arg : arg.slice(0, cut);
  const names = Object.hasOwn(GLOBAL_OPTIONS, given)
    ? [given]
    : Object.keys(GLOBAL_OPTIONS).filter((name) => name.startsWith(given));
  const [name] = names;
  if (name === undefined || names.length > 1) return null;
  const value = cut < 0 ? undefined : arg.slice(cut + 1);
  return { name, value, takesNext: GLOBAL_OPTIONS[name]! && value === undefined };
}

/**
 * Reports whether `arg`, before `--`, is a value or a command rather than an option: it does not start with `-`, is just
 * `-`, is a negative number, or contains a space. Source: `argparse.ArgumentParser._parse_optional`.
 */
export function isArgument(arg: string): boolean {
  if (!arg.startsWith("-") || arg === "-") return true;
  if (arg === "--" || globalOption(arg) !== null) return false;
  return NEGATIVE_NUMBER.test(arg) || arg.includes(" ");
}
