import { ensureCleanStart } from "../../exec/clean_start.ts";
import { Fault } from "../../fault.ts";
import { toolNamed } from "../../tools/table.ts";
import { noteAccount } from "../item/check_item.ts";
import { chooseAndBind } from "../setup/choose_and_bind.ts";
import {
  type Command,
  declare,
  json,
  object,
  optionalWord,
  passwordStdin,
  toggle,
  value,
  vault,
  yes,
} from "../declare.ts";
import { offerHook } from "../setup/offer_hook.ts";
import { offerScrub } from "../setup/offer_scrub.ts";
import { answer, tell } from "../output/output.ts";
import { scopeWords } from "../output/scope_text.ts";
import { canAsk } from "../ask/talk.ts";
import type { Workplace } from "../workplace.ts";

/** `opaws init`. */
export const init: Command = declare(
  "init",
  {
    brief: "Binds an item to a tool, and says where that holds.",
    description:
      "Asks what it needs to know. With --item and --scope it asks nothing and can be used in scripts.",
    examples: [
      "opaws init",
      "opaws init terraform",
      'opaws init aws --item "AWS prod" --scope directory --directory ~/prod --yes',
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
    noCheck: toggle("--no-check", "Do not ask AWS which account the item belongs to."),
    tool: optionalWord("TOOL", "Which tool; aws when left out. See opaws list."),
  }),
  async (options, work) => {
    const tool = options.tool ?? "aws";
    checkTool(work, tool);
    if (!options.noCheck) await ensureCleanStart(work.host);
    const { scope, binding, found } = await chooseAndBind(work, tool, options);
    answer(options.json, { tool, scope, binding }, () => [
      `${tool} uses "${binding.title}" of vault "${binding.vault}" ${scopeWords(scope)}.`,
    ]);
    if (!options.noCheck) await noteAccount(work, found);
    if (options.json || options.yes || !canAsk()) return;
    await offerScrub(work);
    await offerHook(work, tool);
    tell(`See what is chosen and why: opaws which ${tool}`);
  },
);

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
