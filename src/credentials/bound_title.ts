import { UserError } from "../errors.ts";
import { shellWord } from "../quote.ts";
import { type ItemBinding, type Scope, scopeName } from "../scope/binding.ts";

/** What a binding binds: a tool in a scope, or a profile of the AWS config files. */
type BoundPlace = { readonly tool: string; readonly scope: Scope } | { readonly profile: string };

/**
 * Checks that `title`, the title of the opened item, is the one that `binding` names. `config.json` and the files of
 * terminal sessions are not authenticated, but the vault is. So if someone swaps the id in a binding, everything that
 * opaws says before it unlocks the vault names one item, and the key would be another's.
 *
 * @throws UserError (78, refused) if the titles differ.
 */
export function checkBoundTitle(binding: ItemBinding, title: string, place: BoundPlace): void {
  if (title === binding.title) return;
  const where = "profile" in place ? `profile ${place.profile}` : scopeName(place.scope);
  throw new UserError({
    exit: "refused",
    code: "other-title",
    cannot: `use item ${JSON.stringify(binding.title)} (${where})`,
    because: `its binding leads to item ${JSON.stringify(title)} of vault ${
      JSON.stringify(binding.vault)
    }`,
    try: chooseAgain(binding, place),
  });
}

/** Returns the command that makes the binding again: for a tool with a choice of the item, for a profile by its title. */
function chooseAgain({ title, vault, profile, region }: ItemBinding, place: BoundPlace): string {
  if ("profile" in place) {
    return `opaws profile map ${shellWord(place.profile)} --vault ${shellWord(vault)} --item ${
      shellWord(title)
    }`;
  }
  const { tool, scope } = place;
  return [
    `opaws init ${shellWord(tool)} --scope ${scope.kind}`,
    ...(scope.kind === "directory" ? [`--directory ${shellWord(scope.path)}`] : []),
    ...(profile === undefined ? [] : [`--profile ${shellWord(profile)}`]),
    ...(region === undefined ? [] : [`--region ${shellWord(region)}`]),
  ].join(" ");
}
