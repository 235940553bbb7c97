import { type Command, group } from "../../cli/declare.ts";
import { tokenCreate } from "./create.ts";
import { tokenList } from "./list.ts";
import { tokenRevoke } from "./revoke.ts";

/** `opaws token`. */
export const token: Command = group(
  "token",
  { brief: "Tokens: open some items without a password, for CI." },
  [tokenCreate, tokenList, tokenRevoke],
);
