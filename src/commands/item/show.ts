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
import { itemJson, shortKeyId, shown } from "./item_view.ts";
import { columns, printAnswer } from "../../cli/output.ts";
import { readableItem, readableItems } from "./readable_items.ts";

/** `opaws item list`. */
export const itemList: Command = declare(
  "list",
  {
    brief: "Lists items: title, vault, the end of the access key id, tags.",
    description: "Of all vaults, each unlocked in turn; --vault narrows it to one.",
    examples: ["opaws item list", "opaws item list --vault work"],
  },
  parameters({ json: jsonFlag, vault: vaultOption, passwordStdin: passwordStdinFlag }),
  async (options, context) => {
    const items = await readableItems(context, options.vault, {
      reason: "to list items",
      passwordStdin: options.passwordStdin,
    });
    const rows = items.map(({ item, vault, updated }) => ({
      id: item.id,
      title: item.title,
      vault,
      accessKeyId: shortKeyId(item),
      tags: item.tags,
      updated,
    }));
    printAnswer(
      options.json,
      { items: rows },
      () =>
        rows.length === 0
          ? ["No item yet. Bring your keys in: opaws item import"]
          : columns(rows.map((row) => [
            row.title,
            row.vault,
            row.accessKeyId,
            row.id,
            row.tags.join(" "),
          ])),
    );
  },
);

/** `opaws item show`. */
export const itemShow: Command = declare(
  "show",
  {
    brief: "Shows an item; secrets stay masked unless you ask for them.",
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
    printAnswer(options.json, itemJson(item, vault, updated, options.reveal), () => [
      ...columns([
        ["title", item.title],
        ["vault", vault],
        ["id", item.id],
        ...item.fields.map((field) => [field.name, shown(field, options.reveal)]),
        ...(item.tags.length ? [["tags", item.tags.join(" ")]] : []),
        ["created", item.created],
        ...(updated ? [["updated", updated]] : []),
      ]),
      ...(item.notes ? ["", ...item.notes.split("\n")] : []),
    ]);
  },
);
