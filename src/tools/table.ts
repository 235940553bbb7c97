import { UserError } from "../errors.ts";

/** When a tool needs no credentials. */
export interface NeedsAuthRule {
  /** Commands that need none. The first argument that is not an option is the command. */
  readonly noAuthCommands: readonly string[];
  /** Options that need none, anywhere before `--`. */
  readonly noAuthFlags: readonly string[];
  /** Options that need none before the command. After it they may mean something else (`eksctl ... --version`). */
  readonly noAuthFirst: readonly string[];
  /** Options before the command whose value is the next argument. */
  readonly valueFlags: readonly string[];
  /** Whether a call without a command only prints help. */
  readonly noAuthAlone: boolean;
}

/** A program that needs AWS credentials. */
export interface Tool {
  /** The command. */
  readonly name: string;
  /** The name for people. */
  readonly title: string;
  /** `aws` for the rules of the AWS CLI, else a rule. */
  readonly needsAuth: "aws" | NeedsAuthRule;
  /** `keep` passes the profile in `AWS_PROFILE`. `unset` does not: the SDK would prefer the profile's credentials. */
  readonly profile: "keep" | "unset";
  /** The options that name a profile. Those of aws have rules of their own (`takeAwsProfileOption`). */
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

/** The built-in tools. */
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

/** Returns the tool for a command that is not in the table: it always needs credentials. */
export function unlistedTool(name: string): Tool {
  return row(name, name, { noAuthFlags: [], noAuthFirst: [], noAuthAlone: false });
}

/**
 * Returns the tool called `name`, from the user's own rows first; undefined if there is none.
 *
 * @throws UserError (78, refused) if the user's row is malformed.
 */
export function findTool(
  name: string,
  own: Readonly<Record<string, unknown>> = {},
): Tool | undefined {
  return Object.hasOwn(own, name)
    ? parseToolRow(name, own[name])
    : TOOLS.find((tool) => tool.name === name);
}

/** Returns the names of all tools, the user's own last. */
export function toolNames(own: Readonly<Record<string, unknown>> = {}): string[] {
  return [...new Set([...TOOLS.map((tool) => tool.name), ...Object.keys(own)])];
}

/**
 * Parses a row that the user added under `tools` in `config.json`: `{"title", "noAuthCommands", "noAuthFlags",
 * "valueFlags", "profileOptions", "profile": "keep" or "unset"}`, each optional.
 *
 * @throws UserError (78, refused) if the row is malformed.
 */
export function parseToolRow(name: string, value: unknown): Tool {
  if (name === "aws") throw bad(name, "opaws has its own rules for aws");
  if (!/^[\w][\w.+-]*$/.test(name)) throw bad(name, "its name is not a plain command");
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw bad(name, "it is not an object");
  }
  const row = value as Readonly<Record<string, unknown>>;
  const known = [
    "title",
    "noAuthCommands",
    "noAuthFlags",
    "valueFlags",
    "profile",
    "profileOptions",
  ];
  const unknown = Object.keys(row).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw bad(name, `it has an unknown member ${JSON.stringify(unknown)}`);
  }
  const strings = (key: string): readonly string[] => {
    const list = row[key] ?? [];
    if (Array.isArray(list) && list.every((each) => typeof each === "string")) return list;
    throw bad(name, `${key} is not a list of strings`);
  };
  const { title = name, profile = "unset" } = row;
  if (typeof title !== "string") throw bad(name, "title is not a string");
  if (profile !== "keep" && profile !== "unset") {
    throw bad(name, 'profile is not "keep" or "unset"');
  }
  return {
    name,
    title,
    needsAuth: {
      noAuthCommands: strings("noAuthCommands"),
      noAuthFlags: strings("noAuthFlags"),
      noAuthFirst: [],
      valueFlags: strings("valueFlags"),
      noAuthAlone: false,
    },
    profile,
    profileOptions: strings("profileOptions"),
  };
}

function bad(name: string, because: string): UserError {
  return new UserError({
    exit: "refused",
    code: "bad-tool",
    cannot: `use tool ${JSON.stringify(name)} from config.json`,
    because,
    try: "opaws config path",
  });
}
