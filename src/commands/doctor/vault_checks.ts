import { shellWord } from "../../quote.ts";
import type { Facts } from "./facts.ts";
import { type CheckResult, well, wrong } from "./finding.ts";

const DAY = 24 * 60 * 60 * 1000; // milliseconds
/** How long a key is good before it should be exchanged. Source: CIS AWS Foundations Benchmark, "rotated every 90 days". */
const KEY_DAYS = 90;

/** Whether opaws's own files are the user's and nobody else's. */
export function modes({ files, uid }: Facts): CheckResult[] {
  const bad = files.flatMap((file): CheckResult[] => {
    const path = shellWord(file.path);
    if (uid !== null && file.uid !== null && file.uid !== uid) {
      return [wrong(`${file.path} belongs to another user`, `sudo chown "$(id -u)" ${path}`)];
    }
    if (file.mode === null || (file.mode & 0o077) === 0) return [];
    const mode = file.folder ? 0o700 : 0o600;
    return [
      wrong(
        `${file.path} has mode ${file.mode.toString(8)}, and others have rights on it`,
        `chmod ${mode.toString(8)} ${path}`,
        () => Deno.chmodSync(file.path, mode),
      ),
    ];
  });
  return bad.length > 0 ? bad : [well(`${files.length} files and folders are yours alone`)];
}

/** Whether `config.json` can be used whole. */
export function settings({ configFault, unknownMembers, configFile }: Facts): CheckResult[] {
  const edit = `"\${EDITOR:-vi}" ${shellWord(configFile)}`;
  if (configFault !== null) return [wrong(configFault.message, configFault.try ?? edit)];
  return unknownMembers.length === 0
    ? [well("settings can be read")]
    : unknownMembers.map((name) =>
      wrong(`config.json has a member that opaws does not know: ${name}`, edit)
    );
}

/** Whether the vaults and their older generations can be read, and are what their keys say where they are unlocked. */
export function vaults({ vaults }: Facts): CheckResult[] {
  if (vaults.length === 0) return [wrong("there is no vault yet", "opaws init")];
  return vaults.flatMap(({ name, fault, verified, backups, badBackups }) => [
    fault !== null
      ? wrong(
        fault.message,
        fault.try ?? `opaws vault restore --vault ${shellWord(name)}`,
      )
      : well(
        `vault "${name}" ${
          verified ? "is whole" : "can be read, and is locked"
        }, ${backups} older ${backups === 1 ? "generation" : "generations"}`,
      ),
    ...badBackups.map((bad) => wrong(bad.message, bad.try ?? "opaws vault list")),
  ]);
}

/** Whether an unlocked vault can stay so for this terminal. */
export function unlockCache({ unlockCache }: Facts): CheckResult[] {
  return [
    unlockCache === null
      ? wrong(
        "nothing keeps keys for this terminal, so every command asks",
        'eval "$(opaws hook bash)"',
      )
      : well(`keys are kept by the ${unlockCache}`),
  ];
}

/** Whether all bindings lead to something. */
export function bindings({ bindings, vaults }: Facts): CheckResult[] {
  const stale = bindings.flatMap((each): CheckResult[] => {
    const vault = vaults.find(({ name }) => name === each.vault);
    const gone = !each.directoryStands
      ? "its directory is gone"
      : vault === undefined
      ? "its vault is gone"
      : vault.ids !== null && !vault.ids.includes(each.item)
      ? "its item is gone"
      : null;
    return gone === null
      ? []
      : [wrong(`binding of "${each.title}" (${each.where}): ${gone}`, each.mend)];
  });
  return stale.length > 0 ? stale : [well(`${bindings.length} bindings lead to an item`)];
}

/** Items that have been in a vault for long; told of unlocked vaults alone, for the date is sealed. */
export function keyAge({ vaults, now }: Facts): CheckResult[] {
  return vaults.flatMap(({ items }) => items).filter(({ created }) =>
    now - created > KEY_DAYS * DAY
  ).map(({ title, created }) =>
    wrong(
      `the key of "${title}" is ${Math.floor((now - created) / DAY)} days old or older`,
      `opaws item edit ${shellWord(title)}`,
    )
  );
}
