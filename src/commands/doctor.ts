import { CHECKS, JUDGES, PROBES } from "./doctor/checks.ts";
import type { Facts } from "./doctor/facts.ts";
import type { Finding } from "./doctor/finding.ts";
import { gatherFacts } from "./doctor/gather.ts";
import { restartWithoutTlsVariables } from "../exec/clean_restart.ts";
import { UserError } from "../errors.ts";
import {
  type Command,
  declare,
  flag,
  jsonFlag,
  optionalArgument,
  parameters,
} from "../cli/declare.ts";
import { printAnswer } from "../cli/output.ts";
import type { CommandContext } from "../cli/context.ts";

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
  parameters({
    json: jsonFlag,
    fix: flag("--fix", "Mend what can be mended without losing anything."),
    tool: optionalArgument("TOOL", "One tool; all that have bindings when left out."),
  }),
  async (options, context) => {
    await restartWithoutTlsVariables(context.host);
    const facts = await gatherFacts(context, options.tool);
    const findings = [
      ...judged(facts, options.fix),
      ...await probed(context),
      ...await looked(context, facts),
    ];
    const problems = findings.filter(({ state }) => state === "problem").length;
    printAnswer(options.json, { ok: problems === 0, findings }, () => [
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
async function probed(context: CommandContext): Promise<Finding[]> {
  return await Promise.all(
    Object.entries(PROBES).map(async ([check, probe]): Promise<Finding> => {
      try {
        return { check, ...await probe(context) };
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
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
async function looked(context: CommandContext, { tools }: Facts): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const check of CHECKS) {
    for (const { name } of tools) {
      try {
        found.push(...await check(context, name));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
      }
    }
  }
  return found;
}

function lines({ check, state, says, try: next }: Finding): string[] {
  return [`${state.padEnd(7)}  ${check}: ${says}`, ...(next ? [`           try: ${next}`] : [])];
}
