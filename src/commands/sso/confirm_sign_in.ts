import { askYesNo, canAsk } from "../../cli/prompts.ts";
import { cleanText } from "../../clean_text.ts";
import { Cancelled, UserError } from "../../errors.ts";
import type { SsoAccess } from "../../credentials/sso/sso_access.ts";
import type { ConfirmSignIn } from "../../credentials/sso/with_sign_in.ts";
import type { Host } from "../../host.ts";
import { noninteractiveVariable } from "../../unlock/prompts/noninteractive.ts";
import { askOnTerminal } from "../../unlock/prompts/terminal_prompt.ts";

/**
 * Asks whether to sign in to the session called `label`, on the terminal itself if standard input is a pipe. `needed` is
 * the error that says why, which is thrown if nobody can be asked.
 *
 * @throws Cancelled (77) if the answer is no; `needed` (79) if there is no way to ask.
 */
export async function confirmSignIn(host: Host, label: string, needed: UserError): Promise<void> {
  const question = `Sign in to ${label}?`;
  const cannot = `sign in to ${label}`;
  if (noninteractiveVariable(host) !== null) throw needed;
  if (canAsk()) {
    if (await askYesNo(question, { cannot }, true)) return;
    throw new Cancelled(cannot);
  }
  const answer = await askOnTerminal(
    host,
    [`opaws: ${needed.message}`],
    `${question} (Enter or n)`,
  );
  if (answer.kind === "no-terminal") {
    const { askDialog } = await import("../../unlock/prompts/dialog/ask_dialog.ts");
    const shown = await askDialog(host, [cleanText(needed.message)], cleanText(question), true);
    if (shown.kind === "answered") return;
    throw shown.kind === "cancelled" ? new Cancelled(cannot) : needed;
  }
  const isYes = answer.kind === "answered" && /^(|y|yes)$/i.test(answer.text.reveal().trim());
  if (!isYes) throw new Cancelled(cannot);
}

/** Returns {@linkcode confirmSignIn} for what works with `access`. */
export function confirmFor({ host }: Pick<SsoAccess, "host">): ConfirmSignIn {
  return (label, needed) => confirmSignIn(host, label, needed);
}
