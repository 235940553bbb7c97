import { UserError } from "../../errors.ts";
import { shellWord } from "../../quote.ts";
import { isTaken } from "../store/create.ts";
import { idOrNull, readVault, vaultNames, vaultPath, type VaultPaths } from "../store/read.ts";

/** What a person is about to join. */
interface JoinedVault {
  /** The id of the vault. */
  readonly vault: string;
  /** The name that it gets on this machine. */
  readonly name: string;
  /** The member id of the person. */
  readonly id: string;
  /** Returns the command that joins again after the copy called by a name is deleted. */
  readonly rejoin: (name: string) => string;
  /** Returns the command that joins under another name. */
  readonly joinAs: (name: string) => string;
}

/**
 * Throws UserError (73, `exists`) if the vault is on this machine already, or its name is taken. A copy that does not list the person
 * has to go first, because it opens with none of the person's keys and so cannot be synced.
 */
export function checkJoinable(
  paths: VaultPaths,
  { vault, name, id, rejoin, joinAs }: JoinedVault,
): void {
  const here = vaultNames(paths).find((each) =>
    idOrNull(() => readVault(paths, each).file.id) === vault
  );
  if (here !== undefined) {
    const isListed = Object.hasOwn(readVault(paths, here).file.shared?.members ?? {}, id);
    throw exists(
      isListed
        ? `you have joined it already, as ${JSON.stringify(here)}`
        : `the copy of it on this machine, ${
          JSON.stringify(here)
        }, does not list your current member key`,
      isListed ? `opaws sync ${shellWord(here)}` : rejoin(here),
    );
  }
  if (isTaken(vaultPath(paths, name))) {
    throw exists(
      `another vault here has the name ${JSON.stringify(name)}`,
      joinAs(`${name}2`),
    );
  }
}

function exists(because: string, command: string): UserError {
  return new UserError({
    exit: "cannotCreate",
    code: "exists",
    cannot: "join the vault",
    because,
    try: command,
  });
}
