/** The words that start opaws as it was started: the compiled program, or Deno with the script that runs now. */
export function selfCommand(): string[] {
  const executable = Deno.execPath();
  if (!/[\\/]deno(\.exe)?$/.test(executable)) return [executable];
  const main = new URL(Deno.mainModule);
  const script = decodeURIComponent(main.pathname);
  const config = script.endsWith("/main.ts")
    ? ["--config", script.replace(/main\.ts$/, "deno.json")]
    : ["--no-config", "--no-lock"];
  return [executable, "run", "-A", "-q", ...config, script];
}
