import { shellWord } from "../quote.ts";
import { restartWithoutTlsVariables } from "../exec/clean_restart.ts";
import { afterDoing, UserError } from "../errors.ts";
import { findTool } from "../tools/table.ts";
import { noteAccount } from "./item/check_item.ts";
import { chooseAndBind } from "./init/choose_and_bind.ts";
import {
  type Command,
  declare,
  flag,
  jsonFlag,
  option,
  optionalArgument,
  parameters,
  passwordStdinFlag,
  vaultOption,
  yesFlag,
} from "../cli/declare.ts";
import { offerHook } from "./init/offer_hook.ts";
import { offerScrub } from "./init/offer_scrub.ts";
import { printAnswer, report } from "../cli/output.ts";
import { scopePhrase } from "../scope/binding.ts";
import { canAsk } from "../cli/prompts.ts";
import type { CommandContext } from "../cli/context.ts";
import { refreshHooks } from "./hook/save_hook.ts";

/** `opaws init`. */
export const command: Command = declare(
  {
    description:
      "It asks what it needs to know. With --item and --scope it asks nothing, so scripts can use it.",
    examples: [
      "opaws init",
      "opaws init terraform",
      'opaws init aws --item "AWS prod" --scope directory --directory ~/prod --yes',
    ],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    yes: yesFlag,
    item: option("--item", "ITEM", "The item: title, id, or a unique beginning."),
    scope: option("--scope", "SCOPE", "session, directory or global."),
    directory: option("--directory", "DIR", "The directory, if it is not the working directory."),
    profile: option("--profile", "PROFILE", "The profile of ~/.aws/config to use with the item."),
    region: option("--region", "REGION", "The region to use with the item."),
    noCheck: flag("--no-check", "Do not ask AWS which account the item belongs to."),
    tool: optionalArgument("TOOL", "The tool; aws by default. See opaws list."),
  }),
  async (options, context) => {
    const tool = options.tool ?? "aws";
    checkTool(context, tool);
    if (!options.noCheck) await restartWithoutTlsVariables(context.host);
    const { scope, binding, found } = await chooseAndBind(context, tool, options);
    await refreshHooks(context.host, context.paths);
    printAnswer(options.json, { tool, scope, binding }, () => [
      `${tool} uses "${binding.title}" of vault "${binding.vault}" ${scopePhrase(scope)}.`,
    ]);
    if (!options.noCheck) await noteAccount(context, found);
    const asksNothing = options.item !== undefined && options.scope !== undefined;
    if (options.json || options.yes || asksNothing || !canAsk()) return;
    const done = [`${tool} uses "${binding.title}" ${scopePhrase(scope)}`];
    await afterDoing({ done, try: "opaws scrub" }, () => offerScrub(context, found.vault));
    await afterDoing({ done, try: "opaws hook --install" }, () => offerHook(context, tool));
    report(`opaws: to see which item is used and why: opaws which ${shellWord(tool)}`);
  },
);

function checkTool(context: CommandContext, tool: string): void {
  if (findTool(tool, context.config().tools)) return;
  throw new UserError({
    exit: "usage",
    code: "unknown-tool",
    cannot: `set up ${JSON.stringify(tool)}`,
    because: "opaws does not know this tool, but opaws run works with any command",
    try: "opaws list",
  });
}
