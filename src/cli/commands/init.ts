import { object } from "@optique/core/constructs";
import { Fault } from "../../fault.ts";
import type { Binding, Scope } from "../../scope/binding.ts";
import { toolNamed } from "../../tools/table.ts";
import { bindTool, realFolder, scopeFrom } from "../bind_tool.ts";
import {
  type CommandParser,
  declare,
  json,
  optionalWord,
  passwordStdin,
  value,
  vault,
  yes,
} from "../declare.ts";
import { findItem } from "../find_item.ts";
import { chooseItem } from "../init_item.ts";
import { offerHook, offerScrub } from "../init_after.ts";
import { answer, tell } from "../output.ts";
import { scopeWords } from "../scope_text.ts";
import { canAsk, choose, type TalkFault } from "../talk.ts";
import type { Workplace } from "../workplace.ts";

/** `opaws init`. */
export const init: CommandParser = declare(
  "init",
  {
    brief: "Sets opaws up for a tool: which item, and where that choice holds.",
    description:
      "Asks what it needs to know. With --item and --scope it asks nothing and can be used in scripts.",
    examples: [
      "opaws init",
      "opaws init terraform",
      'opaws init aws --item "AWS prod" --scope directory --directory ~/work/prod --yes',
    ],
  },
  object({
    json,
    vault,
    passwordStdin,
    yes,
    item: value("--item", "ITEM", "The item: title, id, or a unique beginning."),
    scope: value("--scope", "SCOPE", "session, directory or global."),
    directory: value("--directory", "DIR", "The directory, when not the working one."),
    profile: value("--profile", "PROFILE", "The profile of ~/.aws/config to use with it."),
    region: value("--region", "REGION", "The region to use with it."),
    tool: optionalWord("TOOL", "Which tool; aws when left out. See opaws list."),
  }),
  async (options, work) => {
    const tool = options.tool ?? "aws";
    checkTool(work, tool);
    const scope = options.scope === undefined
      ? null
      : scopeFrom(work, options.scope, options.directory);
    const talk = talkOf(tool);
    if (scope === null && !canAsk()) throw needed(tool, "--scope");
    if (options.item === undefined && !canAsk()) throw needed(tool, "--item");
    const reason = `to choose an item for ${tool}`;
    const chosen = options.item === undefined
      ? await chooseItem(work, options.vault, talk)
      : await findItem(work, options.item, options.vault, {
        reason,
        passwordStdin: options.passwordStdin,
      });
    const where = scope ?? await askScope(work, talk);
    const binding: Binding = {
      vault: chosen.vault,
      item: chosen.item.id,
      title: chosen.item.title,
      ...(options.profile === undefined ? {} : { profile: options.profile }),
      ...(options.region === undefined ? {} : { region: options.region }),
    };
    await bindTool(work, where, tool, binding);
    answer(options.json, { tool, scope: where, binding }, () => [
      `${tool} uses "${binding.title}" of vault "${binding.vault}" ${scopeWords(where)}.`,
    ]);
    if (options.json || options.yes || !canAsk()) return;
    await offerScrub(work, talk);
    await offerHook(work, talk);
    tell("", `See what is chosen and why: opaws which ${tool}`);
  },
);

/** Asks where a choice is to hold. */
export async function askScope(work: Workplace, talk: TalkFault): Promise<Scope> {
  const here = work.host.cwd();
  return await choose<Scope>("When should it be used?", [
    ...(work.terminal === null ? [] : [{
      value: { kind: "session" } as const,
      label: "Prompt me for each new terminal session",
      hint: "for this terminal only",
    }]),
    ...(here === null ? [] : [{
      value: { kind: "directory", path: realFolder(work) } as const,
      label: "Use automatically when in this directory or subdirectories",
      hint: here,
    }]),
    {
      value: { kind: "global" } as const,
      label: "Use as global default on my system",
    },
  ], talk);
}

function talkOf(tool: string): TalkFault {
  return {
    cannot: `set up ${tool}`,
    try: `opaws init ${tool} --item ITEM --scope session|directory|global --yes`,
  };
}

function needed(tool: string, option: string): Fault {
  return new Fault({
    exit: "locked",
    code: "no-terminal",
    cannot: `set up ${tool}`,
    because: `there is no terminal to ask on, and ${option} is not given`,
    try: talkOf(tool).try!,
  });
}

function checkTool(work: Workplace, tool: string): void {
  if (toolNamed(tool, work.config().tools)) return;
  throw new Fault({
    exit: "usage",
    code: "unknown-tool",
    cannot: `set up ${JSON.stringify(tool)}`,
    because: "it is no tool opaws knows; any command works with opaws run",
    try: "opaws list",
  });
}
