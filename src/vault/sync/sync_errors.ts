import { UserError } from "../../errors.ts";
import { shellWord } from "../../quote.ts";
import { damaged } from "../format/parse.ts";
import type { VaultFile } from "../format/vault_file.ts";

/** Returns the error (65) that the remote has an older state than this machine has seen. */
export function olderRemote(name: string, seen: number, found: number | null): UserError {
  const older = found === null ? "it is empty" : `its newest generation is ${found}`;
  return damaged(
    cannotSync(name),
    `the remote went back: ${older}, and this machine has seen generation ${seen} there`,
    { code: "older-remote", try: historyCommand(name) },
  );
}

/** Returns the error (65) that the remote has another history than the one that this machine has seen. */
export function forkedRemote(name: string): UserError {
  return damaged(
    cannotSync(name),
    "the remote has a history that does not contain what this machine has seen there: it was put back and changed, or it shows different generations to different members",
    { code: "forked-remote", try: historyCommand(name) },
  );
}

/** Returns the error (78) that the remote has another vault. */
export function otherVault(name: string): UserError {
  return new UserError({
    exit: "refused",
    code: "other-vault",
    cannot: cannotSync(name),
    because: "the remote has another vault",
    try: `opaws remote show ${shellWord(name)}`,
  });
}

/** Returns the error (77) that this person was removed from the vault. */
export function removedMember(name: string, by: string, time: string | null): UserError {
  return new UserError({
    exit: "denied",
    code: "removed-member",
    cannot: cannotSync(name),
    because: `${by} removed you from it${
      time === null ? "" : ` at ${time}`
    }; the copy on this machine stays readable`,
    try: `opaws item list --vault ${shellWord(name)}`,
  });
}

/** Returns the error (69) that a synced folder does not have all files of a generation yet. */
export function incompleteRemote(name: string): UserError {
  return new UserError({
    exit: "unavailable",
    code: "incomplete-remote",
    cannot: cannotSync(name),
    because: "the remote does not have all files of its newest generation, or not yet",
    try: `opaws sync ${shellWord(name)}`,
  });
}

/** Returns the error (78) that members with these names removed each other. */
export function splitVault(name: string, members: readonly string[]): UserError {
  return new UserError({
    exit: "refused",
    code: "split",
    cannot: cannotSync(name),
    because: `${
      members.join(" and ")
    } removed each other at the same time, so nobody can say whose changes count; agree on one copy and share that`,
    try: "opaws vault history --help",
  });
}

/** Returns the error (75) that others wrote all the time. */
export function busyRemote(name: string): UserError {
  return new UserError({
    exit: "busy",
    code: "busy-remote",
    cannot: cannotSync(name),
    because: "other members wrote to the remote each time",
    try: `opaws sync ${shellWord(name)}`,
  });
}

/** Returns the error (78) that a vault is not shared. One with the keys of a person can never be. */
export function notShared(
  { name, file }: { readonly name: string; readonly file: Pick<VaultFile, "person"> },
  cannot: string,
): UserError {
  return new UserError({
    exit: "refused",
    code: "not-shared",
    cannot,
    because: `vault ${JSON.stringify(name)} is not shared: it has no members`,
    try: file.person === undefined
      ? `opaws member add ${shellWord(name)} KEY --name NAME`
      : "opaws vault create team --shared",
  });
}

function cannotSync(name: string): string {
  return `sync vault ${JSON.stringify(name)}`;
}

/** Returns the command that shows the history of the vault called `name`. */
export function historyCommand(name: string): string {
  return `opaws vault history ${shellWord(name)}`;
}
