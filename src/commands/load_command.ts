import { COMMAND_LIST } from "./command_list.ts";
import { type Command, declare, parameters } from "../cli/declare.ts";

const LOADERS: Readonly<Record<string, () => Promise<Command>>> = {
  init: async () => (await import("./init.ts")).init,
  run: async () => (await import("./run_help.ts")).runHelp,
  inspect: async () => (await import("./inspect.ts")).inspect,
  which: async () => (await import("./which.ts")).which,
  clear: async () => (await import("./clear.ts")).clear,
  list: async () => (await import("./list.ts")).list,
  item: async () => (await import("./item/item.ts")).item,
  export: async () => (await import("./export.ts")).exportCommand,
  "credential-process": async () => (await import("./credential_process.ts")).credentialProcess,
  scrub: async () => (await import("./scrub.ts")).scrub,
  vault: async () => (await import("./vault/vault.ts")).vault,
  token: async () => (await import("./token/token.ts")).token,
  unlock: async () => (await import("./unlock.ts")).unlock,
  lock: async () => (await import("./lock.ts")).lock,
  status: async () => (await import("./status.ts")).status,
  otp: async () => (await import("./otp.ts")).otp,
  session: async () => (await import("./session/session.ts")).session,
  profile: async () => (await import("./profile/profile.ts")).profile,
  config: async () => (await import("./config/config.ts")).config,
  hook: async () => (await import("./hook_install.ts")).hookInstall,
  shim: async () => (await import("./shim/shim.ts")).shim,
  doctor: async () => (await import("./doctor.ts")).doctor,
  uninstall: async () => (await import("./uninstall.ts")).uninstall,
  completion: async () => (await import("./completion.ts")).completion,
  help: async () => (await import("./help.ts")).help,
};

/** The declaration of the command called `name`; null when there is none. */
export async function loadCommand(name: string): Promise<Command | null> {
  return Object.hasOwn(LOADERS, name) ? await LOADERS[name]!() : null;
}

/** All declarations, in the order of help. */
export async function loadCommands(): Promise<Command[]> {
  const all: Command[] = [];
  for (const { name } of COMMAND_LIST) {
    const command = await loadCommand(name);
    if (command === null) throw new TypeError(`${name} is on the list and has no declaration`);
    all.push(command);
  }
  return all;
}

/** Every command's name and brief, with nothing behind them but for `loaded`: enough to find what a word may have meant. */
export function commandNames(loaded: Command | null): Command[] {
  return COMMAND_LIST.map(({ name, brief }) =>
    name === loaded?.name ? loaded : declare(name, { brief }, parameters({}), () => 0)
  );
}
