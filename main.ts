import { ChildExited } from "./src/errors.ts";
import { denoHost } from "./src/host.ts";

/** Variables that change how Deno itself runs, as in `clean_restart.ts`, which is loaded only if one is set. */
const RUNTIME_VARIABLES = ["NODE_OPTIONS", "DENO_V8_FLAGS", "OTEL_DENO"];

/**
 * Runs the command line `args` and returns the exit status. `run`, `hook`, and the plain forms of other commands skip the
 * table of commands, to start faster.
 */
async function main(args: readonly string[]): Promise<number> {
  const [verb, ...rest] = args;
  try {
    if (denoHost.env("DENO_NODE_SHIM_ACTIVE") !== undefined) {
      (await import("./src/exec/node_shim.ts")).removeNodeShim(denoHost);
    }
    if (RUNTIME_VARIABLES.some((name) => denoHost.env(name) !== undefined)) {
      await (await import("./src/exec/clean_restart.ts")).restartWithoutRuntimeVariables(denoHost);
    }
    const status = verb === "run"
      ? await (await import("./src/commands/run.ts")).run(denoHost, rest)
      : verb === "hook"
      ? await (await import("./src/commands/hook.ts")).hook(denoHost, rest)
      : verb === "export" || verb === "credential-process"
      ? await (await import("./src/commands/export/plain_export.ts")).plainExport(denoHost, args)
      : verb === "item" && rest[0] === "list"
      ? await (await import("./src/commands/item/plain_list.ts")).plainList(denoHost, rest)
      : verb === "which"
      ? await (await import("./src/commands/which/plain_which.ts")).plainWhich(denoHost, rest)
      : null;
    if (status !== null) return status;
    const { commandLine } = await import("./src/commands/command_line.ts");
    return await commandLine(denoHost, args);
  } catch (error) {
    if (error instanceof ChildExited) return error.status;
    if (verb === "export") {
      (await import("./src/commands/export/failed_export.ts")).failInShell(rest);
    }
    const { reportError } = await import("./src/cli/report_error.ts");
    const own = args.slice(0, args.includes("--") ? args.indexOf("--") : args.length);
    return reportError(error, {
      json: verb !== "run" && own.includes("--json"),
      // Not through the host: a variable that it cannot read may be the error to report.
      debug: Deno.env.toObject().OPAWS_DEBUG === "1",
    });
  }
}

Deno.exit(await main(Deno.args));
