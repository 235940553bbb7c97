/** An X server without a screen (Xvfb), for programs that show windows. */
export class VirtualDisplay implements AsyncDisposable {
  readonly #server: Deno.ChildProcess;
  readonly #env: Readonly<Record<string, string>>;

  private constructor(server: Deno.ChildProcess, readonly name: string) {
    this.#server = server;
    this.#env = { DISPLAY: name, PATH: "/usr/bin:/bin" };
  }

  /** Starts it on a free display. */
  static async start(): Promise<VirtualDisplay> {
    const server = new Deno.Command("Xvfb", {
      args: ["-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp"],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = server.stdout.getReader();
    let text = "";
    while (!text.includes("\n")) {
      const { value, done } = await reader.read();
      if (done) throw new Error("Xvfb does not start");
      text += new TextDecoder().decode(value);
    }
    reader.releaseLock();
    await server.stdout.cancel();
    return new VirtualDisplay(server, `:${text.trim()}`);
  }

  /** Waits for a window that is visible. */
  async window(): Promise<void> {
    const search = ["search", "--sync", "--onlyvisible", "--name", "."];
    await this.#xdotool(search);
  }

  /** Types `text` and presses `key`. */
  async type(text: string, key: string): Promise<void> {
    if (text !== "") await this.#xdotool(["type", "--delay", "20", text]);
    await this.#xdotool(["key", key]);
  }

  async #xdotool(args: readonly string[]): Promise<void> {
    const { success, stderr } = await new Deno.Command("xdotool", {
      args: [...args],
      env: { ...this.#env },
      clearEnv: true,
      signal: AbortSignal.timeout(30_000),
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
  }

  /** Stops it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.kill("SIGTERM");
    await this.#server.status;
  }
}
