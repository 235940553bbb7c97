import { argument, type Command, declare, parameters } from "../cli/declare.ts";

/** The shells that there is a script for. */
export const COMPLETED_SHELLS: readonly string[] = ["bash", "zsh", "fish", "nu", "pwsh"];

/** What help and completion know of `opaws completion`, which `complete.ts` answers. */
export const completion: Command = declare(
  "completion",
  {
    brief: "Prints what makes a shell complete opaws's words.",
    description:
      "Commands, options, tools, vaults, profiles, and the titles of items that something is bound to. Nothing is unlocked for it. SHELL is bash, zsh, fish, nu or pwsh.",
    examples: [
      'eval "$(opaws completion bash)"',
      'eval "$(opaws completion zsh)"',
      "opaws completion fish | source",
    ],
  },
  parameters({ shell: argument("SHELL", "Which shell.", COMPLETED_SHELLS) }),
  () => 0,
);
