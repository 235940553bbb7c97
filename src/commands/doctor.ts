import { restartWithoutTlsVariables } from "../exec/clean_restart.ts";
import {
  type Command,
  declare,
  flag,
  jsonFlag,
  optionalArgument,
  parameters,
} from "../cli/declare.ts";
import type { CommandContext } from "../cli/context.ts";
import { printStyledAnswer } from "../cli/styled_line.ts";
import { terminalWidth } from "../cli/table_output.ts";
import { selfCommandForShell } from "../exec/self_command.ts";
import { addHookLines } from "../shell/startup_file.ts";
import { CHECK_GROUPS } from "./doctor/checks.ts";
import type { Finding, Fix } from "./doctor/finding.ts";
import { gatherFacts } from "./doctor/gather_facts.ts";
import { reportLines } from "./doctor/report_findings.ts";

/** The exit status if there are problems, like that of grep and diff. */
const PROBLEMS_FOUND = 1;

/** `opaws doctor`. */
export const command: Command = declare(
  {
    description:
      "It checks the programs, the hook, PATH, files and their modes, vaults, bindings, sessions, the AWS config files, the keychain, and the clock, for which it asks STS for the time. It unlocks nothing. --fix fixes what is safe to fix: modes, and the line in the startup file. The exit status is 0 if there is no problem, else 1.",
    examples: [
      "opaws doctor",
      "opaws doctor aws --json",
      "opaws doctor --verbose",
      "opaws doctor --fix",
    ],
  },
  parameters({
    json: jsonFlag,
    verbose: flag("--verbose", "Print each good finding on a line of its own."),
    fix: flag("--fix", "Fix what is safe to fix."),
    tool: optionalArgument("TOOL", "Check only this tool; by default, all that have bindings."),
  }),
  async (options, context) => {
    await restartWithoutTlsVariables(context.host);
    const facts = await gatherFacts(context, options.tool);
    const groups = Object.entries(CHECK_GROUPS).map(([name, checks]) => {
      const findings = Object.entries(checks).flatMap(([check, judge]) =>
        judge(facts).map(({ fix, ...result }): Finding => {
          if (!options.fix || fix === undefined) return { check, ...result };
          applyFix(context, fix);
          return { check, state: "fixed", message: result.message };
        })
      );
      return [name, findings] as const;
    });
    const findings = groups.flatMap(([group, found]) => found.map((each) => ({ group, ...each })));
    const problems = findings.filter(({ state }) => state === "problem").length;
    await printStyledAnswer(options.json, { ok: problems === 0, findings }, () => [
      ...reportLines(groups, {
        verbose: options.verbose,
        signs: hasSigns(context),
        width: terminalWidth(),
      }),
      "",
      problems === 0 ? "All is well." : `${problems} ${problems === 1 ? "problem" : "problems"}.`,
    ]);
    return problems === 0 ? 0 : PROBLEMS_FOUND;
  },
);

function applyFix({ host }: CommandContext, fix: Fix): void {
  switch (fix.kind) {
    case "chmod":
      return Deno.chmodSync(fix.path, fix.mode);
    case "add hook":
      addHookLines(host, fix.path, fix.shell, selfCommandForShell(host));
  }
}

/** Reports whether standard output is a terminal that shows more than ASCII. */
function hasSigns({ host }: CommandContext): boolean {
  if (!Deno.stdout.isTerminal() || host.env("TERM") === "dumb") return false;
  const locale = host.env("LC_ALL") || host.env("LC_CTYPE") || host.env("LANG") || "";
  return host.platform !== "linux" || /utf-?8/i.test(locale);
}
