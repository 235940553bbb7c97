import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";

/** Where a token of an OpenID Connect provider comes from that stands for this job. */
export type IdentitySource =
  /** A file, which whoever runs the job keeps fresh. */
  | { readonly kind: "file"; readonly path: string }
  /** The runner of GitHub Actions, asked with its own bearer token. */
  | { readonly kind: "github"; readonly url: string; readonly bearer: string };

/** One AssumeRoleWithWebIdentity, but for its token. */
export interface WebIdentity {
  /** The role to assume. */
  readonly role: string;
  /** The name of the role session. */
  readonly sessionName: string;
  /** Where its token comes from. */
  readonly source: IdentitySource;
  /** For whom the token is to be issued. */
  readonly audience: string;
}

const ROLE = /^arn:(aws[a-z-]*):iam::\d{12}:role\/[\w+=,.@/-]+$/; // API reference, AssumeRoleWithWebIdentity
const NAME_SIGNS = /[^\w+=,.@-]/g;
const LONGEST_NAME = 64;

/**
 * Answers what `--web-identity` means here. The role is `role` (`--role`), else `AWS_ROLE_ARN`; a token in
 * `AWS_WEB_IDENTITY_TOKEN_FILE` goes before the one that GitHub's runner issues, as whoever set it meant it.
 * Faults: 64 no role, or none that is an ARN of one; 66 nothing here issues a token; 78 GitHub's address is not https.
 */
export function webIdentity(
  host: Pick<Host, "env" | "now">,
  wanted: { readonly role?: string; readonly sessionName?: string },
): WebIdentity {
  const role = wanted.role ?? host.env("AWS_ROLE_ARN") ?? "";
  const partition = ROLE.exec(role)?.[1];
  if (partition === undefined) {
    throw new UserError({
      exit: "usage",
      code: "bad-role",
      cannot: "assume a role by web identity",
      because: role === ""
        ? "neither --role nor AWS_ROLE_ARN names one"
        : `${JSON.stringify(role)} is no ARN of a role`,
      try: "opaws run --role arn:aws:iam::123456789012:role/NAME --web-identity -- COMMAND",
    });
  }
  return {
    role,
    sessionName: sessionName(host, wanted.sessionName),
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
      ? "the workflow has no permission for it: permissions: id-token: write"
      : "neither AWS_WEB_IDENTITY_TOKEN_FILE nor ACTIONS_ID_TOKEN_REQUEST_URL is set",
  });
}

/** The name that is wanted, else one that leads back to the job. */
function sessionName(host: Pick<Host, "env" | "now">, wanted: string | undefined): string {
  const run = host.env("GITHUB_RUN_ID") || host.env("CI_JOB_ID") || String(host.now());
  const name = wanted ?? (host.env("AWS_ROLE_SESSION_NAME") || `opaws-${run}`);
  return name.replace(NAME_SIGNS, "-").slice(0, LONGEST_NAME);
}
