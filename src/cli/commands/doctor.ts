import { CHECKS, JUDGES, PROBES } from "../doctor/checks.ts";
import type { Facts } from "../doctor/facts.ts";
import type { Finding } from "../doctor/finding.ts";
import { gatherFacts } from "../doctor/gather.ts";
import { ensureCleanStart } from "../../exec/clean_start.ts";
import { Fault } from "../../fault.ts";
import { type Command, declare, json, object, optionalWord, toggle } from "../declare.ts";
import { answer } from "../output/output.ts";
import type { Workplace } from "../workplace.ts";

/** The exit status when something is not well, as of grep and diff. */
const NOT_WELL = 1;

/** `opaws doctor`. */
export const doctor: Command = declare(
  "doctor",
  {
    brief: "Looks at all that opaws needs, and tells how to mend it.",
    description:
      "The programs, the hook, PATH, files and their modes, vaults, bindings, sessions, the AWS config files, the keychain, and the clock, for which it asks STS for the time. It unlocks nothing. --fix mends what can be mended without losing anything: modes, and the line in the startup file. The exit status is 0 only when all is well, else 1.",
    examples: ["opaws doctor", "opaws doctor aws --json", "opaws doctor --fix"],
  },
  object({
    json,
    fix: toggle("--fix", "Mend what can be mended without losing anything."),
    tool: optionalWord("TOOL", "One tool; all that have bindings when left out."),
  }),
  async (options, work) => {
    await ensureCleanStart(work.host);
    const facts = await gatherFacts(work, options.tool);
    const findings = [
      ...judged(facts, options.fix),
      ...await probed(work),
      ...await looked(work, facts),
    ];
    const problems = findings.filter(({ state }) => state === "problem").length;
    answer(options.json, { ok: problems === 0, findings }, () => [
      ...findings.flatMap(lines),
      problems === 0 ? "All is well." : `${problems} to mend.`,
    ]);
    return problems === 0 ? 0 : NOT_WELL;
  },
);

function judged(facts: Facts, mend: boolean): Finding[] {
  return Object.entries(JUDGES).flatMap(([check, judge]) =>
    judge(facts).map(({ fix, ...finding }): Finding => {
      if (!mend || fix === undefined) return { check, ...finding };
      fix();
      return { check, state: "mended", says: finding.says };
    })
  );
}

/** All at once, for each may wait for an answer. */
async function probed(work: Workplace): Promise<Finding[]> {
  return await Promise.all(
    Object.entries(PROBES).map(async ([check, probe]): Promise<Finding> => {
      try {
        return { check, ...await probe(work) };
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        return {
          check,
          state: "problem",
          says: error.message,
          ...(error.try && { try: error.try }),
        };
      }
    }),
  );
}

/** Where a file cannot be used its own check says so, and the others pass it over. */
async function looked(work: Workplace, { tools }: Facts): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const check of CHECKS) {
    for (const { name } of tools) {
      try {
        found.push(...await check(work, name));
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
      }
    }
  }
  return found;
}

function lines({ check, state, says, try: next }: Finding): string[] {
  return [`${state.padEnd(7)}  ${check}: ${says}`, ...(next ? [`           try: ${next}`] : [])];
}
