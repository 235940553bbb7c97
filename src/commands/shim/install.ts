import { argumentList, type Command, declare, jsonFlag, parameters } from "../../cli/declare.ts";
import { printExactAnswer, withTilde } from "../../cli/output.ts";
import { UserError } from "../../errors.ts";
import { selfCommandWithPath } from "../../exec/self_command.ts";
import { isShimFolderOnPath, shimFolder } from "../../exec/shims.ts";
import { writeAtomic } from "../../fs/atomic_write.ts";
import { ensurePrivateFolder } from "../../fs/private_folder.ts";
import { readScopeTree } from "../../scope/scope_tree.ts";
import { hookedTools, isHookable } from "../../shell/hooked_tools.ts";
import { batchShimText, pathLine, shimFile, shimText } from "../../shell/shim.ts";
import { detectShell } from "../../shell/startup_file.ts";
import { joinPath } from "../../fs/path.ts";

const EXECUTABLE = 0o755;

/** `opaws shim install`. */
export const command: Command = declare(
  {
    description:
      "A shim is a small executable that comes before the tool on PATH and calls opaws run. Without TOOL, installs one for aws and one for every tool that has a binding. Prints the line that puts the folder of the shims on your PATH.",
    examples: ["opaws shim install", "opaws shim install aws cdk terraform"],
  },
  parameters({ json: jsonFlag, tools: argumentList("TOOL", "Which tools.") }),
  (options, context) => {
    const { host, paths } = context;
    const tools = options.tools.length > 0
      ? options.tools
      : hookedTools(readScopeTree(paths, context.config(), context.terminal, null));
    for (const tool of tools) checkName(tool);
    const folder = shimFolder(paths);
    ensurePrivateFolder(folder);
    const program = selfCommandWithPath(host);
    for (const tool of tools) {
      const text = host.platform === "windows"
        ? batchShimText(program, tool)
        : shimText(program, tool);
      const path = joinPath(folder, shimFile(tool, host.platform));
      writeAtomic(host, path, new TextEncoder().encode(text), EXECUTABLE);
      // The umask removed bits from the new file's mode. Windows has no mode.
      if (host.platform !== "windows") Deno.chmodSync(path, EXECUTABLE);
    }
    const line = pathLine(detectShell(host), folder);
    const onPath = isShimFolderOnPath(host, paths);
    printExactAnswer(options.json, { folder, installed: tools, onPath, line }, () => [
      `Installed in ${withTilde(folder)}: ${tools.join(", ")}.`,
      ...(onPath ? [] : ["Put it first on your PATH, in your shell's startup file:", `  ${line}`]),
    ]);
  },
);

function checkName(tool: string): void {
  if (isHookable(tool)) return;
  throw new UserError({
    exit: "usage",
    code: "bad-tool",
    cannot: `install a shim for ${JSON.stringify(tool)}`,
    because: "it is not a plain command name",
    try: "opaws shim install aws",
  });
}
