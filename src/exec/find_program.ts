import { mayExecute, stands } from "../disk/stands.ts";
import { Fault } from "../fault.ts";

/** What {@linkcode findProgram} reads of the outside world. */
export interface ProgramSearch {
  /** The value of PATH. */
  readonly path: string | undefined;
  /** Folders whose entries stand for opaws itself and are passed over: its shims. */
  readonly shims: readonly string[];
}

/**
 * Answers the file that `command` names: itself when it holds a slash, else the first executable on PATH.
 * Empty and relative entries of PATH are passed over, for they would let the working directory choose the
 * program that receives the keys; so are opaws's own shims, which would start opaws again.
 * Faults (127) when there is none, (126) when what there is may not be executed.
 */
export function findProgram(command: string, search: ProgramSearch): string {
  if (command.includes("/")) {
    const found = probe(command);
    if (found === "runs") return command;
    throw found === "absent" ? absent(command, "there is no such file") : notRunnable(command);
  }
  let blocked: string | undefined;
  for (const entry of (search.path ?? "").split(":")) {
    if (!entry.startsWith("/")) continue;
    const folder = entry.replace(/\/+$/, "");
    if (search.shims.includes(folder)) continue;
    const file = `${folder}/${command}`;
    const found = probe(file);
    if (found === "runs") return file;
    if (found === "blocked") blocked ??= file;
  }
  if (command && blocked) throw notRunnable(blocked);
  throw absent(command, "it is not on your PATH");
}

function probe(file: string): "runs" | "blocked" | "absent" {
  if (!stands(file)) return "absent";
  if (!mayExecute(file)) return "blocked";
  try {
    return Deno.statSync(file).isFile ? "runs" : "blocked";
  } catch {
    return "absent";
  }
}

function absent(command: string, because: string): Fault {
  return new Fault({
    exit: "commandNotFound",
    code: "command-not-found",
    cannot: `run ${JSON.stringify(command)}`,
    because,
  });
}

function notRunnable(file: string): Fault {
  return new Fault({
    exit: "notRunnable",
    code: "not-runnable",
    cannot: `run ${JSON.stringify(file)}`,
    because: "it is not an executable file",
  });
}
