import { type Command, group } from "../../cli/declare.ts";
import { shimInstall } from "./install.ts";
import { shimList } from "./list.ts";
import { shimRemove } from "./remove.ts";

/** `opaws shim`. */
export const shim: Command = group(
  "shim",
  {
    brief: "Shims: give tools their credentials outside a shell too.",
    description:
      "Shims: executables in front of tools, for programs that call a tool without a shell.",
  },
  [shimInstall, shimRemove, shimList],
);
