import { ChildExited } from "./src/errors.ts";
import { denoHost } from "./src/host.ts";

/** `run`, `hook` and what needs no library are answered without one; all else is the command line's, in the cold part. */
async function main(words: readonly string[]): Promise<number> {
  const [verb, ...rest] = words;
  try {
    if (denoHost.env("DENO_NODE_SHIM_ACTIVE") !== undefined) {
      (await import("./src/exec/node_shim.ts")).removeNodeShim(denoHost);
    }
    const told = ["NODE_OPTIONS", "DENO_V8_FLAGS", "OTEL_DENO"];
    if (told.some((name) => denoHost.env(name) !== undefined)) {
      await (await import("./src/exec/clean_restart.ts")).restartWithoutRuntimeVariables(denoHost);
    }
    const status = verb === "run"
      ? await (await import("./src/commands/run.ts")).run(denoHost, rest)
      : verb === "hook"
      ? await (await import("./src/commands/hook.ts")).hook(denoHost, rest)
      : null;
    if (status !== null) return status;
    const { commandLine } = await import("./src/commands/command_line.ts");
    return await commandLine(denoHost, words);
  } catch (error) {
    if (error instanceof ChildExited) return error.status;
    if (verb === "export") {
      (await import("./src/commands/export/failed_export.ts")).failInShell(rest);
    }
    const { reportError } = await import("./src/cli/report_error.ts");
    const own = words.slice(0, words.includes("--") ? words.indexOf("--") : words.length);
    return reportError(error, {
      json: verb !== "run" && own.includes("--json"),
      // Not by the host, whose reading may be the very fault that is told.
      debug: Deno.env.toObject().OPAWS_DEBUG === "1",
    });
  }
}

Deno.exit(await main(Deno.args));
