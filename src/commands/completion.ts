import bash from "../../shells/complete.bash" with { type: "text" };
import fish from "../../shells/complete.fish" with { type: "text" };
import nu from "../../shells/complete.nu" with { type: "text" };
import pwsh from "../../shells/complete.ps1" with { type: "text" };
import zsh from "../../shells/complete.zsh" with { type: "text" };
import { argument, type Command, declare, parameters } from "../cli/declare.ts";
import { selfCommandForShell } from "../exec/self_command.ts";
import { writeAll } from "../fs/write_all.ts";
import { quote } from "../quote.ts";
import { quoteNu } from "../shell/nu_hook.ts";
import {
  COMPLETED_SHELLS,
  type CompletedShell,
  findCompletedShell,
} from "./complete/shell_reply.ts";

const SCRIPTS: Readonly<Record<CompletedShell, string>> = { bash, zsh, fish, nu, pwsh };

/** `opaws completion`. */
export const command: Command = declare(
  {
    description:
      "Completes commands, options, tools, vaults, profiles, settings, files, and the titles of items that something is bound to. After opaws run it completes what the tool itself completes. It unlocks nothing. For Nushell, save the script as a file in one of $nu.user-autoload-dirs.",
    examples: [
      'eval "$(opaws completion bash)"',
      'eval "$(opaws completion zsh)"',
      "opaws completion fish | source",
    ],
  },
  parameters({
    shell: argument("SHELL", `One of ${COMPLETED_SHELLS.join(", ")}.`, COMPLETED_SHELLS),
  }),
  (options, { host }) => {
    const shell = findCompletedShell(options.shell);
    const program = selfCommandForShell(host)
      .map((word) => shell === "nu" ? quoteNu(word) : quote(shell, word));
    const words = program.join(shell === "pwsh" ? ", " : " ");
    writeAll(Deno.stdout, SCRIPTS[shell].replace("::OPAWS::", () => words));
  },
);
