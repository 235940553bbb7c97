import {
  type Command,
  declare,
  json,
  object,
  passwordStdin,
  toggle,
  vault,
  word,
} from "../declare.ts";
import { itemJson, shortKeyId, shown } from "../item/item_view.ts";
import { answer, columns } from "../output/output.ts";
import { readableItem, readableItems } from "../item/readable_items.ts";

/** `opaws item list`. */
export const itemList: Command = declare(
  "list",
  {
    brief: "Lists items: title, vault, the end of the access key id, tags.",
    description: "Of all vaults, each unlocked in turn; --vault narrows it to one.",
    examples: ["opaws item list", "opaws item list --vault work"],
  },
  object({ json, vault, passwordStdin }),
  async (options, work) => {
    const items = await readableItems(work, options.vault, {
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
    answer(
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
  object({
    json,
    vault,
    passwordStdin,
    reveal: toggle("--reveal", "Show the secret fields as well."),
    item: word("ITEM", "Its title, its id, or a unique beginning of either."),
  }),
  async (options, work) => {
    const { item, vault, updated } = await readableItem(work, options.item, options.vault, {
      reason: `to show item ${JSON.stringify(options.item)}`,
      passwordStdin: options.passwordStdin,
    });
    answer(options.json, itemJson(item, vault, updated, options.reveal), () => [
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
