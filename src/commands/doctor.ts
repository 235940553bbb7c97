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
import { CHECK_GROUPS } from "./doctor/checks.ts";
import type { Finding, Fix } from "./doctor/finding.ts";
import { gatherFacts } from "./doctor/gather_facts.ts";
import { reportLines } from "./doctor/report_findings.ts";
import { installHook } from "./hook/save_hook.ts";

/** The exit status if there are problems, like that of grep and diff. */
const PROBLEMS_FOUND = 1;

/** `opaws doctor`. */
export const command: Command = declare(
  {
    description:
      "It checks the programs, the hook, PATH, files and their modes, vaults, bindings, sessions, the AWS config files, the keychain, and the clock, for which it asks STS for the time. It unlocks nothing. --fix fixes what is safe to fix: modes, the saved hook, and the line in the startup file. The exit status is 0 if there is no problem, else 1.",
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
    const groups: (readonly [string, readonly Finding[]])[] = [];
    for (const [name, checks] of Object.entries(CHECK_GROUPS)) {
      const found: Finding[] = [];
      for (const [check, judge] of Object.entries(checks)) {
        for (const { fix, ...result } of judge(facts)) {
          const isFixed = options.fix && fix !== undefined;
          if (isFixed) await applyFix(context, fix);
          found.push(
            isFixed ? { check, state: "fixed", message: result.message } : { check, ...result },
          );
        }
      }
      groups.push([name, found]);
    }
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

async function applyFix({ host, paths }: CommandContext, fix: Fix): Promise<void> {
  switch (fix.kind) {
    case "chmod":
      return Deno.chmodSync(fix.path, fix.mode);
    case "install hook":
      await installHook(host, paths, fix.shell, fix.path);
  }
}

/** Reports whether standard output is a terminal that shows more than ASCII. */
function hasSigns({ host }: CommandContext): boolean {
  if (!Deno.stdout.isTerminal() || host.env("TERM") === "dumb") return false;
  const locale = host.env("LC_ALL") || host.env("LC_CTYPE") || host.env("LANG") || "";
  return host.platform !== "linux" || /utf-?8/i.test(locale);
}
