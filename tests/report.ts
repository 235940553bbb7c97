/** Prints a number or a seed on standard error, even though the runner's `--quiet` hides the output of tests. */
export function report(line: string): void {
  try {
    const terminal = Deno.openSync("/dev/stderr", { append: true });
    terminal.writeSync(new TextEncoder().encode(`${line}\n`));
    terminal.close();
  } catch {
    console.log(line);
  }
}
