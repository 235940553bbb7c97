import { type Command, group } from "../../cli/declare.ts";
import { configGet } from "./get.ts";
import { configList } from "./list.ts";
import { configPath } from "./path.ts";
import { configSet } from "./set.ts";

/** `opaws config`. */
export const config: Command = group(
  "config",
  {
    brief: "Settings: how long a vault stays unlocked, and others.",
    description: "Settings: how long a vault stays unlocked, which vault is the default.",
  },
  [configGet, configSet, configList, configPath],
);
