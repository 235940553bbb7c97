import type { Host } from "../host.ts";
import type { LightCommand } from "../cli/declare.ts";
import { readArguments } from "../cli/read_arguments.ts";
import { writeAll } from "../fs/write_all.ts";

/** The commands that need no library, and so are answered without the cold half when their words are right. */
const LIGHT: Readonly<Record<string, () => Promise<LightCommand>>> = {
  which: async () => (await import("./which.ts")).which,
  list: async () => (await import("./list.ts")).list,
};

/**
 * Answers help, the version and the light commands; null for all other words, which are the cold half's.
 * Faults as the command.
 */
export async function front(host: Host, words: readonly string[]): Promise<number | null> {
  const [verb = "--help", ...rest] = words;
  if (rest.length === 0 && ["--help", "-h", "help"].includes(verb)) return show(await overview());
  if (rest.length === 0 && ["--version", "-V"].includes(verb)) {
    return show([(await import("../version.ts")).VERSION]);
  }
  if (!Object.hasOwn(LIGHT, verb)) return null;
  const command = await LIGHT[verb]!();
  const answers = readArguments(command, rest);
  if (answers === null) return null;
  const { BaseContext } = await import("../cli/base_context.ts");
  return await command.run(answers)(new BaseContext(host)) ?? 0;
}

/** What `opaws --help` says. */
async function overview(): Promise<string[]> {
  const { COMMAND_LIST } = await import("./command_list.ts");
  const rows = [
    ...COMMAND_LIST.map(({ name, brief }) => [name, brief] as const),
    ["--help, -h", "Explains a command, after its name."] as const,
    ["--version, -V", "Tells the version."] as const,
  ];
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return [
    "opaws keeps AWS access keys encrypted and becomes aws with the right one.",
    "",
    "Usage: opaws COMMAND [OPTION...]",
    "",
    ...rows.map(([name, brief]) => `  ${name.padEnd(width)}${brief}`),
    "",
    "Start with: opaws init",
  ];
}

function show(lines: readonly string[]): number {
  writeAll(Deno.stdout, lines.map((line) => `${line}\n`).join(""));
  return 0;
}
