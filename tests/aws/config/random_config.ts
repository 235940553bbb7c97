import type { FilePair } from "../botocore.ts";
import { oneOf, type Random } from "../random.ts";

/** How a random file is written. */
interface Style {
  readonly random: Random;
  /** The probability of something that most files don't have and many readers refuse, from 0 to 1. */
  readonly oddness: number;
  /** The probability that a name, value or space is unusual, from 0 to 1. */
  readonly spice: number;
  /** The line end. */
  readonly end: () => string;
  /** The profile names to choose from. */
  readonly profiles: readonly string[];
}

const SPACES = [
  " ",
  "  ",
  "\t",
  " \t ",
  "\u00a0",
  "\f",
  "\v",
  "\x1c",
  "\x1f",
  "\u0085",
  "\u2003",
  "\u3000",
  "\u200b",
];
const NAMES = ["a", "b", "dev", "prod-1", "x.y/z", "user@host", "ü", "日本", "🔑", "e\u0301", "é"];
const ODD_NAMES = [
  '"two words"',
  "'single quoted'",
  "a b",
  '"open',
  "'open",
  "back\\ slash",
  '"in \\" quote"',
  '""',
  "a]b",
  "[a",
  "a #b",
  "a;b",
  "default",
  "DEFAULT",
  "__proto__",
  "constructor",
  "k\u2028l",
  "%(a)s",
  "'a'\"b\"c",
  "\ufeffa",
];
const KEYS = [
  "region",
  "output",
  "role_arn",
  "source_profile",
  "mfa_serial",
  "external_id",
  "duration_seconds",
  "aws_access_key_id",
  "aws_secret_access_key",
  "aws_session_token",
  "sso_session",
  "sso_account_id",
  "services",
  "endpoint_url",
  "credential_process",
];
const ODD_KEYS = [
  "Region",
  "ROLE_ARN",
  "\u0130d",
  "\u03a3\u03a3",
  "stra\u00dfe",
  "two words",
  "tab\tbed",
  "__proto__",
  "%k",
  "[k",
  "k]",
  "é",
  "k\u2028k",
  "\ufeffk",
  "rem",
  '"q"',
  "#k",
  "k#",
];
const VALUES = [
  "us-east-1",
  "json",
  "arn:aws:iam::123456789012:role/x",
  "AKIAIOSFODNN7EXAMPLE",
  "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  "dev",
  "https://a.example:8443/x?y=z",
  "3600",
];
const ODD_VALUES = [
  "",
  "a = b",
  "= =",
  ":",
  "a # inline",
  "a ; inline",
  "# all",
  "; all",
  "a;b#c",
  '"quoted # value"',
  "'open",
  "%(region)s %",
  "${HOME} $x",
  "back\\slash\\",
  "é 日本 🔑",
  "a\u2028b = c",
  "a\u0085b=c",
  "a\x1cb = c\x1dd",
  "a\vb=\fc",
  "nul\0nul",
  "\u001b[31mred",
  "[section]",
  "trailing \t ",
  "\u00a0nbsp\u00a0",
  "[",
];
const BLOCKS = ["s3", "sts", "iam", "dynamodb", "s3api", "Sts"];
const LETTERS = [..."[]=:#; \t\n\r\"'\\%a\0\v\f\x1c\u0085\u2028\ufeff\u00a0"];

/**
 * Returns a config and a credentials file as people, tools and accidents write them; the same for the same `random`.
 * botocore accepts about half of them.
 */
export function randomConfig(random: Random): FilePair {
  const oddness = oneOf(random, [0, 0, 0.01, 0.05, 0.2]);
  const spice = oneOf(random, [0, 0.1, 0.3]);
  const ends = random() < 0.6 ? ["\n"] : oneOf(random, [["\r\n"], ["\r"], ["\n", "\r\n", "\r"]]);
  const profiles = Array.from({ length: 4 }, () => oneOf(random, NAMES));
  const style: Style = { random, oddness, spice, end: () => oneOf(random, ends), profiles };
  const files = { config: fileOf(style, true), credentials: fileOf(style, false) };
  if (random() >= Math.max(oddness, 0.05)) return files;
  return random() < 0.5
    ? { ...files, config: mutated(random, files.config) }
    : { ...files, credentials: mutated(random, files.credentials) };
}

function isOdd({ random, oddness }: Style): boolean {
  return random() < oddness;
}

function isSpicy({ random, spice }: Style): boolean {
  return random() < spice;
}

function fileOf(style: Style, isConfig: boolean): string {
  const { random, end } = style;
  if (random() < 0.03) return oneOf(random, ["", "\n", "# only a comment", " \t\n\n"]);
  let text = isOdd(style)
    ? oneOf(random, ["\ufeff", "# head\n", "\n \n", " ; indented\n", "early = x\n", " [\n"])
    : "";
  const headers = new Set<string>();
  for (let left = 1 + Math.floor(random() * 6); left > 0; left--) {
    const header = headerOf(style, isConfig);
    if (headers.has(header) && !isOdd(style)) continue;
    headers.add(header);
    text += `${lineOfHeader(style, header)}${end()}${bodyOf(style, header)}`;
  }
  return random() < 0.2 ? text.trimEnd() : text;
}

function headerOf(style: Style, isConfig: boolean): string {
  const { random, profiles } = style;
  const name = isSpicy(style) ? oneOf(random, ODD_NAMES) : oneOf(random, profiles);
  if (isOdd(style)) {
    return oneOf(random, [
      "DEFAULT",
      "profile",
      "profiles x",
      "plugins",
      "sso-session",
      "services",
    ]);
  }
  if (random() < 0.25) return "default";
  if (!isConfig && random() < 0.9) return name;
  const kind = oneOf(random, ["profile", "profile", "profile", "sso-session", "services"]);
  const gap = isSpicy(style) ? oneOf(random, SPACES) : " ";
  return `${kind}${gap}${random() < 0.1 ? JSON.stringify(name) : name}`;
}

function lineOfHeader(style: Style, header: string): string {
  const { random } = style;
  if (!isOdd(style)) return `[${header}]`;
  return oneOf(random, [
    `[${header}`,
    `${header}]`,
    `[${header}] # comment`,
    `[${header}];comment`,
    `[${header}]]`,
    `[[${header}]]`,
    `[ ${header} ]`,
    `${oneOf(random, SPACES)}[${header}]`,
    `[${header}]${oneOf(random, SPACES)}`,
    `[${header}] = x`,
    "[]",
    "[ ]",
  ]);
}

function bodyOf(style: Style, header: string): string {
  const { random, end } = style;
  const used = new Set<string>();
  let text = "";
  for (let left = Math.floor(random() * 7); left > 0; left--) {
    const kind = random();
    if (kind < 0.08) text += `${commentOf(style)}${end()}`;
    else if (kind < 0.14) text += `${isSpicy(style) ? oneOf(random, SPACES) : ""}${end()}`;
    else if (isOdd(style) && kind < 0.3) {
      text += `${oneOf(random, ["stray", "[", "]", "= x", ": x", ":", "\ufeff"])}${end()}`;
    } else {
      const isBlock = random() < (header.startsWith("services") ? 0.8 : 0.15);
      const key = isBlock ? oneOf(random, BLOCKS) : keyOf(style);
      if (used.has(key.toLowerCase()) && !isOdd(style)) continue;
      used.add(key.toLowerCase());
      text += `${isOdd(style) ? oneOf(random, SPACES) : ""}${key}${delimiterOf(style)}`;
      text += isBlock ? blockOf(style) : `${valueOf(style)}${end()}${continuationsOf(style)}`;
    }
  }
  return text;
}

function keyOf(style: Style): string {
  return oneOf(style.random, isSpicy(style) ? ODD_KEYS : KEYS);
}

function valueOf(style: Style): string {
  return oneOf(style.random, isSpicy(style) ? ODD_VALUES : VALUES);
}

function delimiterOf(style: Style): string {
  const space = (): string => isSpicy(style) ? oneOf(style.random, SPACES) : " ";
  if (isOdd(style)) return oneOf(style.random, ["", "==", " := ", ":", "=:", "  "]);
  return oneOf(style.random, ["=", `${space()}=${space()}`, `${space()}:${space()}`]);
}

function commentOf(style: Style): string {
  const indent = isSpicy(style) ? oneOf(style.random, SPACES) : "";
  return `${indent}${oneOf(style.random, ["# ", ";", "#[x]", "; a = b", "##"])}`;
}

function continuationsOf(style: Style): string {
  const { random, end } = style;
  if (random() > 0.05 + style.spice) return "";
  return Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
    const indent = oneOf(random, isSpicy(style) ? SPACES : ["  ", "\t", "    "]);
    return `${indent}${oneOf(random, [valueOf(style), commentOf(style), "", "a = b"])}${end()}`;
  }).join("");
}

function blockOf(style: Style): string {
  const { random, end } = style;
  const indent = oneOf(random, ["  ", "\t", "    "]);
  let text = end();
  for (let left = Math.floor(random() * 4); left > 0; left--) {
    const depth = isSpicy(style) ? oneOf(random, SPACES) : indent;
    const kind = random();
    if (isOdd(style)) {
      const odd = ["", "no equals", "a: b", "= x", "[x]", "a =", `b =${end()}${depth}  c = d`];
      text += `${depth}${oneOf(random, odd)}${end()}`;
    } else if (kind < 0.1) text += `${depth}${commentOf(style)}${end()}`;
    else if (kind < 0.2) text += end();
    else text += `${depth}${keyOf(style)} ${oneOf(random, ["=", "= "])}${valueOf(style)}${end()}`;
  }
  return text;
}

/** Returns `text` with one to four accidental changes. */
function mutated(random: Random, text: string): string {
  let letters = [...text];
  for (let left = 1 + Math.floor(random() * 4); left > 0; left--) {
    const at = Math.floor(random() * (letters.length + 1));
    const kind = random();
    if (kind < 0.4) letters.splice(at, 0, oneOf(random, LETTERS));
    else if (kind < 0.6) letters.splice(at, 1);
    else if (kind < 0.8) letters.splice(at, 1, oneOf(random, LETTERS));
    else if (kind < 0.9) letters = letters.slice(0, at);
    else letters.push(...letters.slice(at, at + 40));
  }
  return letters.join("");
}
