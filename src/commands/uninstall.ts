import { confirm } from "../cli/confirm.ts";
import type { CommandContext } from "../cli/context.ts";
import {
  argumentList,
  type Command,
  declare,
  flag,
  jsonFlag,
  parameters,
  yesFlag,
} from "../cli/declare.ts";
import { printAnswer, report } from "../cli/output.ts";
import { askText } from "../cli/prompts.ts";
import { UserError } from "../errors.ts";
import { ownFolders, type Paths } from "../fs/paths.ts";
import { selfCommandForShell } from "../exec/self_command.ts";
import { shellWord } from "../quote.ts";
import { removeHookLines } from "../shell/startup_file.ts";
import { forgetEverywhere } from "../unlock/cache/forget_everywhere.ts";
import { localSystemSlots } from "../unlock/system/system_slots.ts";
import { removeSystemSecret } from "../unlock/system/system_unlocker.ts";
import { deleteVault } from "../vault/store/delete.ts";
import { type Footprint, footprint } from "./uninstall/footprint.ts";
import { isWithin, nameOf, parentOf } from "../fs/path.ts";

/** The most files of a folder that are listed by their names. */
const MAX_NAMES = 4;

/** `opaws uninstall`. */
export const command: Command = declare(
  {
    description:
      "It lists everything first. Vaults stay, unless you give --purge and type the name of each, or give the names as arguments. The program stays too: remove it with install.sh --uninstall, or with the package manager that installed it.",
    examples: [
      "opaws uninstall --dry-run",
      "opaws uninstall",
      "opaws uninstall --purge --yes personal",
    ],
  },
  parameters({
    json: jsonFlag,
    yes: yesFlag,
    purge: flag("--purge", "Remove the vaults too."),
    dryRun: flag("--dry-run", "Only list what would be removed."),
    vaults: argumentList("VAULT", "With --purge: the names of all vaults, instead of typing them."),
  }),
  async (options, context) => {
    const found = footprint(context.host, context.paths);
    const vaults = options.purge ? found.vaults : [];
    if (!options.dryRun) {
      checkVaultArguments(options, found.vaults);
      if (!options.yes) report(...list(found, vaults, context.paths));
      await confirm(options.yes, {
        question: "Remove all of this?",
        cannot: "uninstall opaws",
        flag: [
          "opaws uninstall --yes",
          ...(options.purge ? ["--purge", ...vaults.map(shellWord)] : []),
        ].join(" "),
      });
      if (options.purge && options.vaults.length === 0) await typeVaultNames(vaults);
      await remove(context, found, vaults);
    }
    const { startup, files } = found;
    const program = selfCommandForShell(context.host)[0] ?? "opaws";
    printAnswer(options.json, { startup, files, vaults, dryRun: options.dryRun }, () => [
      ...(options.dryRun || options.yes ? list(found, vaults, context.paths) : []),
      options.dryRun ? "Nothing was changed." : "All of it is removed.",
      ...(vaults.length === found.vaults.length
        ? []
        : [`Your vaults stay in ${context.paths.vaults}: ${found.vaults.join(", ")}.`]),
      `The program stays: ${program}`,
    ]);
  },
);

/** Returns what is removed, by kind. The state has many files, so they are listed by folder. */
function list({ startup, files }: Footprint, vaults: readonly string[], paths: Paths): string[] {
  const isState = (path: string) => ownFolders(paths).some((own) => isWithin(path, own));
  const groups: [title: string, lines: readonly string[]][] = [
    ["The lines of opaws in:", startup],
    ["Settings:", files.filter((path) => !isState(path))],
    ["Shims, sessions and other state:", byFolder(files.filter(isState))],
    ["Unlocked vaults:", [
      "the cached keys of all terminals",
      "the entries of opaws in the system's keychain",
    ]],
    ["Vaults, with their items and older generations:", vaults],
  ];
  return groups.filter(([, lines]) => lines.length > 0)
    .flatMap(([title, lines]) => [title, ...lines.map((line) => `  ${line}`)]);
}

function byFolder(files: readonly string[]): string[] {
  const folders = Map.groupBy(files, (path) => parentOf(path));
  return [...folders].map(([folder, paths]) => {
    const names = paths.map((path) => nameOf(path));
    if (names.length === 1) return paths[0]!;
    return `${folder}: ${names.length > MAX_NAMES ? `${names.length} files` : names.join(", ")}`;
  });
}

/** Throws UserError (64) if vaults are named without `--purge`, or not all of them are named with `--purge --yes`. */
function checkVaultArguments(
  { purge, yes, vaults }: { purge: boolean; yes: boolean; vaults: readonly string[] },
  all: readonly string[],
): void {
  const isNamed = vaults.length > 0 || (purge && yes);
  const isComplete = vaults.length === all.length && all.every((name) => vaults.includes(name));
  if (!isNamed || (purge && isComplete)) return;
  throw new UserError({
    exit: "usage",
    code: "vault-names",
    cannot: "uninstall opaws with its vaults",
    because: purge ? "the arguments do not name all vaults" : "--purge is not given",
    try: ["opaws uninstall --purge --yes", ...all.map(shellWord)].join(" "),
  });
}

async function typeVaultNames(vaults: readonly string[]): Promise<void> {
  for (const name of vaults) {
    await askText(`Type ${name} to delete that vault and all its keys for good`, {
      cannot: "uninstall opaws",
    }, {
      check: (text) => text === name ? undefined : `That is not ${name}`,
    });
  }
}

async function remove(
  context: CommandContext,
  found: Footprint,
  vaults: readonly string[],
): Promise<void> {
  const { host, paths } = context;
  await forgetEverywhere(host, paths);
  for (const id of localSystemSlots(paths)) await removeSystemSecret(context, id);
  for (const path of found.startup) removeHookLines(host, path);
  for (const name of vaults) await deleteVault(host, paths, name);
  // The steps above remove and create files, so the list may have changed.
  for (const path of [...found.files, ...footprint(host, paths).files]) removeIfPossible(path);
  for (const path of found.folders) removeIfPossible(path);
}

/** Leaves a folder that is not empty, and does nothing if `path` is gone already. */
function removeIfPossible(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    if (error instanceof Error && /os error (39|66|145)\b/.test(error.message)) return;
    throw error;
  }
}
