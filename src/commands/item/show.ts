import {
  argument,
  type Command,
  declare,
  flag,
  jsonFlag,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { columns, printExactAnswer } from "../../cli/output.ts";
import { itemJson, shownValue } from "./item_view.ts";
import { readableItem } from "./readable_items.ts";

/** `opaws item show`. */
export const command: Command = declare(
  {
    examples: ['opaws item show "AWS dev"', "opaws item show 3f2a --json --reveal"],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    reveal: flag("--reveal", "Show the secret fields as well."),
    item: argument("ITEM", "Its title, its id, or a unique beginning of either."),
  }),
  async (options, context) => {
    const { item, vault, updated } = await readableItem(context, options.item, options.vault, {
      reason: `to show item ${JSON.stringify(options.item)}`,
      passwordStdin: options.passwordStdin,
    });
    printExactAnswer(options.json, itemJson(item, vault, updated, options.reveal), () => [
      ...columns([
        ["title", item.title],
        ["vault", vault],
        ["id", item.id],
        ...item.fields.map((field) => [field.name, shownValue(field, options.reveal)]),
        ...(item.tags.length ? [["tags", item.tags.join(" ")]] : []),
        ["created", item.created],
        ...(updated ? [["updated", updated]] : []),
      ], true),
      ...(item.notes ? ["", ...item.notes.split("\n")] : []),
    ]);
  },
);
