import { findCommand, isGroup } from "../cli/find_command.ts";
import { parseArguments } from "../cli/parse.ts";
import { nodeTokenizer, tokensOf } from "../cli/tokens.ts";
import { writeAll } from "../fs/write_all.ts";
import type { Host } from "../host.ts";
import { VERSION } from "../version.ts";
import { printHelp } from "./help.ts";
import { COMMANDS } from "./table.ts";

/** Runs the command line `args` and returns the exit status. Throws UserError for the caller to report. */
export async function commandLine(host: Host, args: readonly string[]): Promise<number> {
  const [first = "--help", ...more] = args;
  if (isHelp(first)) {
    return more.length === 0 ? await printHelp([]) : await commandLine(host, ["help", ...more]);
  }
  if (more.length === 0 && ["--version", "-V"].includes(first)) {
    writeAll(Deno.stdout, `${VERSION}\n`);
    return 0;
  }
  const { path, node } = findCommand(COMMANDS, args);
  const rest = args.slice(path.length);
  if (node === null || isGroup(node)) {
    if (node !== null && isHelp(rest[0])) return await printHelp(path);
    throw (await import("./unknown_command.ts")).unknownCommand(host, args);
  }
  const command = await node.load();
  const tokenize = command.light || command.ownTokens ? tokensOf : await nodeTokenizer();
  const parsed = parseArguments(command.parameters, rest, tokenize);
  if (parsed.kind === "help") return await printHelp(path);
  if (parsed.kind === "mistake") {
    const { wrongArguments } = await import("../cli/usage_error.ts");
    throw wrongArguments(path, command, parsed.mistake);
  }
  if (command.light) {
    const { BaseContext } = await import("../cli/base_context.ts");
    return await command.run(parsed.values, new BaseContext(host)) ?? 0;
  }
  const { CommandContext } = await import("../cli/context.ts");
  const { withSharing } = await import("./with_sharing.ts");
  return await withSharing(
    new CommandContext(host),
    async (context) => await command.run(parsed.values, context) ?? 0,
  );
}

function isHelp(arg: string | undefined): boolean {
  return arg === "--help" || arg === "-h";
}
