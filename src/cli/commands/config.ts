import { unknownKeys } from "../../scope/config.ts";
import { changeConfig } from "../../scope/config_file.ts";
import { getSetting, listSettings, setSetting } from "../../scope/settings.ts";
import { readSealed } from "../../vault/store.ts";
import { type Command, declare, group, json, object, word } from "../declare.ts";
import { answer, columns } from "../output/output.ts";

const NAME = word("NAME", "Which setting, see opaws config list.");

const get = declare(
  "get",
  { brief: "Tells the value of a setting.", examples: ["opaws config get lock.idleMinutes"] },
  object({ json, name: NAME }),
  (options, work) => {
    const value = getSetting(work.config(), options.name);
    answer(options.json, { name: options.name, value }, () => [String(value)]);
  },
);

const set = declare(
  "set",
  { brief: "Changes a setting.", examples: ["opaws config set lock.idleMinutes 30"] },
  object({ json, name: NAME, value: word("VALUE", "Its new value.") }),
  async (options, work) => {
    setSetting(work.config(), options.name, options.value); // refused before a folder is made for it
    if (options.name === "defaultVault" && options.value !== "") {
      readSealed(work.places, options.value);
    }
    const config = await changeConfig(
      work.host,
      work.places,
      (before) => setSetting(before, options.name, options.value),
    );
    const value = getSetting(config, options.name);
    answer(options.json, { name: options.name, value }, () => [`${options.name} is ${value}.`]);
  },
);

const list = declare(
  "list",
  {
    brief: "Lists all settings, what they mean, and members of the file that opaws does not know.",
    examples: ["opaws config list"],
  },
  object({ json }),
  (options, work) => {
    const config = work.config();
    const settings = listSettings(config);
    const unknown = unknownKeys(config);
    answer(options.json, { settings, unknown }, () => [
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
  object({ json }),
  (options, work) =>
    answer(options.json, { path: work.places.configFile }, () => [work.places.configFile]),
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
