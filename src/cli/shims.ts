import type { Places } from "../disk/places.ts";

/** The folders whose programs stand for tools and would start opaws again. */
export function shimFolders(places: Pick<Places, "state">): string[] {
  return [`${places.state}/shims`];
}
