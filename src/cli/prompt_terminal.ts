import { openSync } from "node:fs";
import process from "node:process";
import { ReadStream } from "node:tty";

/** Standard error as a stream of Node's, which the library needs. */
export const stderr: NodeJS.WriteStream = process.stderr;

/**
 * Opens the terminal that the library reads keys from: `/dev/tty` if the system has one. A stream of Node's leaves what it
 * read from non-blocking, and standard input also belongs to the shell and the tool.
 */
export function openTerminal(): { readonly input: ReadStream; close(): void } {
  const fd = terminalFd();
  if (fd === null) return { input: process.stdin, close: () => {} };
  const input = new ReadStream(fd);
  return { input, close: () => void input.destroy() };
}

function terminalFd(): number | null {
  if (Deno.build.os === "windows") return null;
  try {
    return openSync("/dev/tty", "r");
  } catch {
    return null;
  }
}
