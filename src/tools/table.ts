import { UserError } from "../errors.ts";

/** When a tool needs no credentials. */
export interface NeedsAuthRule {
  /** Command words that need none; the first word that is no option decides. */
  readonly noAuthCommands: readonly string[];
  /** Options that need none, anywhere before `--`. */
  readonly noAuthFlags: readonly string[];
  /** Options that need none before the command word; behind it they may mean something else (`eksctl ... --version`). */
  readonly noAuthFirst: readonly string[];
  /** Options before the command word whose value is the next word. */
  readonly valueFlags: readonly string[];
  /** Whether a call without a command word only prints help. */
  readonly noAuthAlone: boolean;
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
  /** Its options that name a profile; those of aws have rules of their own (`takeAwsProfileOption`). */
  readonly profileOptions: readonly string[];
}

const HELP = ["--help", "-h"];
const VERSION = ["--version"];
const PROFILE = ["--profile"];

function row(
  name: string,
  title: string,
  rule: Partial<NeedsAuthRule>,
  profileOptions: readonly string[] = [],
): Tool {
  const needsAuth = {
    noAuthCommands: [],
    noAuthFlags: HELP,
    noAuthFirst: VERSION,
    valueFlags: [],
    noAuthAlone: true,
    ...rule,
  };
  return { name, title, needsAuth, profile: "unset", profileOptions };
}

const HASHICORP: Partial<NeedsAuthRule> = {
  noAuthCommands: ["version", "fmt", "validate", "help"],
  noAuthFlags: [...HELP, "-help"],
  noAuthFirst: [...VERSION, "-version", "-v"],
};

/** The tools opaws knows from the start. */
export const TOOLS: readonly Tool[] = [
  { name: "aws", title: "AWS CLI", needsAuth: "aws", profile: "keep", profileOptions: [] },
  row("cdk", "AWS CDK", {
    noAuthCommands: ["init", "docs", "doctor", "completion", "version", "help"],
    noAuthFlags: [...HELP, ...VERSION],
    // deno-fmt-ignore
    valueFlags: [
      "--app", "-a", "--build", "--context", "-c", "--plugin", "-p", "--output", "-o", "--profile",
      "--role-arn", "-r", "--proxy", "--ca-bundle-path", "--unstable",
    ],
  }, PROFILE),
  row("sam", "AWS SAM CLI", {
    noAuthCommands: ["init", "docs", "local", "validate", "version", "help"],
    noAuthFirst: [...VERSION, "--info"],
    valueFlags: ["--config-file", "--config-env"],
  }, PROFILE),
  row("eksctl", "eksctl", {
    noAuthCommands: ["version", "completion", "help", "info"],
    valueFlags: ["--color", "-C", "--verbose", "-v"],
  }, [...PROFILE, "-p"]),
  row("awslogs", "awslogs", { noAuthCommands: ["version", "help"] }, PROFILE),
  row("terraform", "Terraform", HASHICORP),
  row("tofu", "OpenTofu", HASHICORP),
  row("pulumi", "Pulumi", {
    noAuthCommands: ["version", "help", "gen-completion"],
    // deno-fmt-ignore
    valueFlags: [
      "--cwd", "-C", "--color", "--verbose", "-v", "--tracing", "--profiling", "--memprofilerate",
    ],
  }),
  row("packer", "Packer", HASHICORP),
  row("copilot", "AWS Copilot", {
    noAuthCommands: ["version", "help", "completion", "docs"],
    noAuthFirst: [...VERSION, "-v"],
  }),
];

/** How a command that is in no table is treated: it always needs credentials. */
export function unlistedTool(name: string): Tool {
  return row(name, name, { noAuthFlags: [], noAuthFirst: [], noAuthAlone: false });
}

/** The tool called `name`, the user's own rows first; undefined when there is none. Faults (78) on a malformed row. */
export function findTool(
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
 * "valueFlags", "profileOptions", "profile": "keep" or "unset"}`, each optional. Faults (78) naming what is wrong.
 */
export function parseToolRow(name: string, value: unknown): Tool {
  if (name === "aws") throw bad(name, "opaws has its own rules for aws");
  if (!/^[\w][\w.+-]*$/.test(name)) throw bad(name, "its name is no plain command");
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw bad(name, "it is not an object");
  }
  const given = value as Readonly<Record<string, unknown>>;
  const known = [
    "title",
    "noAuthCommands",
    "noAuthFlags",
    "valueFlags",
    "profile",
    "profileOptions",
  ];
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
      noAuthFirst: [],
      valueFlags: words("valueFlags"),
      noAuthAlone: false,
    },
    profile,
    profileOptions: words("profileOptions"),
  };
}

function bad(name: string, because: string): UserError {
  return new UserError({
    exit: "refused",
    code: "bad-tool",
    cannot: `use tool ${JSON.stringify(name)} of config.json`,
    because,
    try: "opaws config path",
  });
}
