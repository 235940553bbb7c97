import { UserError } from "../errors.ts";
import { type Config, parseDocument } from "./config.ts";
import { withMember } from "./config_text.ts";
import { isAbsolute, normalizeDirectory, splitPathList } from "../fs/path.ts";
import { editDistance } from "../edit_distance.ts";

/** The value of a setting: a number, a switch, or a text. */
type SettingValue = number | boolean | string;

/** A setting of `config.json`. */
interface Setting {
  /** Its name, a path under `settings`. */
  readonly name: string;
  /** The value if it is not set. */
  readonly defaultValue: SettingValue;
  /** The minimum and maximum of a number. */
  readonly range?: readonly [number, number];
  /** Whether it is a list of absolute folders, separated as in PATH. */
  readonly folders?: true;
  /** Whether it is a list of host names, separated by commas. */
  readonly hosts?: true;
  /** The values that a text may have. */
  readonly oneOf?: readonly string[];
  /** An explanation for people. */
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
    name: "lock.scope",
    defaultValue: "terminal",
    oneOf: ["terminal", "login"],
    meaning: "what one unlock serves: this terminal, or the whole login session (login)",
  },
  {
    name: "defaultVault",
    defaultValue: "",
    meaning: "the vault used when none is named",
  },
  {
    name: "exec.trust",
    defaultValue: "",
    folders: true,
    meaning: "folders whose programs may run although other users can replace them, separated by :",
  },
  {
    name: "mfa.allowProcess",
    defaultValue: false,
    meaning: "whether opaws runs the mfa_process of a profile: true or false",
  },
  {
    name: "endpoints.allow",
    defaultValue: "",
    hosts: true,
    meaning: "hosts besides AWS's that may serve STS and IAM, separated by commas",
  },
];

/**
 * Returns the value of the setting called `name`.
 *
 * @throws UserError (64, usage) if there is no such setting; (78, refused) if the file has a wrong value.
 */
export function getSetting(config: Config, name: string): SettingValue {
  const setting = settingNamed(name);
  let value: unknown = config.settings;
  for (const key of name.split(".")) value = (value as Record<string, unknown> | undefined)?.[key];
  if (value === undefined) return setting.defaultValue;
  const problem = problemOf(setting, value);
  if (problem === null) return value as SettingValue;
  throw new UserError({
    exit: "refused",
    code: "bad-config",
    cannot: `use setting ${name}`,
    because: problem,
    try: `opaws config set ${name} ${defaultWord(setting)}`,
  });
}

/**
 * Returns `config` with the setting called `name` set to `text`; an empty text removes it.
 *
 * @throws UserError (64, usage) if there is no such setting, or the value is out of range.
 */
export function setSetting(config: Config, name: string, text: string): Config {
  const setting = settingNamed(name);
  const value = parseValue(setting, text);
  const problem = problemOf(setting, value);
  if (problem !== null) {
    throw new UserError({
      exit: "usage",
      code: "bad-setting",
      cannot: `set ${name}`,
      because: problem,
      try: `opaws config set ${name} ${setting.defaultValue === "" ? "''" : setting.defaultValue}`,
    });
  }
  const path: [string, ...string[]] = ["settings", ...name.split(".")];
  const isDefault = value === "" || value === false ||
    setting.oneOf !== undefined && value === setting.defaultValue;
  return parseDocument(withMember(config.document, path, isDefault ? undefined : value));
}

/**
 * Returns the folders of the setting `exec.trust`.
 *
 * @throws UserError as {@linkcode getSetting} does.
 */
export function trustedFolders(config: Config): string[] {
  return folderList(String(getSetting(config, "exec.trust"))).map((each) =>
    normalizeDirectory(each)!
  );
}

/**
 * Returns the host names of the setting `endpoints.allow`, in lower case.
 *
 * @throws UserError as {@linkcode getSetting} does.
 */
export function allowedHosts(config: Config): string[] {
  return hostList(String(getSetting(config, "endpoints.allow")));
}

/**
 * Returns every setting with its value.
 *
 * @throws UserError as {@linkcode getSetting} does.
 */
export function listSettings(
  config: Config,
): { readonly name: string; readonly value: SettingValue; readonly meaning: string }[] {
  return SETTINGS.map(({ name, meaning }) => ({ name, value: getSetting(config, name), meaning }));
}

function settingNamed(name: string): Setting {
  const found = SETTINGS.find((each) => each.name === name);
  if (found) return found;
  throw new UserError({
    exit: "usage",
    code: "unknown-setting",
    cannot: `find setting ${JSON.stringify(name)}`,
    because: "there is no such setting",
    try: `opaws config get ${nearestSetting(name)}`,
  });
}

/** Returns the name of the setting with the smallest edit distance from `name`, ignoring case. */
function nearestSetting(name: string): string {
  const typed = name.toLowerCase().slice(0, 100); // the distance takes time in proportion to the length
  const ranked = SETTINGS.map((each) => ({
    name: each.name,
    edits: editDistance(typed, each.name.toLowerCase()),
  }));
  return ranked.reduce((best, next) => next.edits < best.edits ? next : best).name;
}

/** Returns `text` as a value of the type that `setting` has, if it can be one. */
function parseValue({ range, defaultValue, oneOf }: Setting, text: string): SettingValue {
  if (range && /^\d{1,9}$/.test(text)) return Number(text);
  if (oneOf && text === "") return defaultValue;
  if (typeof defaultValue !== "boolean") return text;
  return text === "true" ? true : text === "false" || text === "" ? false : text;
}

/** Returns a value for the command that repairs `setting`: its default, if that is not empty. */
function defaultWord({ defaultValue, folders, hosts }: Setting): string {
  return defaultValue === "" ? folders || hosts ? "''" : "NAME" : String(defaultValue);
}

/** Returns why `setting` cannot be `value`; null if it can. */
function problemOf(setting: Setting, value: unknown): string | null {
  if (typeof setting.defaultValue === "boolean") {
    return typeof value === "boolean" ? null : "it is neither true nor false";
  }
  if (!setting.range) {
    if (typeof value !== "string") return "it is not a string";
    const { oneOf } = setting;
    if (oneOf && !oneOf.includes(value)) return `it is neither ${oneOf.join(" nor ")}`;
    const wrong = setting.folders && folderList(value).find((each) => !isFolderPath(each));
    if (wrong) return `${JSON.stringify(wrong)} is not the absolute path of a folder`;
    const odd = setting.hosts && hostList(value).find((each) => !isHost(each));
    return odd ? `${JSON.stringify(odd)} is not a host name` : null;
  }
  const [min, max] = setting.range;
  const fits = Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
  return fits ? null : `it is not a whole number from ${min} to ${max}`;
}

function hostList(value: string): string[] {
  return value.toLowerCase().split(/[\s,]+/).filter((each) => each !== "");
}

/** Reports whether `text` is a host name as in a URL, without a port. */
function isHost(text: string): boolean {
  return !/[/?#@\\]/.test(text) && URL.parse(`https://${text}/`)?.host === text;
}

function folderList(value: string): string[] {
  return splitPathList(value).filter((each) => each !== "");
}

function isFolderPath(path: string): boolean {
  return isAbsolute(path) && normalizeDirectory(path) !== null;
}
