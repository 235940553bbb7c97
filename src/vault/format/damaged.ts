import { UserError } from "../../errors.ts";

/** The fault (65) of a file that is not what a writer of this format left there. `code` is `damaged` unless told. */
export function damaged(
  cannot: string,
  because: string,
  more: { readonly code?: string; readonly try?: string; readonly cause?: unknown } = {},
): UserError {
  return new UserError({ exit: "damaged", code: "damaged", cannot, because, ...more });
}
