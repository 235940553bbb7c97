import type { Paths } from "../fs/paths.ts";
import type { Host } from "../host.ts";
import { type Binding, isSso, type ItemBinding } from "./binding.ts";
import { changeConfig, readConfig } from "./config_file.ts";
import { allBindings, bind, mapProfile } from "./edit.ts";
import { knownTerminals } from "./terminal_bindings.ts";
import { renameTerminalBindings } from "./write_terminal_bindings.ts";

/** A new title of an item. */
interface NewTitle {
  /** The name of the vault that holds the item. */
  readonly vault: string;
  /** The id of the item. */
  readonly item: string;
  /** Its title until now. */
  readonly from: string;
  /** Its new title. */
  readonly to: string;
}

/**
 * Gives every binding of an item its new title: those in `config.json`, and those of all terminal sessions. Only bindings
 * with the old title change, so that a binding that was redirected to the item stays refused.
 *
 * @throws UserError as {@linkcode changeConfig} and `renameTerminalBindings` do.
 */
export async function renameBoundItem(
  host: Pick<Host, "random">,
  paths: Pick<Paths, "configFile" | "runtimes">,
  { vault, item, from, to }: NewTitle,
): Promise<void> {
  const isIts = (binding: Binding): binding is ItemBinding =>
    !isSso(binding) && binding.vault === vault && binding.item === item && binding.title === from;
  if (allBindings(readConfig(paths)).some(({ binding }) => isIts(binding))) {
    await changeConfig(
      host,
      paths,
      (config) =>
        allBindings(config).reduce(
          (changed, { place, binding }) => {
            if (!isIts(binding)) return changed;
            const renamed = { ...binding, title: to };
            return "profile" in place
              ? mapProfile(changed, place.profile, renamed)
              : bind(changed, place.scope, place.tool, renamed);
          },
          config,
        ),
    );
  }
  for (const terminal of knownTerminals(paths)) {
    const rename = (binding: Binding) => isIts(binding) ? { ...binding, title: to } : binding;
    await renameTerminalBindings(host, paths, terminal, rename);
  }
}
