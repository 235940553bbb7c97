import { COMMAND_LIST } from "../command_list.ts";
import { type Command, declare, group, object } from "../declare.ts";

const LOADERS: Readonly<Record<string, () => Promise<Command>>> = {
  init: async () => (await import("../commands/init.ts")).init,
  run: async () => (await import("../commands/run_help.ts")).runHelp,
  inspect: async () => (await import("../commands/inspect.ts")).inspect,
  which: async () => (await import("../commands/which.ts")).which,
  clear: async () => (await import("../commands/clear.ts")).clear,
  list: async () => (await import("../commands/list.ts")).list,
  item: async () => {
    const [{ itemImport }, { itemCreate }, { itemList, itemShow }, { itemCheck }, edit, rotate] =
      await Promise.all([
        import("../commands/import.ts"),
        import("../commands/item_create.ts"),
        import("../commands/item_show.ts"),
        import("../commands/item_check.ts"),
        import("../commands/item_edit.ts"),
        import("../commands/item_rotate.ts"),
      ]);
    return group("item", { brief: "Items: the access keys in your vaults." }, [
      itemImport,
      itemCreate,
      itemList,
      itemShow,
      itemCheck,
      rotate.itemRotate,
      edit.itemEdit,
      edit.itemRenameField,
      edit.itemDelete,
    ]);
  },
  export: async () => (await import("../commands/export.ts")).exportCommand,
  "credential-process": async () =>
    (await import("../commands/credential_process.ts")).credentialProcess,
  scrub: async () => (await import("../commands/scrub.ts")).scrub,
  vault: async () => (await import("../commands/vault.ts")).vaults,
  token: async () => (await import("../commands/token.ts")).tokens,
  unlock: async () => (await import("../commands/unlock.ts")).unlock,
  lock: async () => (await import("../commands/lock.ts")).lock,
  status: async () => (await import("../commands/status.ts")).status,
  otp: async () => (await import("../commands/otp.ts")).otp,
  session: async () => (await import("../commands/session.ts")).sessions,
  profile: async () => (await import("../commands/profile.ts")).profiles,
  config: async () => (await import("../commands/config.ts")).config,
  hook: async () => (await import("../commands/hook_install.ts")).hookInstall,
  shim: async () => (await import("../commands/shim.ts")).shims,
  doctor: async () => (await import("../commands/doctor.ts")).doctor,
  uninstall: async () => (await import("../commands/uninstall.ts")).uninstall,
  completion: async () => (await import("../commands/completion.ts")).completion,
  help: async () => (await import("../commands/help.ts")).help,
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
    name === loaded?.name ? loaded : declare(name, { brief }, object({}), () => 0)
  );
}
