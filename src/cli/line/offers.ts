import { loadProfiles } from "../../aws/profiles.ts";
import { Fault } from "../../fault.ts";
import type { Binding } from "../../scope/binding.ts";
import { toolNames } from "../../tools/table.ts";
import { vaultNames } from "../../vault/store.ts";
import type { Meaning } from "../declare.ts";
import type { Offers } from "./parsers.ts";
import { scopeTree } from "../scope_tree.ts";
import type { Workplace } from "../workplace.ts";

/**
 * What completion offers, from what is there without unlocking anything: the titles of items are those that bindings
 * name. Where a file is not to be used it offers nothing, for a shell that completes shows no message.
 */
export function offersOf(work: Workplace): Offers {
  return (meaning) => {
    if (typeof meaning !== "string") return meaning;
    if (meaning === "file") return "files";
    try {
      return [...new Set(namesOf(work, meaning))].sort();
    } catch (error) {
      if (error instanceof Fault) return [];
      throw error;
    }
  };
}

function namesOf(work: Workplace, meaning: Meaning): readonly string[] {
  switch (meaning) {
    case "tool":
      return toolNames(work.config().tools);
    case "vault":
      return vaultNames(work.places);
    case "profile":
      return [
        ...loadProfiles(work.host, work.places.home).all.keys(),
        ...Object.keys(work.config().profiles),
      ];
    default:
      return titles(work);
  }
}

function titles(work: Workplace): string[] {
  const config = work.config();
  const tree = scopeTree(work.places, config, work.terminal);
  const bindings: Binding[] = [tree.terminal, tree.global, ...Object.values(tree.directories)]
    .flatMap((bound) => Object.values(bound));
  return [...bindings, ...Object.values(config.profiles)].map(({ title }) => title);
}
