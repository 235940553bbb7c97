import type { CommandTable } from "../cli/declare.ts";
import { ITEM_COMMANDS } from "./item/item_commands.ts";
import { MEMBER_COMMANDS } from "./member/member_commands.ts";
import { REMOTE_COMMANDS } from "./remote/remote_commands.ts";
import { command, group } from "./table_entry.ts";
import { VAULT_COMMANDS } from "./vault/vault_commands.ts";

/**
 * Every command: what the user types, what lists say about it, and where it is declared. A declaration is loaded when its
 * command is used, so that `opaws --help` loads none.
 */
export const COMMANDS: CommandTable = [
  command("init", "Sets up which item a tool uses, and where.", () => import("./init.ts")),
  command(
    "run",
    "Runs a command with the credentials that apply here.",
    () => import("./run/invocation.ts"),
  ),
  command(
    "shell",
    "Starts a shell that has the credentials.",
    () => import("./shell.ts"),
  ),
  command(
    "inspect",
    "Shows the bindings of tools, and which one applies here.",
    () => import("./inspect.ts"),
  ),
  command(
    "which",
    "Shows which credentials a tool would get here, and why.",
    () => import("./which.ts"),
  ),
  command(
    "use",
    "Switches this terminal to another profile or item.",
    () => import("./use.ts"),
  ),
  command("clear", "Removes a binding of a tool.", () => import("./clear.ts")),
  command(
    "list",
    "Lists the tools opaws knows, and the item each uses here.",
    () => import("./list.ts"),
  ),
  ITEM_COMMANDS,
  command(
    "export",
    "Prints credentials for programs that opaws does not start.",
    () => import("./export.ts"),
  ),
  command(
    "credential-process",
    "Prints credentials for the AWS SDKs' credential_process.",
    () => import("./credential_process.ts"),
  ),
  command(
    "serve",
    "Serves sessions on loopback to other programs.",
    () => import("./serve.ts"),
  ),
  command(
    "console",
    "Opens the AWS console, signed in.",
    () => import("./console.ts"),
  ),
  command(
    "scrub",
    "Removes keys that are in a vault from ~/.aws/credentials.",
    () => import("./scrub.ts"),
  ),
  VAULT_COMMANDS,
  MEMBER_COMMANDS,
  REMOTE_COMMANDS,
  command(
    "sync",
    "Syncs shared vaults with their remotes.",
    () => import("./sync.ts"),
  ),
  group("token", "Tokens: open some items without a password, for CI.", [
    command(
      "create",
      "Creates a token that reads the named items without a password, and no others.",
      () => import("./token/create.ts"),
    ),
    command(
      "list",
      "Lists tokens: label, vault, state, expiry, items; unlocks nothing.",
      () => import("./token/list.ts"),
    ),
    command(
      "revoke",
      "Revokes a token and reseals its items, so that a copy of the token opens nothing new.",
      () => import("./token/revoke.ts"),
    ),
  ]),
  command("unlock", "Unlocks a vault for this terminal.", () => import("./unlock.ts")),
  command(
    "lock",
    "Locks the vaults of this terminal, or of every terminal.",
    () => import("./lock.ts"),
  ),
  command(
    "status",
    "Shows which vaults are unlocked, by what, and until when.",
    () => import("./status.ts"),
  ),
  command("otp", "Prints the one-time code of an item.", () => import("./otp.ts")),
  group("session", "Cached STS sessions: list them, clear them.", [
    command(
      "list",
      "Lists cached STS sessions: role, MFA, item, vault, expiry.",
      () => import("./session/list.ts"),
    ),
    command(
      "clear",
      "Removes cached STS sessions, all or those of one item.",
      () => import("./session/clear.ts"),
    ),
  ]),
  group("sso", "IAM Identity Center: sign in, list your roles.", [
    command(
      "login",
      "Signs in to IAM Identity Center in a browser, and seals the tokens in a vault.",
      () => import("./sso/login.ts"),
    ),
    command(
      "logout",
      "Signs out of IAM Identity Center, and removes its tokens.",
      () => import("./sso/logout.ts"),
    ),
    command(
      "status",
      "Shows the sessions of IAM Identity Center, and until when you are signed in.",
      () => import("./sso/status.ts"),
    ),
    command(
      "list",
      "Lists the accounts and roles that IAM Identity Center gives you.",
      () => import("./sso/list.ts"),
    ),
    command(
      "profiles",
      "Prints or writes a profile of ~/.aws/config for each of your roles.",
      () => import("./sso/profiles.ts"),
    ),
    command(
      "add",
      "Adds a session that opaws keeps itself, without ~/.aws/config.",
      () => import("./sso/add.ts"),
    ),
    command(
      "remove",
      "Removes a session that opaws keeps itself.",
      () => import("./sso/remove.ts"),
    ),
  ]),
  group("profile", "Profiles: which item an AWS profile uses.", [
    command(
      "map",
      "Sets which item a profile uses, wherever the profile is used.",
      () => import("./profile/map.ts"),
    ),
    command(
      "unmap",
      "Removes the link from a profile to its item, but not the item.",
      () => import("./profile/unmap.ts"),
    ),
    command(
      "list",
      "Lists the profiles that have an item of their own.",
      () => import("./profile/list.ts"),
    ),
  ]),
  group("config", "Settings: how long a vault stays unlocked, and others.", [
    command("get", "Prints the value of a setting.", () => import("./config/get.ts")),
    command("set", "Changes a setting.", () => import("./config/set.ts")),
    command(
      "list",
      "Lists the settings with their meaning, and the file's keys that opaws does not know.",
      () => import("./config/list.ts"),
    ),
    command(
      "path",
      "Prints the path of the file with settings and bindings.",
      () => import("./config/path.ts"),
    ),
  ]),
  command(
    "hook",
    "Prints the hook that runs your tools through opaws.",
    () => import("./hook/declaration.ts"),
  ),
  group("shim", "Shims: run your tools through opaws without a hook.", [
    command(
      "install",
      "Installs shims, so that scripts, Makefiles and editors get credentials too.",
      () => import("./shim/install.ts"),
    ),
    command("remove", "Removes the named shims, or all of them.", () => import("./shim/remove.ts")),
    command("list", "Lists the installed shims.", () => import("./shim/list.ts")),
  ]),
  command(
    "doctor",
    "Checks your setup, and prints how to fix each problem.",
    () => import("./doctor.ts"),
  ),
  command(
    "uninstall",
    "Removes what opaws made on this machine, except vaults.",
    () => import("./uninstall.ts"),
  ),
  command(
    "completion",
    "Prints a script that completes opaws in a shell.",
    () => import("./completion.ts"),
  ),
  command("help", "Explains opaws or one of its commands.", () => import("./help.ts")),
  {
    ...command("sync-unlocked", "Syncs what is unlocked.", () => import("./sync_unlocked.ts")),
    hidden: true,
  },
  {
    ...command("complete", "Completes a command line for a shell.", () => import("./complete.ts")),
    hidden: true,
  },
];
