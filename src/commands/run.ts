import { become } from "../exec/become.ts";
import { wholeChange } from "../exec/whole_change.ts";
import type { Host } from "../host.ts";
import { leavePlainCase } from "../key_copies.ts";
import type { Invocation } from "./run/invocation.ts";
import { plainRun } from "./run/plain_run.ts";

/**
 * Runs `opaws run`: reads the invocation, finds the program and its credentials, changes the environment and becomes the
 * tool. Most runs are plain, and load nothing else. Returns null if `args` ask for help or are wrong. On Windows, and with
 * a server, returns the exit status of the tool. Elsewhere the tool replaces this process.
 *
 * @throws UserError as `fullRun` does.
 */
export async function run(host: Host, args: readonly string[]): Promise<number | null> {
  const plain = readPlainInvocation(args);
  const prepared = plain && !plain.served && await plainRun(host, plain, Deno.args);
  if (prepared) {
    const { program, change } = prepared;
    return await become(
      program,
      wholeChange(host, typeof change === "function" ? await change() : change),
    );
  }
  leavePlainCase();
  const invocation = plain ?? (await import("./run/invocation.ts")).readInvocation(args);
  if (invocation === null) return null;
  return await (await import("./run/full_run.ts")).fullRun(host, invocation, args);
}

/**
 * Reads `[--server] [--] COMMAND [ARG...]`, `--item ITEM -- COMMAND [ARG...]` and the same with `--profile PROFILE`, the
 * forms that hooks, shims and long runs use, without the parser and the declarations: those take 2% of the time of a run. Returns null for every other form.
 */
export function readPlainInvocation(args: readonly string[]): Invocation | null {
  const [option, value, end] = args;
  const isNamed = option === "--item" || option === "--profile";
  if (isNamed && value && !value.startsWith("-") && end === "--") {
    const plain = readPlainInvocation(args.slice(2));
    const named = option === "--item" ? { item: value } : { profile: value };
    return plain && { ...plain, ...named, offset: plain.offset + 2 };
  }
  const first = option === "--server" ? 1 : 0;
  const at = args[first] === "--" ? first + 1 : first;
  const command = args[at];
  if (!command || (at === first && command.startsWith("-"))) return null;
  const options = { noSession: false, fresh: false, webIdentity: false, verbose: false };
  return { ...options, served: first === 1, command, args: args.slice(at + 1), offset: at + 1 };
}
