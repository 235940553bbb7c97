import { type Command, group } from "../../cli/declare.ts";
import { itemCheck } from "./check.ts";
import { itemCreate } from "./create.ts";
import { itemDelete } from "./delete.ts";
import { itemEdit } from "./edit.ts";
import { itemImport } from "./import.ts";
import { itemList } from "./list.ts";
import { itemRenameField } from "./rename_field.ts";
import { itemRotate } from "./rotate.ts";
import { itemShow } from "./show.ts";

/** `opaws item`. */
export const item: Command = group("item", { brief: "Items: the access keys in your vaults." }, [
  itemImport,
  itemCreate,
  itemList,
  itemShow,
  itemCheck,
  itemRotate,
  itemEdit,
  itemRenameField,
  itemDelete,
]);
