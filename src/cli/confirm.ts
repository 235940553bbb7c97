import { Cancelled } from "../errors.ts";
import { askYesNo } from "./prompts.ts";

/** A question before something that cannot be undone. */
interface Confirmation {
  /** The question. */
  readonly question: string;
  /** Verb and object, for the error. */
  readonly cannot: string;
  /** The command line that does not ask. */
  readonly flag: string;
}

/** Returns if `yes` is true or the user agrees. Throws Cancelled (77) if the user declines, UserError (79) without a terminal. */
export async function confirm(yes: boolean, about: Confirmation): Promise<void> {
  if (yes) return;
  const agreed = await askYesNo(about.question, { cannot: about.cannot, try: about.flag });
  if (!agreed) throw new Cancelled(about.cannot);
}
