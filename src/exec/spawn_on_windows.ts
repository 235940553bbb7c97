import { UserError } from "../errors.ts";
import { BadArgument } from "../windows/command_line.ts";
import { startAndWait as start, StartFailed } from "../windows/start_program.ts";
import type { Program } from "./become.ts";

const NOT_FOUND: readonly number[] = [2, 3]; // ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND
const ACCESS_DENIED = 5;
const BAD_FORMAT: readonly number[] = [11, 193, 216]; // ERROR_BAD_FORMAT, ERROR_BAD_EXE_FORMAT, ERROR_EXE_MACHINE_TYPE_MISMATCH
const ELEVATION_REQUIRED = 740;

/**
 * Starts `program`, waits, and returns its exit status as `Deno.exit` takes it: a signed number of 32 bits.
 *
 * @throws UserError (126, not runnable) if it cannot be started, or cannot receive an argument; (127, command not found)
 * if its file does not exist.
 */
export async function startAndWait(program: Program): Promise<number> {
  const decoder = new TextDecoder();
  const args = program.args.map((bytes) => decoder.decode(bytes));
  try {
    return await start(program.file, program.name, args) | 0;
  } catch (error) {
    if (error instanceof BadArgument) throw notRunnable(program, error.message, false);
    if (!(error instanceof StartFailed)) throw error;
    throw notRunnable(program, causeOf(error.status), NOT_FOUND.includes(error.status));
  }
}

function causeOf(status: number): string {
  if (NOT_FOUND.includes(status)) return "it does not exist";
  if (status === ACCESS_DENIED) return "access is denied";
  if (BAD_FORMAT.includes(status)) return "it is not a program for this machine";
  if (status === ELEVATION_REQUIRED) return "it has to be run as administrator";
  return `Windows does not start it (error ${status})`;
}

function notRunnable(program: Program, because: string, isMissing: boolean): UserError {
  return new UserError({
    exit: isMissing ? "commandNotFound" : "notRunnable",
    code: "exec-failed",
    cannot: `run ${JSON.stringify(program.file)}`,
    because,
  });
}
