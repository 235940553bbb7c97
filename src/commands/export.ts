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
import { credentialsForOthers, refuseTerminal } from "./export/export_credentials.ts";
import { appendGithub, githubFile, placeScript } from "./export/export_files.ts";
import {
  EXPORT_FORMATS,
  exportChange,
  type Exported,
  type ExportFormat,
  exportText,
  maskCommands,
} from "./export/export_formats.ts";
import { print } from "../cli/output.ts";
import { processConfig } from "./export/process_config.ts";
import type { CommandContext } from "../cli/context.ts";
import { writeAll } from "../fs/write_all.ts";

const FORMATS = Object.keys(EXPORT_FORMATS) as ExportFormat[];

/** `opaws export`. */
export const exportCommand: Command = declare(
  "export",
  {
    brief: "Prints the credentials that hold here, for other programs.",
    description: `Prefer opaws run, which shows them to one program alone. Formats: ${
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
    format: choiceOption("--format", "FORMAT", FORMATS, "env", "Which form; env unless told."),
    item: option("--item", "ITEM", "The item to use: title, id, or a unique beginning."),
    profile: option("--profile", "PROFILE", "The profile of ~/.aws/config to use."),
    reveal: flag("--reveal", "Print secrets to a terminal too."),
    showConfig: flag(
      "--show-config",
      "With --format process: print the lines to put into ~/.aws/config instead.",
    ),
  }),
  async (options, context) => {
    const { format } = options;
    if (options.showConfig) {
      if (format !== "process") throw notProcess(format);
      return print(...processConfig(context.host, options));
    }
    refuseTerminal(options.reveal, "export credentials", `opaws export --format ${format}`);
    const file = format === "github" ? githubFile(context.host) : null;
    const exported = await credentialsForOthers(context, options);
    if (file !== null) return toGithub(context, exported, file);
    const printed = format === "gitlab"
      ? placeScript(context.host, context.paths, exportChange(exported))
      : exportText(format as Exclude<ExportFormat, "github" | "gitlab">, exported);
    writeAll(Deno.stdout, printed);
  },
);

/** The masks come first: whatever fails afterwards, the values are hidden by then. */
function toGithub(context: CommandContext, exported: Exported, file: string): void {
  writeAll(Deno.stdout, maskCommands(exported));
  appendGithub(context.host, file, exportChange(exported));
}

function notProcess(format: string): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: "show the config",
    because: `--show-config goes with --format process, not with ${format}`,
    try: "opaws export --format process --show-config",
  });
}
