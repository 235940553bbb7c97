import { UserError } from "../errors.ts";
import type { Item } from "../vault/item.ts";
import type { CredentialsContext } from "./context.ts";

/** How long before its end opaws warns; milliseconds. SDKs refresh temporary credentials about then. */
const WARNING = 15 * 60_000;

/**
 * Warns if the temporary credentials of `item` end soon. `expiresAt` is their end, epoch milliseconds.
 *
 * @throws UserError (77) if they have ended.
 */
export function checkEnd(
  item: Item,
  expiresAt: number,
  { host, report }: Pick<CredentialsContext, "host" | "report">,
): void {
  const left = expiresAt - host.now();
  const title = JSON.stringify(item.title);
  if (left <= 0) {
    throw new UserError({
      exit: "denied",
      code: "item-ended",
      cannot: `use item ${title}`,
      because: `its temporary credentials ended at ${new Date(expiresAt).toISOString()}`,
      try: "opaws item create --temporary",
    });
  }
  if (left > WARNING) return;
  const minutes = Math.ceil(left / 60_000);
  report(`opaws: the temporary credentials of ${title} end in ${minutes} min`);
}
