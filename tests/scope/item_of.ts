import { type Binding, isSso, type ItemBinding } from "../../src/scope/binding.ts";

/** Returns `binding` if it selects an item; undefined if there is none. */
export function itemOf(binding: Binding | null | undefined): ItemBinding | undefined {
  return binding && !isSso(binding) ? binding : undefined;
}
