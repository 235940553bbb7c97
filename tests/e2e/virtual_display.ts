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

  /** Waits for a window that is visible, and gives it the keyboard. No window manager does. */
  async window(): Promise<void> {
    const search = ["search", "--sync", "--onlyvisible", "--name", "."];
    for (;;) {
      const found = await this.#xdotool(search);
      const window = found.output.trim().split("\n").at(-1)!;
      if (found.success && (await this.#xdotool(["windowfocus", "--sync", window])).success) return;
    }
  }

  /** Types `text`, presses `key`, and waits until the window is gone. A key that was pressed too early is pressed once more. */
  async type(text: string, key: string): Promise<void> {
    if (text !== "") await this.#xdotool(["type", "--delay", "20", text]);
    for (let tries = 0; tries < 40; tries++) {
      if (tries % 20 === 0) await this.#xdotool(["key", key]);
      const { success } = await this.#xdotool(["search", "--onlyvisible", "--name", "."]);
      if (!success) return;
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  async #xdotool(
    args: readonly string[],
  ): Promise<{ readonly success: boolean; readonly output: string }> {
    const { success, stdout } = await new Deno.Command("xdotool", {
      args: [...args],
      env: { ...this.#env },
      clearEnv: true,
      stderr: "null",
      signal: AbortSignal.timeout(30_000),
    }).output();
    return { success, output: new TextDecoder().decode(stdout) };
  }

  /** Stops it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.kill("SIGTERM");
    await this.#server.status;
  }
}
