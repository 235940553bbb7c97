import {
  argument,
  type Command,
  declare,
  jsonFlag,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { checkField, checkFields } from "../../credentials/field_checks.ts";
import { renameField } from "../../credentials/item_fields.ts";
import { findItem } from "../../unlock/find_item.ts";
import { changeItem } from "./change_item.ts";
import { itemJson } from "./item_view.ts";
import { badItem } from "./new_item.ts";

/** `opaws item rename-field`. */
export const command: Command = declare(
  {
    examples: ['opaws item rename-field "AWS dev" "key id" "access key id"'],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    item: argument("ITEM", "Its title, its id, or a unique beginning of either."),
    from: argument("FROM", "Its current name."),
    to: argument("TO", "Its new name."),
  }),
  async (options, context) => {
    const found = await findItem(context, options.item, options.vault, {
      reason: `to rename a field of item ${JSON.stringify(options.item)}`,
      write: true,
      passwordStdin: options.passwordStdin,
    });
    const saved = await changeItem(context, found, (item) => {
      const fields = renameField(item.fields, options.from, options.to);
      const renamed = fields.find((field) => field.name === options.to);
      const problem = renamed && checkField(renamed).problem;
      if (problem !== undefined) {
        throw badItem(`rename field ${JSON.stringify(options.from)}`, problem);
      }
      return { ...item, fields };
    });
    const { doubt } = checkFields(saved.fields);
    if (doubt !== undefined) context.report(`opaws: saved as it is, but ${doubt}`);
    printAnswer(options.json, itemJson(saved, found.vault, undefined, false), () => [
      `Renamed field "${options.from}" of item "${saved.title}" to "${options.to}".`,
    ]);
  },
);
