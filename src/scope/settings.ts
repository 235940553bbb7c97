import { UserError } from "../errors.ts";
import { type Config, parseDocument, withMember } from "./config.ts";
import { nearest } from "./nearest.ts";

/** A setting that can be changed. */
export interface Setting {
  /** Its name, a path in `settings` of `config.json`. */
  readonly name: string;
  /** What holds while it is not set. */
  readonly defaultValue: number | string;
  /** The least and the most, of a number. */
  readonly range?: readonly [number, number];
  /** What it means. */
  readonly meaning: string;
}

/** All settings. */
export const SETTINGS: readonly Setting[] = [
  {
    name: "lock.idleMinutes",
    defaultValue: 10,
    range: [1, 1440],
    meaning: "minutes without use after which a vault locks",
  },
  {
    name: "lock.maxHours",
    defaultValue: 12,
    range: [1, 168],
    meaning: "hours after which a vault locks, used or not",
  },
  {
    name: "defaultVault",
    defaultValue: "",
    meaning: "the vault used when none is named",
  },
];

/** The value of the setting called `name`. Faults: 64 no such setting, 78 when the file has another kind of value. */
export function getSetting(config: Config, name: string): number | string {
  const setting = settingNamed(name);
  let value: unknown = config.settings;
  for (const key of name.split(".")) value = (value as Record<string, unknown> | undefined)?.[key];
  if (value === undefined) return setting.defaultValue;
  const wrong = whyNot(setting, value);
  if (wrong === null) return value as number | string;
  throw new UserError({
    exit: "refused",
    code: "bad-config",
    cannot: `use setting ${name}`,
    because: wrong,
    try: `opaws config set ${name} ${setting.defaultValue || "NAME"}`,
  });
}

/** `config` with the setting called `name` at `text`. Faults (64) on an unknown name or a value out of range. */
export function setSetting(config: Config, name: string, text: string): Config {
  const setting = settingNamed(name);
  const value = setting.range && /^\d{1,9}$/.test(text) ? Number(text) : text;
  const wrong = whyNot(setting, value);
  if (wrong !== null) {
    throw new UserError({
      exit: "usage",
      code: "bad-setting",
      cannot: `set ${name}`,
      because: wrong,
      try: `opaws config set ${name} ${setting.defaultValue}`,
    });
  }
  const path: [string, ...string[]] = ["settings", ...name.split(".")];
  return parseDocument(withMember(config.document, path, value === "" ? undefined : value));
}

/** Every setting with the value that holds. Faults (78) as {@linkcode getSetting}. */
export function listSettings(
  config: Config,
): { readonly name: string; readonly value: number | string; readonly meaning: string }[] {
  return SETTINGS.map(({ name, meaning }) => ({ name, value: getSetting(config, name), meaning }));
}

function settingNamed(name: string): Setting {
  const found = SETTINGS.find((each) => each.name === name);
  if (found) return found;
  throw new UserError({
    exit: "usage",
    code: "unknown-setting",
    cannot: `find setting ${JSON.stringify(name)}`,
    because: "there is none of that name",
    try: `opaws config get ${nearest(name, SETTINGS.map((each) => each.name))}`,
  });
}

function whyNot(setting: Setting, value: unknown): string | null {
  if (!setting.range) return typeof value === "string" ? null : "it is not a text";
  const [least, most] = setting.range;
  const fits = Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
  return fits ? null : `it is not a whole number from ${least} to ${most}`;
}
