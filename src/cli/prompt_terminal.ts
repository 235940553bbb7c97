import { openSync } from "node:fs";
import process from "node:process";
import { ReadStream } from "node:tty";

/** Standard error as the library writes to it. */
export const stderr: NodeJS.WriteStream = process.stderr;

/**
 * The terminal for the library to read keys from, opened anew where the system has `/dev/tty`: what a stream of Node's has
 * read from stays non-blocking, and standard input is the shell's and the tool's as well.
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
