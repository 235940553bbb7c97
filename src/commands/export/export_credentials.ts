import type { Credentials } from "../../aws/credentials.ts";
import { report } from "../../cli/output.ts";
import type { CommandContext } from "../../cli/context.ts";
import { getCredentials } from "../../credentials/get_credentials.ts";
import { provision } from "../../credentials/provision.ts";
import { UserError } from "../../errors.ts";
import { maskCommand } from "../../shell/export_format.ts";
import type { ExportChange } from "../../shell/export_script.ts";

/** The options that `export` and `credential-process` share with `opaws run`. */
export interface ExportOptions {
  /** `--item`. */
  readonly item: string | undefined;
  /** `--vault`. */
  readonly vault: string | undefined;
  /** `--profile`. */
  readonly profile: string | undefined;
}

/** Credentials for a program that opaws does not start. */
export interface ExportedCredentials {
  /** The credentials. */
  readonly credentials: Credentials;
  /** The region; null if nothing names one. */
  readonly region: string | null;
}

/**
 * Returns the credentials that `opaws run -- aws` would use.
 *
 * @throws UserError (78) if they are left to the tool, because then there is nothing to print; and as
 * `getCredentials` does.
 */
export async function exportedCredentials(
  context: CommandContext,
  options: ExportOptions,
): Promise<ExportedCredentials> {
  const result = await getCredentials({
    host: context.host,
    paths: context.paths,
    config: context.config(),
    terminal: context.terminal,
    tool: "aws",
    profileFlag: undefined,
    wanted: {
      ...(options.item === undefined ? {} : { item: options.item }),
      ...(options.vault === undefined ? {} : { vault: options.vault }),
      ...(options.profile === undefined ? {} : { profile: options.profile }),
      noSession: false,
    },
    report,
  });
  if (result.kind === "given") return result;
  throw new UserError({
    exit: "refused",
    code: "left-to-tool",
    cannot: result.profile === null
      ? "export credentials"
      : `export credentials of profile ${JSON.stringify(result.profile)}`,
    because: `${result.why}, which opaws leaves to the tool`,
    try: "opaws which aws",
  });
}

/**
 * Refuses to print secrets to a terminal, where they stay in its scrollback, unless `reveal` is set.
 *
 * @throws UserError (78).
 */
export function refuseTerminal(reveal: boolean, cannot: string, command: string): void {
  if (reveal || !Deno.stdout.isTerminal()) return;
  throw new UserError({
    exit: "refused",
    code: "terminal",
    cannot,
    because: "standard output is a terminal, which would show the secrets",
    try: `${command} --reveal`,
  });
}

/** Returns the variables to export. The profile's name is not among them: some tools prefer it to the keys. */
export function exportChange({ credentials, region }: ExportedCredentials): ExportChange {
  const { set, unset } = provision({
    credentials,
    region,
    profile: null,
    profileTreatment: "unset",
  });
  const plain = Object.entries(set).map(([name, value]) =>
    [name, typeof value === "string" ? value : value.reveal()] as const
  );
  return { set: Object.fromEntries(plain), unset };
}

/** Returns the commands that mask the credentials in a workflow's log. The region is public, and masking it would blank out half the log. */
export function maskCommands({ credentials }: ExportedCredentials): string {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const values = [accessKeyId, secretAccessKey.reveal(), sessionToken?.reveal()];
  return values.filter((value) => value !== undefined).map(maskCommand).join("");
}

/**
 * Returns what a `credential_process` prints: JSON, version 1, with `Expiration` for sessions. Source: AWS SDKs and Tools
 * Reference Guide, "Process credential provider".
 */
export function processCredentials(credentials: Credentials): string {
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = credentials;
  return `${
    JSON.stringify({
      Version: 1,
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey.reveal(),
      ...(sessionToken && { SessionToken: sessionToken.reveal() }),
      ...(expiresAt !== undefined && { Expiration: new Date(expiresAt).toISOString() }),
    })
  }\n`;
}
