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
import { bindingName, bindingText, scopePhrase } from "../scope/binding.ts";
import { bindingBefore } from "../scope/resolve.ts";
import { readScopeTree } from "../scope/scope_tree.ts";
import { canAsk } from "../cli/prompts.ts";
import type { CommandContext } from "../cli/context.ts";
import { refreshHooks } from "./hook/save_hook.ts";

/** `opaws init`. */
export const command: Command = declare(
  {
    description:
      "It asks what it needs to know: an item, or a role of IAM Identity Center, and where it applies. With --item and --scope it asks nothing, so scripts can use it. So does --sso with --account, --role, --region and --scope, once you are signed in.",
    examples: [
      "opaws init",
      "opaws init terraform",
      'opaws init aws --item "AWS prod" --scope directory --directory ~/prod --yes',
      "opaws init aws --sso corp",
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
    region: option("--region", "REGION", "The region to use with the item or the role."),
    sso: option("--sso", "SESSION", "A session of IAM Identity Center, instead of an item."),
    account: option("--account", "ID", "The account there, with --sso: its 12 digits."),
    role: option("--role", "NAME", "The role there, with --sso."),
    noCheck: flag("--no-check", "Do not ask AWS about the account of the item, or about the role."),
    tool: optionalArgument("TOOL", "The tool; aws by default. See opaws list."),
  }),
  async (options, context) => {
    const tool = options.tool ?? "aws";
    checkTool(context, tool);
    if (!options.noCheck) await restartWithoutTlsVariables(context.host);
    const { global, directories } = context.config().scopes;
    const isFirst = [global, ...Object.values(directories)].every((each) =>
      Object.keys(each).length === 0
    );
    const { scope, binding, found } = await chooseAndBind(context, tool, options);
    await refreshHooks(context.host, context.paths);
    printAnswer(options.json, { tool, scope, binding }, () => [
      `${tool} uses ${bindingText(binding)} ${scopePhrase(scope)}.`,
    ]);
    const cwd = context.host.cwd();
    const tree = readScopeTree(context.paths, context.config(), context.terminal, cwd);
    const before = bindingBefore(tree, tool, cwd, scope);
    if (before !== null) {
      report(
        `opaws: here, ${tool} still uses ${bindingText(before.binding)}, which was chosen ${
          scopePhrase(before.scope)
        }: opaws which ${shellWord(tool)}`,
      );
    }
    if (found !== null && !options.noCheck) await noteAccount(context, found);
    const asksNothing = options.scope !== undefined &&
      (options.item !== undefined || options.sso !== undefined);
    if (options.json || options.yes || asksNothing || !canAsk()) return;
    const done = [`${tool} uses ${bindingName(binding)} ${scopePhrase(scope)}`];
    if (found !== null) {
      await afterDoing({ done, try: "opaws scrub" }, () => offerScrub(context, found.vault));
    }
    await afterDoing({ done, try: "opaws hook --install" }, () => offerHook(context, tool));
    if (isFirst) {
      report(
        "opaws: unlocking affects only this terminal; to include editors and other programs: opaws config set lock.scope login",
      );
    }
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
