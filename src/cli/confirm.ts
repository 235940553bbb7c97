import { UserError } from "../errors.ts";
import { askYesNo } from "./prompts.ts";

/** A question before something that cannot be taken back. */
interface Confirmation {
  /** The question. */
  readonly question: string;
  /** Verb and object, for the fault. */
  readonly cannot: string;
  /** The command line that does not ask. */
  readonly flag: string;
}

/** Goes on when `yes` or when the person says so. Faults: 77 declined, 79 no terminal. */
export async function confirm(yes: boolean, about: Confirmation): Promise<void> {
  if (yes) return;
  const agreed = await askYesNo(about.question, { cannot: about.cannot, try: about.flag });
  if (!agreed) {
    throw new UserError({
      exit: "denied",
      code: "declined",
      cannot: about.cannot,
      because: "you said no",
    });
  }
}
