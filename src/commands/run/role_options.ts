import { option, type Parameter } from "../../cli/declare.ts";
import { UserError } from "../../errors.ts";

/** The ARN of a role in any partition (API reference, AssumeRole). A name may have a path. */
const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;
const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/; // API reference, AssumeRole

/** The parameters that name a role. */
export const roleOptions: {
  readonly role: Parameter<string | undefined>;
  readonly externalId: Parameter<string | undefined>;
} = {
  role: option(
    "--role",
    "ROLE",
    "The role to assume with the item or the profile. With --sso its name.",
  ),
  externalId: option("--external-id", "ID", "The external id that the role asks for."),
};

/**
 * Checks the options about a role.
 *
 * @throws UserError (64) if `--role` is not the ARN of a role, or `--external-id` cannot be used; `example` is its `try:`.
 */
export function checkRole(
  { role, externalId, webIdentity = false }: {
    readonly role?: string | undefined;
    readonly externalId?: string | undefined;
    readonly webIdentity?: boolean | undefined;
  },
  example: string,
): void {
  // webIdentity() checks the role itself, because AWS_ROLE_ARN may name it too.
  if (role !== undefined && !webIdentity && !ROLE.test(role)) {
    throw wrong("--role", `${JSON.stringify(role)} is not the ARN of a role`, example);
  }
  if (externalId === undefined) return;
  if (webIdentity) throw wrong("--external-id", "web identity has none", example);
  if (role === undefined) throw wrong("--external-id", "it belongs to --role", example);
  if (!EXTERNAL_ID.test(externalId)) {
    const rule = "an external id has 2 to 1224 letters, digits and characters of +=,.@:/-_";
    throw wrong("--external-id", rule, example);
  }
}

function wrong(name: string, because: string, example: string): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: `use ${name}`,
    because,
    try: example,
  });
}
