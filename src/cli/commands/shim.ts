import { writeAtomic } from "../../disk/atomic_write.ts";
import { ensurePrivateFolder } from "../../disk/folder.ts";
import { Fault } from "../../fault.ts";
import { hookTools, isHookable } from "../../shell/hook_tools.ts";
import { batchShimText, pathLine, shimFile, shimText } from "../../shell/shim.ts";
import { detectShell } from "../../shell/startup_file.ts";
import { type Command, declare, group, json, object, words } from "../declare.ts";
import { answer } from "../output/output.ts";
import { ownProgram } from "../setup/own_program.ts";
import { scopeTree } from "../scope_tree.ts";
import { listShims } from "../setup/list_shims.ts";
import { realProgram, shimFolder, shimFolders } from "../setup/shims.ts";
import type { Workplace } from "../workplace.ts";

const EXECUTABLE = 0o755;

const install = declare(
  "install",
  {
    brief: "Puts shims into a folder, so that scripts, Makefiles and editors get credentials too.",
    description:
      "A shim is a small executable that stands for a tool on PATH and calls opaws run. Without TOOL: aws and every tool that something is bound to. It prints the line that puts the folder on your PATH.",
    examples: ["opaws shim install", "opaws shim install aws cdk terraform"],
  },
  object({ json, tools: words("TOOL", "Which tools.") }),
  (options, work) => {
    const tools = options.tools.length > 0 ? options.tools : hookTools(
      scopeTree(work.places, work.config(), work.terminal),
    );
    for (const tool of tools) checkName(tool);
    const folder = shimFolder(work.places);
    ensurePrivateFolder(folder);
    const program = absolute(work, ownProgram(work.host));
    for (const tool of tools) {
      const { platform } = work.host;
      const text = platform === "windows" ? batchShimText(program, tool) : shimText(program, tool);
      const path = `${folder}/${shimFile(tool, platform)}`;
      writeAtomic(work.host, path, new TextEncoder().encode(text), EXECUTABLE);
      // The umask took its bits from the new file; Windows knows none.
      if (platform !== "windows") Deno.chmodSync(path, EXECUTABLE);
    }
    const line = pathLine(detectShell(work.host), folder);
    const onPath = isOnPath(work);
    answer(options.json, { folder, installed: tools, onPath, line }, () => [
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
  object({ json, tools: words("TOOL", "Which tools.") }),
  (options, work) => {
    const there = listShims(work.places);
    const stranger = options.tools.find((tool) => !there.includes(tool));
    if (stranger !== undefined) {
      throw new Fault({
        exit: "notFound",
        code: "no-shim",
        cannot: `remove the shim of ${JSON.stringify(stranger)}`,
        because: "there is none",
        try: "opaws shim list",
      });
    }
    const gone = options.tools.length > 0 ? options.tools : there;
    for (const tool of gone) {
      Deno.removeSync(`${shimFolder(work.places)}/${shimFile(tool, work.host.platform)}`);
    }
    answer(options.json, { removed: gone }, () => [
      gone.length === 0 ? "There are no shims." : `Removed: ${gone.join(", ")}.`,
    ]);
  },
);

const list = declare(
  "list",
  { brief: "Lists the shims that are installed.", examples: ["opaws shim list"] },
  object({ json }),
  (options, work) => {
    const tools = listShims(work.places);
    const folder = shimFolder(work.places);
    const onPath = isOnPath(work);
    answer(options.json, { folder, tools, onPath }, () => [
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

function isOnPath(work: Workplace): boolean {
  const folders = shimFolders(work.places);
  return (work.host.env("PATH") ?? "").split(":")
    .some((entry) => folders.includes(entry.replace(/(.)\/+$/, "$1")));
}

/** What calls a tool without a shell may have another PATH, so a shim has the path of the program. */
function absolute(work: Workplace, program: readonly string[]): readonly string[] {
  if (program[0] !== "opaws") return program;
  return [
    realProgram(work.host, work.places, "opaws"),
    ...program.slice(1),
  ];
}

function checkName(tool: string): void {
  if (isHookable(tool)) return;
  throw new Fault({
    exit: "usage",
    code: "bad-tool",
    cannot: `make a shim for ${JSON.stringify(tool)}`,
    because: "it is no plain name of a command",
    try: "opaws shim install aws",
  });
}
