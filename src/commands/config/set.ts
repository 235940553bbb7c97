import { argument, type Command, declare, jsonFlag, parameters } from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { changeConfig } from "../../scope/config_file.ts";
import { getSetting, setSetting } from "../../scope/settings.ts";
import { readUnparsed } from "../../vault/store/read.ts";

/** `opaws config set`. */
export const command: Command = declare(
  { examples: ["opaws config set lock.idleMinutes 30"] },
  parameters({
    json: jsonFlag,
    name: argument("NAME", "Which setting. See opaws config list.", "setting"),
    value: argument("VALUE", "Its new value."),
  }),
  async ({ json, name, value: text }, context) => {
    // Refuses a bad value before the config folder is created.
    setSetting(context.config(), name, text);
    if (name === "defaultVault" && text !== "") readUnparsed(context.paths, text);
    const config = await changeConfig(
      context.host,
      context.paths,
      (before) => setSetting(before, name, text),
    );
    const value = getSetting(config, name);
    printAnswer(json, { name, value }, () => [`${name} is ${value}.`]);
  },
);
