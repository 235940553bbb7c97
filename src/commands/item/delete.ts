import { confirm } from "../../cli/confirm.ts";
import {
  argument,
  type Command,
  declare,
  jsonFlag,
  parameters,
  passwordStdinFlag,
  vaultOption,
  yesFlag,
} from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { forgetUsage } from "../../credentials/item_usage.ts";
import { forgetSessions } from "../../credentials/session_files.ts";
import { isSso } from "../../scope/binding.ts";
import { allBindings } from "../../scope/edit.ts";
import { findItem } from "../../unlock/find_item.ts";
import { changeVault } from "../../vault/store/change.ts";
import { reportLostTokens } from "./change_item.ts";
import { optionWords } from "../../quote.ts";

/** `opaws item delete`. */
export const command: Command = declare(
  {
    description:
      "Reports how many bindings still point to it. As long as a backup holds it, opaws vault restore brings it back.",
    examples: ['opaws item delete "AWS dev"'],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    yes: yesFlag,
    item: argument("ITEM", "Its title, its id, or a unique beginning of either."),
  }),
  async (options, context) => {
    const { item, vault, open } = await findItem(context, options.item, options.vault, {
      reason: `to delete item ${JSON.stringify(options.item)}`,
      write: true,
      passwordStdin: options.passwordStdin,
    });
    await confirm(options.yes, {
      question: `Delete item "${item.title}" from vault "${vault}"?`,
      cannot: `delete item ${JSON.stringify(item.title)}`,
      flag: `opaws item delete ${item.id}${
        optionWords({ "--password-stdin": options.passwordStdin, "--yes": true })
      }`,
    });
    await changeVault(context.host, context.paths, vault, open.key, (draft) => {
      reportLostTokens(context, draft.file, item);
      draft.removeItem(item.id);
    });
    forgetSessions(context.paths, open.file.id, item.id);
    forgetUsage(context.paths, item.id);
    const stale = allBindings(context.config()).filter(({ binding }) =>
      !isSso(binding) && binding.item === item.id
    );
    printAnswer(
      options.json,
      { id: item.id, title: item.title, vault, deleted: true, staleBindings: stale.length },
      () => [
        `Deleted item "${item.title}" from vault "${vault}".`,
        ...(stale.length
          ? [`Bindings that still point to it: ${stale.length}. See: opaws inspect`]
          : []),
      ],
    );
  },
);
