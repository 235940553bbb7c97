import { UserError } from "../errors.ts";
import { shellWord } from "../quote.ts";
import { removeHookLines } from "../shell/startup_file.ts";
import { forgetEverywhere } from "../unlock/cache/forget_everywhere.ts";
import { localSystemSlots } from "../unlock/system/system_slots.ts";
import { deleteVault } from "../vault/store/delete.ts";
import { confirm } from "../cli/confirm.ts";
import {
  argumentList,
  type Command,
  declare,
  flag,
  jsonFlag,
  parameters,
  yesFlag,
} from "../cli/declare.ts";
import { type Footprint, footprint } from "./uninstall/footprint.ts";
import { printAnswer, report } from "../cli/output.ts";
import { selfCommandForShell } from "../exec/self_command.ts";
import { removeSystemSecret } from "../unlock/system/system_unlocker.ts";
import { askText } from "../cli/prompts.ts";
import type { CommandContext } from "../cli/context.ts";

/** `opaws uninstall`. */
export const uninstall: Command = declare(
  "uninstall",
  {
    brief: "Takes away what opaws made on this machine.",
    description:
      "It lists all of it first. Vaults stay, unless --purge is given and the name of each is typed, or said behind it. The program itself stays: install.sh --uninstall, or the package manager that brought it, takes it away.",
    examples: [
      "opaws uninstall --dry-run",
      "opaws uninstall",
      "opaws uninstall --purge --yes personal",
    ],
  },
  parameters({
    json: jsonFlag,
    yes: yesFlag,
    purge: flag("--purge", "The vaults too."),
    dryRun: flag("--dry-run", "Only list what would go."),
    vaults: argumentList("VAULT", "With --purge, the names of all vaults, instead of typing them."),
  }),
  async (options, context) => {
    const found = footprint(context.host, context.paths);
    const vaults = options.purge ? found.vaults : [];
    if (!options.dryRun) {
      checkNames(options, found.vaults);
      if (!options.yes) report(...listed(found, vaults));
      await confirm(options.yes, {
        question: "Take all of this away?",
        cannot: "uninstall opaws",
        flag: ["opaws uninstall --yes", ...(options.purge ? ["--purge", ...quoted(vaults)] : [])]
          .join(" "),
      });
      if (options.purge && options.vaults.length === 0) await typeNames(vaults);
      await take(context, found, vaults);
    }
    const { startup, files } = found;
    const program = selfCommandForShell(context.host)[0] ?? "opaws";
    printAnswer(options.json, { startup, files, vaults, dryRun: options.dryRun }, () => [
      ...(options.dryRun || options.yes ? listed(found, vaults) : []),
      options.dryRun ? "Nothing was changed." : "All of it is gone.",
      ...(vaults.length === found.vaults.length
        ? []
        : [`Your vaults stay in ${context.paths.vaults}: ${found.vaults.join(", ")}.`]),
      `The program stays: ${program}`,
    ]);
  },
);

function listed(found: Footprint, vaults: readonly string[]): string[] {
  const { startup, files } = found;
  return [
    ...startup.map((path) => `  opaws's lines in ${path}`),
    ...files.map((path) => `  ${path}`),
    "  the keys that are kept for terminals, and opaws's entries in the system's keychain",
    ...vaults.map((name) => `  vault "${name}", its items and its older generations`),
  ];
}

/** Faults (64) when names are given that do not belong, or not all of them with --yes. */
function checkNames(
  { purge, yes, vaults }: { purge: boolean; yes: boolean; vaults: readonly string[] },
  there: readonly string[],
): void {
  const named = vaults.length > 0 || (purge && yes);
  const same = vaults.length === there.length && there.every((name) => vaults.includes(name));
  if (!named || (purge && same)) return;
  throw new UserError({
    exit: "usage",
    code: "vault-names",
    cannot: "uninstall opaws with its vaults",
    because: purge ? "the names given are not those of all vaults" : "--purge is not given",
    try: ["opaws uninstall --purge --yes", ...quoted(there)].join(" "),
  });
}

async function typeNames(vaults: readonly string[]): Promise<void> {
  for (const name of vaults) {
    await askText(`Type ${name} to delete that vault and all its keys for ever`, {
      cannot: "uninstall opaws",
    }, {
      check: (text) => text === name ? undefined : `That is not ${name}`,
    });
  }
}

async function take(
  context: CommandContext,
  found: Footprint,
  vaults: readonly string[],
): Promise<void> {
  await forgetEverywhere(context.host, context.paths);
  for (const id of localSystemSlots(context.paths)) await removeSystemSecret(context, id);
  for (const path of found.startup) removeHookLines(context.host, path);
  for (const name of vaults) await deleteVault(context.host, context.paths, name);
  // What was there before may be gone by now: forgetting keys takes their marks away.
  for (const path of found.files) quietly(() => Deno.removeSync(path));
  for (const path of footprint(context.host, context.paths).files) {
    quietly(() => Deno.removeSync(path));
  }
  for (const path of found.folders) quietly(() => Deno.removeSync(path));
}

/** A folder that is not empty stays, and what is gone already is no fault. */
function quietly(remove: () => void): void {
  try {
    remove();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    if (error instanceof Error && /os error (39|66|145)\b/.test(error.message)) return;
    throw error;
  }
}

function quoted(names: readonly string[]): string[] {
  return names.map(shellWord);
}
