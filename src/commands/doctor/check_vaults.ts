import { ownershipFix } from "../../fs/trusted_file.ts";
import { shellWord } from "../../quote.ts";
import { bindingName, isSso } from "../../scope/binding.ts";
import { hookLine } from "../../shell/startup_file.ts";
import type { BindingFacts, Facts, VaultFacts } from "./facts.ts";
import { type CheckResult, ok, problem } from "./finding.ts";
import {
  diskCommand,
  editCommand,
  inFolderCommand,
  showFileCommand,
  withFolderCommand,
} from "../../fix_commands.ts";

const DAY = 24 * 60 * 60 * 1000; // milliseconds
/** How old a key may get. Source: CIS AWS Foundations Benchmark, "rotated every 90 days". */
const MAX_KEY_DAYS = 90;
/** How long a key may be unused. Source: CIS AWS Foundations Benchmark, "credentials unused for 45 days or greater". */
const MAX_UNUSED_DAYS = 45;

/** Checks that nobody else has access to opaws's own files. */
export function modes({ files, uid, withoutAccessLists = null }: Facts): CheckResult[] {
  if (withoutAccessLists !== null) {
    const message =
      `the file system of ${withoutAccessLists} keeps no access lists as NTFS does, so opaws cannot see who else has access`;
    return [{ state: "note", message }];
  }
  const bad = files.flatMap((file): CheckResult[] => {
    const path = shellWord(file.path);
    if (uid !== null && file.uid !== null && file.uid !== uid) {
      return [problem(`${file.path} belongs to another user`, ownershipFix(file.path, file.uid))];
    }
    if (file.other) {
      return [problem(`${file.other} has access to ${file.path}`, showFileCommand(file.path))];
    }
    if (file.mode === null || (file.mode & 0o077) === 0) return [];
    const mode = file.folder ? 0o700 : 0o600;
    return [
      problem(
        `${file.path} has mode ${file.mode.toString(8)}, so others have access to it`,
        `chmod ${mode.toString(8)} ${path}`,
        { kind: "chmod", path: file.path, mode },
      ),
    ];
  });
  return bad.length > 0 ? bad : [ok(`only you have access to opaws's files (${files.length})`)];
}

/** Checks that opaws can save changes: that no folder of its own is on a full disk or read-only. */
export function disk({ unwritable = [] }: Facts): CheckResult[] {
  return unwritable.length === 0
    ? [ok("changes can be saved")]
    : unwritable.map(({ folder, error }) => problem(error.message, diskCommand(folder)));
}

/** Checks that `config.json` can be read and has no unknown members. */
export function settings({ configError, unknownMembers, configFile }: Facts): CheckResult[] {
  const edit = (line?: number): string => editCommand(configFile, line);
  if (configError !== null) {
    const { details: { line }, message } = configError;
    return [problem(message, line === undefined ? configError.try ?? edit() : edit(line))];
  }
  return unknownMembers.length === 0
    ? [ok("the settings are valid")]
    : unknownMembers.map((name) =>
      problem(`config.json has a member that opaws does not know: ${name}`, edit())
    );
}

/** Checks that the vaults and their older generations can be read. An unlocked vault is verified with its key. */
export function vaults({ vaults }: Facts): CheckResult[] {
  if (vaults.length === 0) return [problem("there is no vault yet", "opaws init")];
  return vaults.flatMap(({ name, error, verified, backups, backupErrors }) => [
    error !== null
      ? problem(error.message, error.try ?? `opaws vault restore --vault ${shellWord(name)}`)
      : ok(
        `vault "${name}" is ${verified ? "intact" : "readable and locked"}, with ${backups} older ${
          backups === 1 ? "generation" : "generations"
        }`,
      ),
    ...backupErrors.map((each) => problem(each.message, each.try ?? "opaws vault list")),
  ]);
}

/** Checks that an unlocked vault can stay unlocked in this terminal. */
export function unlockCache({ unlockCache, startup }: Facts): CheckResult[] {
  return [
    unlockCache === null
      ? problem(
        "this terminal has no unlock cache, so every command asks for the password",
        hookLine(startup?.shell ?? "bash", ["opaws"]),
      )
      : ok(`the ${unlockCache} caches the keys of unlocked vaults`),
  ];
}

/** Checks that every binding leads to an item. */
export function bindings({ bindings, vaults, terminalError }: Facts): CheckResult[] {
  const broken = bindings.flatMap((each): CheckResult[] => {
    const gone = missingPart(each, vaults);
    const name = `the binding of ${bindingName(each.binding)} (${each.where})`;
    if (each.isDirectoryForeign) {
      return [
        problem(`${name} is refused: the directory belongs to another user`, unbind(each)),
      ];
    }
    if (gone === null) {
      const title = otherTitle(each, vaults);
      if (title === null) return [];
      return [problem(`${name} leads to "${title}", so opaws refuses it`, rebind(each))];
    }
    return [problem(`${name} is broken: its ${gone} is gone`, rebind(each))];
  });
  if (terminalError !== null) {
    broken.push(problem(terminalError.message, terminalError.try ?? "opaws session list"));
  }
  if (broken.length > 0) return broken;
  const { length } = bindings;
  return [
    ok(
      length === 0
        ? "there are no bindings"
        : length === 1
        ? "1 binding leads to an item or a role"
        : `${length} bindings lead to an item or a role`,
    ),
  ];
}

function missingPart(
  { binding, directoryExists, sessionExists }: BindingFacts,
  vaults: readonly VaultFacts[],
): "directory" | "vault" | "item" | "session" | null {
  if (!directoryExists) return "directory";
  const vault = vaults.find(({ name }) => name === binding.vault);
  if (vault === undefined) return "vault";
  if (isSso(binding)) return sessionExists ? null : "session";
  return vault.ids !== null && !vault.ids.includes(binding.item) ? "item" : null;
}

/** Returns the title of the bound item if it is not the binding's; null if it is, or if the vault is locked. */
function otherTitle({ binding }: BindingFacts, vaults: readonly VaultFacts[]): string | null {
  if (isSso(binding)) return null;
  const item = vaults.find(({ name }) => name === binding.vault)?.items
    .find(({ id }) => id === binding.item);
  return item === undefined || item.title === binding.title ? null : item.title;
}

/** Returns the command that replaces or removes a broken binding. */
function rebind({ place, directoryExists }: BindingFacts): string {
  if ("profile" in place) return `opaws profile unmap ${shellWord(place.profile)}`;
  const tool = shellWord(place.tool);
  if (place.scope.kind !== "directory") return `opaws init ${tool} --scope ${place.scope.kind}`;
  const directory = shellWord(place.scope.path);
  return directoryExists
    ? `opaws init ${tool} --scope directory --directory ${directory}`
    : withFolderCommand(place.scope.path, unbind({ place }));
}

/** Returns the command that removes the binding of a directory. */
function unbind({ place }: Pick<BindingFacts, "place">): string {
  if ("profile" in place || place.scope.kind !== "directory") return "opaws inspect";
  return inFolderCommand(place.scope.path, `opaws clear ${shellWord(place.tool)}`);
}

/** Finds items of unlocked vaults that have had the same access key for too long. The date is sealed. */
export function keyAge({ vaults, now }: Facts): CheckResult[] {
  return vaults.flatMap(({ items }) => items).filter(({ created, expires = null }) =>
    expires === null && now - created > MAX_KEY_DAYS * DAY
  ).map(({ title, created }) =>
    problem(
      `the key of "${title}" is at least ${Math.floor((now - created) / DAY)} days old`,
      `opaws item edit ${shellWord(title)}`,
    )
  );
}

/** Finds items of unlocked vaults whose temporary credentials have ended. */
export function endedItems({ vaults, now }: Facts): CheckResult[] {
  return vaults.flatMap(({ items }) => items)
    .filter(({ expires = null }) => expires !== null && !(expires > now))
    .map(({ title }) => ({
      state: "note",
      message: `the temporary credentials of "${title}" have ended`,
      try: "opaws item prune",
    }));
}

/** Says when the keys of unlocked vaults were last used on this machine, and which ones nobody seems to need here. */
export function lastUse({ vaults, now }: Facts): CheckResult[] {
  return vaults.flatMap(({ items }) => items).flatMap((item): CheckResult[] => {
    const { title, created, lastUsed, expires = null } = item;
    if (lastUsed === undefined || expires !== null) return [];
    const days = Math.floor((now - (lastUsed ?? created)) / DAY);
    const message = lastUsed === null
      ? `the key of "${title}" has not been used here yet`
      : days === 0
      ? `the key of "${title}" was used here today`
      : `the key of "${title}" was last used here ${days} ${days === 1 ? "day" : "days"} ago`;
    return [
      days <= MAX_UNUSED_DAYS
        ? ok(message)
        : { state: "note", message, try: "opaws item list --usage --iam" },
    ];
  });
}
