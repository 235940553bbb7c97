import { CHECKS } from "../doctor/checks.ts";
import { gatherFacts } from "../doctor/gather.ts";
import { type Command, declare, json, object, optionalWord, toggle } from "../declare.ts";
import { answer } from "../output.ts";
import type { Workplace } from "../workplace.ts";

/** The exit status when something is not well, as of grep and diff. */
const NOT_WELL = 1;

interface Told {
  readonly check: string;
  readonly ok: boolean;
  readonly fixed: boolean;
  readonly message: string;
  readonly try: string | null;
}

/** `opaws doctor`. */
export const doctor: Command = declare(
  "doctor",
  {
    brief: "Looks at all that opaws needs, and tells the command that mends what is wrong.",
    description:
      "The programs, the hook, PATH, files and their modes, vaults, bindings, and the AWS config files. It unlocks nothing. --fix mends what can be mended without losing anything: modes, and the line in the startup file. The exit status is 0 only when all is well, else 1.",
    examples: ["opaws doctor", "opaws doctor aws --json", "opaws doctor --fix"],
  },
  object({
    json,
    fix: toggle("--fix", "Mend what can be mended without losing anything."),
    tool: optionalWord("TOOL", "One tool; all that have bindings when left out."),
  }),
  async (options, work) => {
    const told = await examine(work, options.tool, options.fix);
    const ok = told.every((each) => each.ok || each.fixed);
    answer(options.json, { ok, findings: told }, () => [
      ...told.flatMap((each) => [
        `${each.fixed ? "mended" : each.ok ? "ok    " : "wrong "}  ${each.message}`,
        ...(each.try === null || each.fixed ? [] : [`          try: ${each.try}`]),
      ]),
      ok ? "All is well." : `${told.filter((each) => !each.ok && !each.fixed).length} to mend.`,
    ]);
    return ok ? 0 : NOT_WELL;
  },
);

async function examine(work: Workplace, tool: string | undefined, fix: boolean): Promise<Told[]> {
  const facts = await gatherFacts(work, tool);
  return Object.entries(CHECKS).flatMap(([check, judge]) =>
    judge(facts).map((finding) => {
      const fixed = fix && finding.fix !== undefined;
      if (fixed) finding.fix!();
      return {
        check,
        ok: finding.ok,
        fixed,
        message: finding.message,
        try: finding.mend ?? null,
      };
    })
  );
}
