import { type Command, group } from "../../cli/declare.ts";
import { sessionClear } from "./clear.ts";
import { sessionList } from "./list.ts";

/** `opaws session`. */
export const session: Command = group(
  "session",
  {
    brief: "Cached STS sessions: list them, clear them.",
    description: "STS sessions: opaws caches them, so that it need not ask AWS again each time.",
  },
  [sessionList, sessionClear],
);
