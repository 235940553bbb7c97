import { unknownMembers } from "../scope/config.ts";
import { changeConfig } from "../scope/config_file.ts";
import { getSetting, listSettings, setSetting } from "../scope/settings.ts";
import { readUnparsed } from "../vault/store/read.ts";
import { argument, type Command, declare, group, jsonFlag, parameters } from "../cli/declare.ts";
import { columns, printAnswer } from "../cli/output.ts";

const NAME = argument("NAME", "Which setting, see opaws config list.");

const get = declare(
  "get",
  { brief: "Tells the value of a setting.", examples: ["opaws config get lock.idleMinutes"] },
  parameters({ json: jsonFlag, name: NAME }),
  (options, context) => {
    const value = getSetting(context.config(), options.name);
    printAnswer(options.json, { name: options.name, value }, () => [String(value)]);
  },
);

const set = declare(
  "set",
  { brief: "Changes a setting.", examples: ["opaws config set lock.idleMinutes 30"] },
  parameters({ json: jsonFlag, name: NAME, value: argument("VALUE", "Its new value.") }),
  async (options, context) => {
    setSetting(context.config(), options.name, options.value); // refused before a folder is made for it
    if (options.name === "defaultVault" && options.value !== "") {
      readUnparsed(context.paths, options.value);
    }
    const config = await changeConfig(
      context.host,
      context.paths,
      (before) => setSetting(before, options.name, options.value),
    );
    const value = getSetting(config, options.name);
    printAnswer(
      options.json,
      { name: options.name, value },
      () => [`${options.name} is ${value}.`],
    );
  },
);

const list = declare(
  "list",
  {
    brief: "Lists all settings, what they mean, and members of the file that opaws does not know.",
    examples: ["opaws config list"],
  },
  parameters({ json: jsonFlag }),
  (options, context) => {
    const config = context.config();
    const settings = listSettings(config);
    const unknown = unknownMembers(config);
    printAnswer(options.json, { settings, unknown }, () => [
      ...columns(settings.map((each) => [each.name, String(each.value), each.meaning])),
      ...unknown.map((key) => `not known to this opaws, and kept: ${key}`),
    ]);
  },
);

const path = declare(
  "path",
  {
    brief: "Tells where the file is that holds settings and bindings.",
    examples: ["opaws config path"],
  },
  parameters({ json: jsonFlag }),
  (options, context) =>
    printAnswer(options.json, { path: context.paths.configFile }, () => [context.paths.configFile]),
);

/** `opaws config`. */
export const config: Command = group(
  "config",
  {
    brief: "Settings: how long a vault stays unlocked, and others.",
    description: "Settings: how long a vault stays unlocked, which vault is the default.",
  },
  [get, set, list, path],
);
