import { confirm } from "../../cli/confirm.ts";
import type { CommandContext } from "../../cli/context.ts";
import { cannotEnroll, type UnavailableCheck } from "../../unlock/system/enroll_system.ts";
import { shellWord } from "../../quote.ts";

/**
 * Reports why no check of presence can be used and what that means, and asks whether to enroll the system for the vault
 * `name` anyway. Throws UserError 77 if the answer is no, 79 if there is no terminal to ask on.
 */
export async function confirmWithoutCheck(
  { report }: Pick<CommandContext, "report">,
  name: string,
  yes: boolean,
  unavailable: readonly UnavailableCheck[],
): Promise<void> {
  const fix = unavailable.find((check) => check.try !== undefined)?.try;
  for (
    const line of [
      "opaws: nothing on this machine verifies that you are present",
      ...unavailable.map(({ method, because }) => `  ${method}: ${because}`),
      `The login session alone would protect vault "${name}": anyone at your open session, and any`,
      "program that runs as you while you are logged in, could unlock it without being asked anything.",
      ...(fix === undefined ? [] : [`  try: ${fix}`]),
    ]
  ) report(line);
  await confirm(yes, {
    question: "Enroll the system anyway?",
    cannot: cannotEnroll(name),
    flag: `opaws unlock --enroll system --vault ${shellWord(name)} --yes`,
  });
}
