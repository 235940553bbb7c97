import { processCredentials } from "../../credentials/process_credentials.ts";
import { provision } from "../../credentials/provision.ts";
import type { Credentials } from "../../aws/credentials.ts";
import type { ExportChange } from "../../shell/export_change.ts";
import { dockerLines, dotenvLines } from "../../shell/export_dotenv.ts";
import { maskCommand } from "../../shell/export_github.ts";
import { exportLines } from "../../shell/export_lines.ts";

/** What `opaws export --format` knows, and for whom each is. */
export const EXPORT_FORMATS = {
  env: "sh, bash, zsh: to be evaluated",
  fish: "fish: to be evaluated",
  pwsh: "PowerShell: to be evaluated",
  dotenv: "a dotenv file",
  json: "JSON, null for what is to be unset",
  process: "what a credential_process prints",
  github: "masks in the log, variables in $GITHUB_ENV",
  gitlab: "sh: to be evaluated, without a trace under set -x",
  docker: "docker run --env-file",
} as const;

/** One of {@linkcode EXPORT_FORMATS}. */
export type ExportFormat = keyof typeof EXPORT_FORMATS;

/** What is exported. */
export interface Exported {
  /** The credentials. */
  readonly credentials: Credentials;
  /** The region; null when nobody names one. */
  readonly region: string | null;
}

/** The variables that `exported` comes to, for any tool: without the name of a profile, which some prefer to keys. */
export function exportChange({ credentials, region }: Exported): ExportChange {
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

/** What is printed for the formats that only print. Faults (65) on a value that the format cannot hold. */
export function exportText(
  format: Exclude<ExportFormat, "github" | "gitlab">,
  exported: Exported,
): string {
  const change = exportChange(exported);
  switch (format) {
    case "env":
      return exportLines("posix", change);
    case "fish":
    case "pwsh":
      return exportLines(format, change);
    case "dotenv":
      return dotenvLines(change);
    case "docker":
      return dockerLines(change);
    case "json": {
      const unset = Object.fromEntries(change.unset.map((name) => [name, null]));
      return `${JSON.stringify({ ...change.set, ...unset }, null, 2)}\n`;
    }
    case "process":
      return processCredentials(exported.credentials);
  }
}

/** The mask commands for what of `exported` is nobody's to read; the region is, and would blank out half of a log. */
export function maskCommands({ credentials }: Exported): string {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const values = [accessKeyId, secretAccessKey.reveal(), sessionToken?.reveal()];
  return values.filter((value) => value !== undefined).map(maskCommand).join("");
}
