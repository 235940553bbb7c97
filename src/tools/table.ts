import { Fault } from "../fault.ts";

/** When a tool needs no credentials. */
export interface NeedsAuthRule {
  /** Command words that need none; the first word that is no option decides. */
  readonly noAuthCommands: readonly string[];
  /** Options that need none, anywhere before `--`. */
  readonly noAuthFlags: readonly string[];
  /** Options before the command word whose value is the next word. */
  readonly valueFlags: readonly string[];
}

/** A program that needs AWS credentials. */
export interface Tool {
  /** The command. */
  readonly name: string;
  /** What people call it. */
  readonly title: string;
  /** `aws` by its own parser; others by a rule. */
  readonly needsAuth: "aws" | NeedsAuthRule;
  /** `keep`: the profile is handed on in `AWS_PROFILE`. `unset`: its SDK would prefer the profile to our variables. */
  readonly profile: "keep" | "unset";
}

const HELP = ["--help", "-h", "--version"];

function row(
  name: string,
  title: string,
  noAuthCommands: readonly string[],
  noAuthFlags: readonly string[] = HELP,
  valueFlags: readonly string[] = [],
): Tool {
  return {
    name,
    title,
    needsAuth: { noAuthCommands, noAuthFlags, valueFlags },
    profile: "unset",
  };
}

const HASHICORP = ["version", "fmt", "validate"];
const HASHICORP_HELP = ["-help", "--help", "-h", "-version", "--version", "-v"];

/** The tools opaws knows from the start. */
export const TOOLS: readonly Tool[] = [
  { name: "aws", title: "AWS CLI", needsAuth: "aws", profile: "keep" },
  row("cdk", "AWS CDK", ["init", "docs", "doctor", "completion", "version", "help"], HELP, [
    "--app",
    "-a",
    "--context",
    "-c",
    "--plugin",
    "-p",
    "--output",
    "-o",
  ]),
  row("sam", "AWS SAM CLI", ["init", "docs", "local", "validate"], [...HELP, "--info"], [
    "--config-file",
    "--config-env",
  ]),
  row("eksctl", "eksctl", ["version", "completion", "help", "info"], HELP, [
    "--color",
    "-C",
    "--verbose",
    "-v",
  ]),
  row("awslogs", "awslogs", ["help"], HELP),
  row("terraform", "Terraform", HASHICORP, HASHICORP_HELP),
  row("tofu", "OpenTofu", HASHICORP, HASHICORP_HELP),
  row("pulumi", "Pulumi", ["version", "help", "gen-completion"], HELP, [
    "--cwd",
    "-C",
    "--color",
    "--verbose",
    "-v",
  ]),
  row("packer", "Packer", HASHICORP, HASHICORP_HELP),
  row("copilot", "AWS Copilot", ["version", "help", "completion", "docs"], HELP),
];

/** How a command that is in no table is treated: it always needs credentials. */
export function anyCommand(name: string): Tool {
  return row(name, name, [], []);
}

/** The tool called `name`, the user's own rows first; undefined when there is none. Faults (78) on a malformed row. */
export function toolNamed(
  name: string,
  own: Readonly<Record<string, unknown>> = {},
): Tool | undefined {
  return Object.hasOwn(own, name)
    ? parseToolRow(name, own[name])
    : TOOLS.find((tool) => tool.name === name);
}

/** The names of all tools, the user's own last. */
export function toolNames(own: Readonly<Record<string, unknown>> = {}): string[] {
  return [...new Set([...TOOLS.map((tool) => tool.name), ...Object.keys(own)])];
}

/**
 * Reads a row that the user added under `tools` in `config.json`: `{"title", "noAuthCommands", "noAuthFlags",
 * "valueFlags", "profile": "keep" or "unset"}`, each optional. Faults (78) naming what is wrong.
 */
export function parseToolRow(name: string, value: unknown): Tool {
  if (!/^[\w][\w.+-]*$/.test(name)) throw bad(name, "its name is no plain command");
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw bad(name, "it is not an object");
  }
  const given = value as Readonly<Record<string, unknown>>;
  const known = ["title", "noAuthCommands", "noAuthFlags", "valueFlags", "profile"];
  const stranger = Object.keys(given).find((key) => !known.includes(key));
  if (stranger !== undefined) {
    throw bad(name, `it has an unknown member ${JSON.stringify(stranger)}`);
  }
  const words = (key: string): readonly string[] => {
    const list = given[key] ?? [];
    if (Array.isArray(list) && list.every((word) => typeof word === "string")) return list;
    throw bad(name, `${key} is not a list of texts`);
  };
  const { title = name, profile = "unset" } = given;
  if (typeof title !== "string") throw bad(name, "title is not a text");
  if (profile !== "keep" && profile !== "unset") {
    throw bad(name, 'profile is not "keep" or "unset"');
  }
  return {
    name,
    title,
    needsAuth: {
      noAuthCommands: words("noAuthCommands"),
      noAuthFlags: words("noAuthFlags"),
      valueFlags: words("valueFlags"),
    },
    profile,
  };
}

function bad(name: string, because: string): Fault {
  return new Fault({
    exit: "refused",
    code: "bad-tool",
    cannot: `use tool ${JSON.stringify(name)} of config.json`,
    because,
    try: "opaws config path",
  });
}
