import { UserError } from "../errors.ts";

/** When a tool needs no credentials. */
export interface NeedsAuthRule {
  /** Commands that need none, such as `fmt` or `workspace show`. The command is the first argument without a hyphen. */
  readonly noAuthCommands: readonly (string | OfflineCommand)[];
  /** Options that need none, anywhere before `--`. */
  readonly noAuthFlags: readonly string[];
  /** Options that need none before the command. After it they may mean something else (`eksctl ... --version`). */
  readonly noAuthFirst: readonly string[];
  /** Options before the command whose value is the next argument. */
  readonly valueFlags: readonly string[];
  /** Whether a call without a command only prints help. */
  readonly noAuthAlone: boolean;
}

/** A command that needs credentials or not, depending on its options. */
export interface OfflineCommand {
  /** The command, in one word or several: `pipeline init`. */
  readonly command: string;
  /** It needs none only with one of these options. */
  readonly onlyWith?: readonly string[];
  /** It needs none unless it has one of these options. */
  readonly unless?: readonly string[];
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
  /** Where opaws may add `--profile NAME` to the arguments: before the command or after it; null if nowhere. */
  readonly profilePosition: "before" | "after" | null;
  /**
   * The commands that write the profile's name to a file, and so get it in `AWS_PROFILE` in spite of `unset`: always, or
   * only if the Go SDK accepts the profile.
   */
  readonly namingCommands: Readonly<Record<string, "always" | "if-accepted">>;
}

const HELP = ["--help", "-h"];
const VERSION = ["--version"];
const PROFILE = ["--profile"];

function row(
  name: string,
  title: string,
  rule: Partial<NeedsAuthRule>,
  profileOptions: readonly string[] = [],
  profilePosition: Tool["profilePosition"] = profileOptions.length > 0 ? "after" : null,
): Tool {
  const needsAuth = {
    noAuthCommands: [],
    noAuthFlags: HELP,
    noAuthFirst: VERSION,
    valueFlags: [],
    noAuthAlone: true,
    ...rule,
  };
  return {
    name,
    title,
    needsAuth,
    profile: "unset",
    profileOptions,
    profilePosition,
    namingCommands: {},
  };
}

/** The command that completion scripts of cobra call. It must not ask for a password. */
const COBRA_COMPLETION = ["__complete", "__completeNoDesc"];

const HASHICORP: Partial<NeedsAuthRule> = {
  noAuthFlags: [...HELP, "-help"],
  noAuthFirst: [...VERSION, "-version", "-v"],
};

/**
 * Commands that touch neither a backend, nor a module source (`s3::` is one), nor a provider's API. `init` and `get`
 * download modules. `providers`, `providers schema`, `graph`, `show` and `output` open the backend.
 */
// deno-fmt-ignore
const TERRAFORM: readonly string[] = [
  "version", "fmt", "validate", "help", "login", "logout", "metadata functions", "modules",
  "providers lock", "providers mirror", "workspace show",
];

/**
 * The built-in tools. A command that may call AWS, or starts a program that may, needs credentials: `cdk synth` asks STS
 * for the account and looks values up, `sam validate` reads managed policies from IAM, `sam local` passes the credentials
 * to containers, `sam build` runs the project's own build scripts. The sources are next to the cases in
 * `tests/tools/needs_auth_table_test.ts`.
 */
export const TOOLS: readonly Tool[] = [
  {
    name: "aws",
    title: "AWS CLI",
    needsAuth: "aws",
    profile: "keep",
    profileOptions: [],
    profilePosition: "before",
    namingCommands: {},
  },
  row(
    "cdk",
    "AWS CDK",
    {
      // deno-fmt-ignore
      noAuthCommands: [
      "init", "context", "docs", "doc", "doctor", "notices", "acknowledge", "ack", "cli-telemetry",
      "completion", "version", "help",
      { command: "bootstrap", onlyWith: ["--show-template"] },
    ],
      noAuthFlags: [...HELP, ...VERSION],
      // deno-fmt-ignore
      valueFlags: [
      "--app", "-a", "--build", "--context", "-c", "--plugin", "-p", "--output", "-o", "--profile",
      "--region", "--role-arn", "-r", "--proxy", "--ca-bundle-path", "--unstable",
      "--telemetry-file",
    ],
    },
    PROFILE,
    "before",
  ),
  row("sam", "AWS SAM CLI", {
    noAuthCommands: [
      "init",
      "docs",
      "version",
      "help",
      "local generate-event",
      { command: "validate", onlyWith: ["--lint"] },
      { command: "pipeline init", unless: ["--bootstrap"] },
    ],
    noAuthFirst: [...VERSION, "--info"],
    valueFlags: ["--config-file", "--config-env"],
  }, PROFILE),
  {
    ...row("eksctl", "eksctl", {
      noAuthCommands: [
        "version",
        "completion",
        "help",
        "info",
        "utils schema",
        ...COBRA_COMPLETION,
      ],
      valueFlags: ["--color", "-C", "--verbose", "-v"],
    }, [...PROFILE, "-p"]),
    // They write a kubeconfig, in which kubectl's exec plugin finds the name (pkg/utils/kubeconfig). `create cluster`
    // has another purpose, so it goes ahead without.
    namingCommands: {
      "utils write-kubeconfig": "always",
      "create cluster": "if-accepted",
      "enable flux": "if-accepted",
    },
  },
  row("awslogs", "awslogs", { noAuthCommands: ["version", "help"] }, [
    ...PROFILE,
    // It parses its arguments with argparse, which accepts abbreviations.
    ...["--profil", "--profi", "--prof", "--pro", "--pr", "--p"],
  ]),
  row("terraform", "Terraform", { ...HASHICORP, noAuthCommands: TERRAFORM }),
  row("tofu", "OpenTofu", { ...HASHICORP, noAuthCommands: TERRAFORM }),
  row("pulumi", "Pulumi", {
    // State may be in S3 (`pulumi login s3://...`), so every command that opens it needs credentials.
    noAuthCommands: [
      ...["version", "help", "gen-completion", "completion", "logout", ...COBRA_COMPLETION],
      ...["plugin rm", "plugin remove", "plugin delete"],
      { command: "plugin ls", unless: ["--project", "-p"] },
      { command: "plugin list", unless: ["--project", "-p"] },
      { command: "login", onlyWith: ["--local", "-l"] },
    ],
    // deno-fmt-ignore
    valueFlags: [
      "--cwd", "-C", "--color", "--verbose", "-v", "--tracing", "--otel-traces", "--profiling",
      "--memprofilerate",
    ],
  }),
  row("packer", "Packer", {
    ...HASHICORP,
    noAuthCommands: [
      ...["version", "help", "fmt", "fix", "hcl2_upgrade", "init", "plugins"],
      { command: "validate", unless: ["-evaluate-datasources", "--evaluate-datasources"] },
    ],
  }),
  row("copilot", "AWS Copilot", {
    noAuthCommands: ["version", "help", "completion", "docs", ...COBRA_COMPLETION],
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
    profilePosition: null,
    namingCommands: {},
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
