import { writeAtomic } from "../fs/atomic_write.ts";
import { ensurePrivateFolder } from "../fs/private_folder.ts";
import { UserError } from "../errors.ts";
import { hookedTools, isHookable } from "../shell/hooked_tools.ts";
import { batchShimText, pathLine, shimFile, shimText } from "../shell/shim.ts";
import { detectShell } from "../shell/startup_file.ts";
import {
  argumentList,
  type Command,
  declare,
  group,
  jsonFlag,
  parameters,
} from "../cli/declare.ts";
import { printAnswer } from "../cli/output.ts";
import { selfCommandForShell } from "../exec/self_command.ts";
import { readScopeTree } from "../scope/scope_tree.ts";
import { listShims, realProgram, shimFolder, shimFolders } from "../exec/shims.ts";
import type { CommandContext } from "../cli/context.ts";

const EXECUTABLE = 0o755;

const install = declare(
  "install",
  {
    brief: "Puts shims into a folder, so that scripts, Makefiles and editors get credentials too.",
    description:
      "A shim is a small executable that stands for a tool on PATH and calls opaws run. Without TOOL: aws and every tool that something is bound to. It prints the line that puts the folder on your PATH.",
    examples: ["opaws shim install", "opaws shim install aws cdk terraform"],
  },
  parameters({ json: jsonFlag, tools: argumentList("TOOL", "Which tools.") }),
  (options, context) => {
    const tools = options.tools.length > 0 ? options.tools : hookedTools(
      readScopeTree(context.paths, context.config(), context.terminal),
    );
    for (const tool of tools) checkName(tool);
    const folder = shimFolder(context.paths);
    ensurePrivateFolder(folder);
    const program = absolute(context, selfCommandForShell(context.host));
    for (const tool of tools) {
      const { platform } = context.host;
      const text = platform === "windows" ? batchShimText(program, tool) : shimText(program, tool);
      const path = `${folder}/${shimFile(tool, platform)}`;
      writeAtomic(context.host, path, new TextEncoder().encode(text), EXECUTABLE);
      // The umask took its bits from the new file; Windows knows none.
      if (platform !== "windows") Deno.chmodSync(path, EXECUTABLE);
    }
    const line = pathLine(detectShell(context.host), folder);
    const onPath = isOnPath(context);
    printAnswer(options.json, { folder, installed: tools, onPath, line }, () => [
      `In ${folder}: ${tools.join(", ")}.`,
      ...(onPath ? [] : ["Put it first on your PATH, in your shell's startup file:", `  ${line}`]),
    ]);
  },
);

const remove = declare(
  "remove",
  {
    brief: "Takes shims away: those named, or all.",
    examples: ["opaws shim remove", "opaws shim remove terraform"],
  },
  parameters({ json: jsonFlag, tools: argumentList("TOOL", "Which tools.") }),
  (options, context) => {
    const there = listShims(context.paths);
    const stranger = options.tools.find((tool) => !there.includes(tool));
    if (stranger !== undefined) {
      throw new UserError({
        exit: "notFound",
        code: "no-shim",
        cannot: `remove the shim of ${JSON.stringify(stranger)}`,
        because: "there is none",
        try: "opaws shim list",
      });
    }
    const gone = options.tools.length > 0 ? options.tools : there;
    for (const tool of gone) {
      Deno.removeSync(`${shimFolder(context.paths)}/${shimFile(tool, context.host.platform)}`);
    }
    printAnswer(options.json, { removed: gone }, () => [
      gone.length === 0 ? "There are no shims." : `Removed: ${gone.join(", ")}.`,
    ]);
  },
);

const list = declare(
  "list",
  { brief: "Lists the shims that are installed.", examples: ["opaws shim list"] },
  parameters({ json: jsonFlag }),
  (options, context) => {
    const tools = listShims(context.paths);
    const folder = shimFolder(context.paths);
    const onPath = isOnPath(context);
    printAnswer(options.json, { folder, tools, onPath }, () => [
      ...(tools.length === 0 ? ["There are no shims."] : tools),
      ...(tools.length > 0 && !onPath ? [`${folder} is not on your PATH.`] : []),
    ]);
  },
);

/** `opaws shim`. */
export const shims: Command = group(
  "shim",
  {
    brief: "Shims: executables that stand for tools, without a shell.",
    description: "Shims: executables that stand for tools, for what calls them without a shell.",
  },
  [install, remove, list],
);

function isOnPath(context: CommandContext): boolean {
  const folders = shimFolders(context.paths);
  return (context.host.env("PATH") ?? "").split(":")
    .some((entry) => folders.includes(entry.replace(/(.)\/+$/, "$1")));
}

/** What calls a tool without a shell may have another PATH, so a shim has the path of the program. */
function absolute(context: CommandContext, program: readonly string[]): readonly string[] {
  if (program[0] !== "opaws") return program;
  return [
    realProgram(context.host, context.paths, "opaws"),
    ...program.slice(1),
  ];
}

function checkName(tool: string): void {
  if (isHookable(tool)) return;
  throw new UserError({
    exit: "usage",
    code: "bad-tool",
    cannot: `make a shim for ${JSON.stringify(tool)}`,
    because: "it is no plain name of a command",
    try: "opaws shim install aws",
  });
}
