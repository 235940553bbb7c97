import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";

/** Where the OpenID Connect token of this job comes from. */
type IdentitySource =
  /** A file that the CI system keeps up to date. */
  | { readonly kind: "file"; readonly path: string }
  /** The runner of GitHub Actions, which takes its own bearer token. */
  | { readonly kind: "github"; readonly url: string; readonly bearer: string };

/** The arguments of AssumeRoleWithWebIdentity, and where to get the token. */
export interface WebIdentity {
  /** The ARN of the role. */
  readonly role: string;
  /** The name of the role session. */
  readonly sessionName: string;
  /** Where the token comes from. */
  readonly source: IdentitySource;
  /** The audience of the token. */
  readonly audience: string;
}

const ROLE = /^arn:(aws[a-z-]*):iam::\d{12}:role\/[\w+=,.@/-]+$/; // API reference, AssumeRoleWithWebIdentity
const NOT_IN_SESSION_NAME = /[^\w+=,.@-]/g;
const MAX_SESSION_NAME = 64; // characters

/**
 * Returns the role and the token source that `--web-identity` selects. The role is `role` (`--role`), else
 * `AWS_ROLE_ARN`. A token in `AWS_WEB_IDENTITY_TOKEN_FILE`, which someone set on purpose, takes precedence over the one
 * that GitHub's runner issues.
 *
 * @throws UserError (64, usage) without the ARN of a role; (66, not found) if nothing issues a token.
 */
export function webIdentity(
  host: Pick<Host, "env" | "now">,
  options: { readonly role?: string | undefined; readonly sessionName?: string | undefined },
): WebIdentity {
  const role = options.role ?? host.env("AWS_ROLE_ARN") ?? "";
  const partition = ROLE.exec(role)?.[1];
  if (partition === undefined) {
    throw new UserError({
      exit: "usage",
      code: "bad-role",
      cannot: "assume a role by web identity",
      because: role === ""
        ? "neither --role nor AWS_ROLE_ARN names one"
        : `${JSON.stringify(role)} is not the ARN of a role`,
      try: "opaws run --role arn:aws:iam::123456789012:role/NAME --web-identity -- COMMAND",
    });
  }
  return {
    role,
    sessionName: sessionName(host, options.sessionName),
    source: identitySource(host),
    audience: partition === "aws-cn" ? "sts.amazonaws.com.cn" : "sts.amazonaws.com",
  };
}

function identitySource(host: Pick<Host, "env">): IdentitySource {
  const path = host.env("AWS_WEB_IDENTITY_TOKEN_FILE");
  if (path) return { kind: "file", path };
  const url = host.env("ACTIONS_ID_TOKEN_REQUEST_URL");
  const bearer = host.env("ACTIONS_ID_TOKEN_REQUEST_TOKEN");
  if (url && bearer) return { kind: "github", url, bearer };
  throw new UserError({
    exit: "notFound",
    code: "no-web-identity",
    cannot: "assume a role by web identity",
    because: host.env("GITHUB_ACTIONS")
      ? 'the workflow lacks the permission "id-token: write"'
      : "neither AWS_WEB_IDENTITY_TOKEN_FILE nor ACTIONS_ID_TOKEN_REQUEST_URL is set",
  });
}

/** Returns the requested session name, else one that identifies the job. */
function sessionName(host: Pick<Host, "env" | "now">, requested: string | undefined): string {
  const run = host.env("GITHUB_RUN_ID") || host.env("CI_JOB_ID") || String(host.now());
  const name = requested ?? (host.env("AWS_ROLE_SESSION_NAME") || `opaws-${run}`);
  return name.replace(NOT_IN_SESSION_NAME, "-").slice(0, MAX_SESSION_NAME);
}
