import { runParser } from "@optique/core/facade";
import { formatMessage, text } from "@optique/core/message";
import { Fault } from "../fault.ts";
import type { Action, CommandParser } from "./declare.ts";
import { group, oneOf } from "./declare.ts";
import { config } from "./commands/config.ts";
import { clear } from "./commands/clear.ts";
import { doctor } from "./commands/doctor.ts";
import { credentialProcess } from "./commands/credential_process.ts";
import { exportCommand } from "./commands/export.ts";
import { hookInstall } from "./commands/hook_install.ts";
import { itemImport } from "./commands/import.ts";
import { init } from "./commands/init.ts";
import { inspect } from "./commands/inspect.ts";
import { itemCheck } from "./commands/item_check.ts";
import { itemCreate } from "./commands/item_create.ts";
import { itemDelete, itemEdit, itemRenameField } from "./commands/item_edit.ts";
import { itemList, itemShow } from "./commands/item_show.ts";
import { list } from "./commands/list.ts";
import { otp } from "./commands/otp.ts";
import { profiles } from "./commands/profile.ts";
import { runHelp } from "./commands/run_help.ts";
import { sessions } from "./commands/session.ts";
import { scrub } from "./commands/scrub.ts";
import { lock, status, unlock } from "./commands/unlock.ts";
import { tokens } from "./commands/token.ts";
import { vaults } from "./commands/vault.ts";
import { which } from "./commands/which.ts";
import { VERSION } from "./version.ts";
import { writeAll } from "./write_all.ts";

const item = group(
  "item",
  { brief: "Items: the access keys in your vaults." },
  [itemImport, itemCreate, itemList, itemShow, itemCheck, itemEdit, itemRenameField, itemDelete],
);

const COMMANDS: readonly CommandParser[] = [
  init,
  runHelp,
  inspect,
  which,
  clear,
  list,
  item,
  exportCommand,
  credentialProcess,
  scrub,
  vaults,
  tokens,
  unlock,
  lock,
  status,
  otp,
  sessions,
  profiles,
  config,
  doctor,
  hookInstall,
];

/**
 * Reads a command line and answers what to do. Asking for help, the version or a completion script is such an answer
 * too. Faults (64) when the words are no command line of ours, with the nearest one where there is one.
 */
export function parseCommandLine(words: readonly string[]): Action {
  const shown: Action = () => 0;
  return runParser(oneOf(COMMANDS), "opaws", asked(words), {
    brief: [text("opaws keeps AWS access keys encrypted and becomes aws with the right one.")],
    footer: [text("Start with: opaws init")],
    help: { option: { names: ["--help", "-h"] }, command: true, onShow: () => shown },
    version: { option: { names: ["--version", "-V"] }, value: VERSION, onShow: () => shown },
    completion: { command: true, onShow: () => shown },
    commandList: "top-level",
    usageLine: [{ type: "ellipsis" }],
    colors: Deno.stdout.isTerminal() && !Deno.env.get("NO_COLOR") &&
      Deno.env.get("TERM") !== "dumb",
    aboveError: "none",
    stdout: (line) => writeAll(Deno.stdout, `${line}\n`),
    stderr: () => {},
    onError: (_status, error) => {
      throw misread(words, formatMessage(error, { colors: false, quotes: true }));
    },
  });
}

/** No words ask for help; so does `run --help`, whose words would otherwise be taken for a command's. */
function asked(words: readonly string[]): readonly string[] {
  if (words.length === 0) return ["--help"];
  return words[0] === "run" && ["--help", "-h"].includes(words[1] ?? "") ? ["help", "run"] : words;
}

function misread(words: readonly string[], error: string): Fault {
  const sentence = error.replace(/\s+/g, " ").trim();
  const command = words.slice(0, 2).filter((word) => /^[a-z-]+$/.test(word) && word[0] !== "-");
  return new Fault({
    exit: "usage",
    code: "usage",
    cannot: `read ${JSON.stringify(["opaws", ...words].slice(0, 3).join(" "))}`,
    because: sentence.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase()).replace(
      /\.$/,
      "",
    ),
    try: `opaws ${[...command.slice(0, 1), "--help"].join(" ")}`,
  });
}
