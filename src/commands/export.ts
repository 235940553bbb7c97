import type { ProvidedCredentials } from "../credentials/context.ts";
import { UserError } from "../errors.ts";
import {
  choiceOption,
  type Command,
  declare,
  flag,
  option,
  parameters,
  vaultOption,
} from "../cli/declare.ts";
import { print } from "../cli/output.ts";
import type { CommandContext } from "../cli/context.ts";
import { writeAll } from "../fs/write_all.ts";
import { EXPORT_FORMATS, type ExportFormat, formatExport } from "../shell/export_format.ts";
import { exportedCredentials, maskCommands, refuseTerminal } from "./export/export_credentials.ts";
import { exportChange } from "./export/export_change.ts";
import { processCredentials } from "./export/process_credentials.ts";
import { appendGithub, githubFile, writeScript } from "./export/export_files.ts";
import { processConfig, ssoWords } from "./export/process_config.ts";
import { optionWords } from "../quote.ts";
import { onlySsoRole, ssoOptions, ssoRoleOption } from "./run/sso_options.ts";

/** The format for the usual shell of this system. */
const DEFAULT_FORMAT: ExportFormat = Deno.build.os === "windows" ? "pwsh" : "env";
/** The formats for files. Their variables do not reach a shell in which a later opaws would see them. */
const FILE_FORMATS: readonly ExportFormat[] = ["dotenv", "json", "docker"];
const FORMATS = Object.keys(EXPORT_FORMATS) as ExportFormat[];

/** `opaws export`. */
export const command: Command = declare(
  {
    description: `Prefer opaws run, which gives them to one program only. Formats: ${
      FORMATS.map((name) => `${name} (${EXPORT_FORMATS[name]})`).join("; ")
    }.`,
    examples: [
      'eval "$(opaws export)"',
      "opaws export --format fish | source",
      "docker run --env-file <(opaws export --format docker) IMAGE",
      "opaws export --format process --profile prod --show-config",
    ],
  },
  parameters({
    vault: vaultOption,
    format: choiceOption(
      "--format",
      "FORMAT",
      FORMATS,
      DEFAULT_FORMAT,
      "The format; env by default, on Windows pwsh.",
    ),
    item: option("--item", "ITEM", "The item to use: title, id, or a unique beginning."),
    profile: option("--profile", "PROFILE", "The profile of ~/.aws/config to use."),
    ...ssoOptions,
    role: ssoRoleOption,
    reveal: flag("--reveal", "Print secrets even to a terminal."),
    showConfig: flag(
      "--show-config",
      "With --format process: print the lines for ~/.aws/config instead.",
    ),
  }),
  async (options, context) => {
    const { format, item, vault, profile } = options;
    const sso = onlySsoRole(options, "opaws export --sso SESSION --account ID --role NAME");
    const requested = { item, vault, profile, sso };
    if (options.showConfig) {
      if (format !== "process") throw notProcess(format);
      return print(...processConfig(context.host, requested));
    }
    const named = { "--item": item, "--vault": vault, "--profile": profile, ...ssoWords(sso) };
    const words = { "--format": format, ...named };
    refuseTerminal(options.reveal, "export credentials", `opaws export${optionWords(words)}`);
    const file = format === "github" ? githubFile(context.host) : null;
    const exported = await exportedCredentials(context, requested);
    if (file !== null) return exportToGithub(context, exported, file);
    writeAll(Deno.stdout, printed(context, format as Exclude<ExportFormat, "github">, exported));
  },
);

function printed(
  context: CommandContext,
  format: Exclude<ExportFormat, "github">,
  exported: ProvidedCredentials,
): string {
  if (format === "process") return processCredentials(exported.credentials);
  const change = exportChange(exported, context.host, !FILE_FORMATS.includes(format));
  return format === "gitlab"
    ? writeScript(context.host, context.paths, change)
    : formatExport(format, change);
}

/** Masks the values first, so that they stay hidden even if a later step fails. */
function exportToGithub(
  context: CommandContext,
  exported: ProvidedCredentials,
  file: string,
): void {
  writeAll(Deno.stdout, maskCommands(exported));
  appendGithub(context.host, file, exportChange(exported, context.host, true));
}

function notProcess(format: string): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: "show the config",
    because: `--show-config needs --format process, not ${format}`,
    try: "opaws export --format process --show-config",
  });
}
