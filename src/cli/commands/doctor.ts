import { object } from "@optique/core/constructs";
import { type CommandParser, declare, json, optionalWord } from "../declare.ts";
import type { Check, Finding } from "../doctor/finding.ts";
import { sessionsWithoutMfa } from "../doctor/sessions_without_mfa.ts";
import { answer } from "../output.ts";

const CHECKS: readonly Check[] = [sessionsWithoutMfa];

/** `opaws doctor`. */
export const doctor: CommandParser = declare(
  "doctor",
  {
    brief: "Looks for what stands in the way of a tool, and says how to mend it.",
    description: "Ends with 0 only when there is no problem.",
    examples: ["opaws doctor aws", "opaws doctor --json"],
  },
  object({ json, tool: optionalWord("TOOL", "Which tool; aws when left out.") }),
  async (options, work) => {
    const tool = options.tool ?? "aws";
    const findings = (await Promise.all(CHECKS.map((check) => check(work, tool)))).flat();
    answer(options.json, { tool, findings }, () => findings.flatMap(lines));
    return findings.some(({ state }) => state === "problem") ? 1 : 0;
  },
);

function lines({ check, state, says, try: next }: Finding): string[] {
  return [`${state.padEnd(7)}  ${check}: ${says}`, ...(next ? [`           try: ${next}`] : [])];
}
