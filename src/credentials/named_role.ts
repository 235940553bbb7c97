import type { RoleConfig } from "../aws/config/role_config.ts";
import type { RequestOptions } from "./request.ts";

/** Returns the role that the command line names, as an array; `mfa` is how the credentials before it are protected. */
export function namedRole(
  { role, externalId }: RequestOptions,
  { mfaSerial, mfaProcess }: {
    readonly mfaSerial?: string | undefined;
    readonly mfaProcess?: string | undefined;
  },
): RoleConfig[] {
  if (role === undefined) return [];
  return [{
    profile: null,
    role,
    ...(externalId !== undefined && { externalId }),
    ...(mfaSerial !== undefined && { mfaSerial }),
    ...(mfaProcess !== undefined && { mfaProcess }),
  }];
}
