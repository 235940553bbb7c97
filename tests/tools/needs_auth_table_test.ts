import assert from "node:assert/strict";
import { needsAuth } from "../../src/tools/needs_auth.ts";
import { findTool, TOOLS } from "../../src/tools/table.ts";

interface Commands {
  readonly tool: string;
  /** Where it says, or what shows, which commands call AWS. */
  readonly source: string;
  /** Commands that may call AWS, or start a program that may. */
  readonly withKeys: readonly string[];
  readonly withoutKeys: readonly string[];
}

const CASES: readonly Commands[] = [
  {
    tool: "aws",
    source: "awscli/customizations/configure/*.py, codecommit.py, cloudfront.py of 1.45.11 and " +
      "2.9.19; mfalogin.py of 2.31; operations with authtype none in botocore's data",
    withKeys: [
      "s3 ls",
      "s3 presign s3://b/k",
      "eks update-kubeconfig --name c",
      "ecr get-login-password",
      "rds generate-db-auth-token --hostname h --port 1 --username u",
      "configure export-credentials",
      "configure mfa-login",
      "codecommit credential-helper get",
      "cloudfront list-distributions",
      "sts assume-role --role-arn a --role-session-name n",
      "sso-admin list-instances",
      "sso-oidc create-token-with-iam",
      "iam create-user --cli-input-json {}",
    ],
    withoutKeys: [
      "configure",
      "configure list",
      "configure list-profiles",
      "configure get region",
      "configure set region eu-west-1",
      "configure sso",
      "configure sso-session",
      "configure import --csv file://x",
      "configure mfa-login help",
      "sso login",
      "sso logout",
      "sso get-role-credentials --role-name r",
      "login",
      "logout",
      "history list",
      "s3 cp help",
      "ec2 run-instances --generate-cli-skeleton",
      "s3 ls s3://b --no-sign-request",
      "cloudfront sign --url u --key-pair-id k --private-key file://p",
      "codecommit credential-helper store",
      "codecommit credential-helper erase",
      "sts assume-role-with-web-identity --role-arn a",
      "--region us-east-1 sts assume-role-with-saml --role-arn a",
      "sso-oidc register-client --client-name n --client-type public",
    ],
  },
  {
    tool: "cdk",
    source:
      "aws-cdk 2.1148.1, lib/cli/cli.js, main(): each case; CloudExecutable.synthesize asks " +
      "for the default account",
    withKeys: [
      ...["synth", "synthesize", "list", "ls", "diff", "deploy", "watch", "destroy", "import"],
      ...["bootstrap", "bootstrap aws://1/r --show-template=false", "gc", "rollback", "drift"],
      ...["metadata S", "flags", "refactor", "migrate --from-stack --stack-name s", "explore"],
      ...[
        "publish-assets",
        "orphan",
        "validate",
        "diagnose",
        "deploy init",
        "--region init deploy",
      ],
    ],
    withoutKeys: [
      ...[
        "init app",
        "init app --language typescript",
        "context",
        "context --clear",
        "docs",
        "doc",
      ],
      ...["doctor", "notices", "acknowledge 1", "ack 1", "cli-telemetry --status", "version"],
      ...["bootstrap --show-template", "--app x bootstrap --show-template", "deploy --help"],
      ...["--version", "", "-h", "completion", "help"],
    ],
  },
  {
    tool: "sam",
    source:
      "samcli 1.170.0, requires_credentials of each command, and commands/validate/validate.py " +
      "(IAM without --lint), commands/local (credentials for containers)",
    withKeys: [
      ...["validate", "validate -t t.yaml", "validate --debug", "local invoke", "local start-api"],
      ...["local start-lambda", "--debug local invoke", "build", "build --use-container"],
      ...["build --hook-name terraform", "package", "deploy", "deploy --guided", "sync", "delete"],
      ...["publish", "logs", "traces", "remote invoke", "list resources", "list stack-outputs"],
      ...["pipeline bootstrap", "pipeline init --bootstrap", "deploy --stack-name docs"],
      ...["--config-env docs deploy", "-- docs"],
    ],
    withoutKeys: [
      ...["init", "init --name a --runtime python3.13", "docs", "--info", "--version", ""],
      ...["validate --lint", "validate -t t.yaml --lint", "local generate-event s3 put"],
      ...["pipeline init", "deploy --help", "local invoke -h", "version", "help"],
    ],
  },
  {
    tool: "eksctl",
    source:
      "eksctl 0.215.0, pkg/ctl: each command that makes a ClusterProvider (GetCallerIdentity)",
    withKeys: [
      ...["create cluster", "create cluster --dry-run", "get cluster", "delete cluster --name c"],
      ...[
        "utils write-kubeconfig --cluster c",
        "utils describe-stacks",
        "utils associate-iam-oidc-provider",
      ],
      ...["set labels --version", "-v 4 get cluster", "anywhere create cluster", "mcp"],
    ],
    withoutKeys: [
      ...["version", "version -o json", "info", "completion bash", "help create", "utils schema"],
      ...["create cluster --help", "--version", "", "-C false version", "__complete get "],
    ],
  },
  {
    tool: "awslogs",
    source: "awslogs/bin.py: get, groups and streams",
    withKeys: ["get group", "get group ALL --watch", "groups", "streams group"],
    withoutKeys: ["--version", "", "get --help", "-h", "version", "help"],
  },
  ...["terraform", "tofu"].map((tool) => ({
    tool,
    source: "internal/command/*.go of Terraform 1.13.3 and OpenTofu 1.12.6: calls of Backend(), " +
      "and `terraform validate -help`",
    withKeys: [
      ...[
        "init",
        "init -backend=false",
        "get",
        "plan",
        "apply",
        "destroy",
        "refresh",
        "import a b",
      ],
      ...[
        "console",
        "graph",
        "output",
        "show",
        "show plan.out",
        "providers",
        "providers schema -json",
      ],
      ...[
        "state list",
        "state pull",
        "workspace list",
        "workspace new x",
        "force-unlock 1",
        "test",
      ],
      ...["taint a", "untaint a", "plan version", "-chdir=validate plan", "apply -- -help"],
    ],
    withoutKeys: [
      ...["fmt", "fmt -check -recursive", "validate", "validate -json", "-chdir=x validate"],
      ...["version", "version -json", "-version", "--version", "-v", "help plan", "plan -help"],
      ...["login", "logout", "metadata functions -json", "modules -json", "workspace show"],
      ...["providers lock -platform=linux_amd64", "providers mirror dir", "", "-help"],
    ],
  })),
  {
    tool: "pulumi",
    source: "pulumi 3.276.0, cmd/pulumi: state may be in S3 and secrets in KMS " +
      "(pulumi.com/docs/iac/concepts/state-and-backends)",
    withKeys: [
      ...["preview", "up", "refresh", "destroy", "import", "stack ls", "stack output", "config"],
      ...[
        "config set a b",
        "state delete u",
        "new",
        "login",
        "login s3://bucket",
        "whoami",
        "about",
      ],
      ...["logs", "cancel", "watch", "plugin ls --project", "plugin run x", "-C version up"],
    ],
    withoutKeys: [
      ...["version", "help up", "gen-completion bash", "completion zsh", "logout", "login --local"],
      ...["plugin ls", "plugin list", "plugin rm --all", "up --help", "--version", ""],
      ...["--otel-traces up version", "__complete up "],
    ],
  },
  {
    tool: "packer",
    source:
      "packer 1.14, command/*.go: SkipDatasourcesExecution; hashicorp/packer#7032: validate " +
      "must work without credentials",
    withKeys: [
      ...["build t.pkr.hcl", "validate -evaluate-datasources .", "inspect .", "console ."],
      ...["validate --evaluate-datasources=true ."],
    ],
    withoutKeys: [
      ...[
        "validate .",
        "validate -syntax-only .",
        "validate -evaluate-datasources=false .",
        "fmt .",
      ],
      ...["fix t.json", "hcl2_upgrade t.json", "init .", "plugins installed", "plugins required ."],
      ...["version", "-v", "--version", "help build", "build -help", ""],
    ],
  },
  {
    tool: "copilot",
    source:
      "aws.github.io/copilot-cli/docs/commands, internal/pkg/cli: every other command opens " +
      "the SSM store",
    withKeys: [
      ...[
        "init",
        "app init",
        "app ls",
        "env init --profile p",
        "env deploy",
        "svc init",
        "svc deploy",
      ],
      ...["svc package", "svc override", "job run", "task run", "pipeline status", "run local"],
    ],
    withoutKeys: [
      ...["version", "docs", "completion bash", "help", "svc deploy --help", "--version", "-v", ""],
      ...["__complete svc "],
    ],
  },
];

Deno.test("the table's rules cover every built-in tool", () => {
  assert.deepEqual(
    CASES.map(({ tool }) => tool).toSorted(),
    TOOLS.map(({ name }) => name).toSorted(),
  );
});

for (const { tool, source, withKeys, withoutKeys } of CASES) {
  Deno.test(`needsAuth() of ${tool} is as its source says`, () => {
    const check = (lines: readonly string[], needs: boolean): void => {
      for (const line of lines) {
        const args = line === "" ? [] : line.split(" ");
        assert.equal(needsAuth(findTool(tool)!, args), needs, `${tool} ${line} (${source})`);
      }
    };
    check(withKeys, true);
    check(withoutKeys, false);
  });
}
