/**
 * Every command with its brief, in the order of help. It is a list of its own so that `opaws --help` loads no command; a
 * test holds it equal to what the commands declare.
 */
export const COMMAND_LIST: readonly { readonly name: string; readonly brief: string }[] = [
  { name: "init", brief: "Sets up which item a tool uses, and where." },
  { name: "run", brief: "Becomes a command with the credentials that hold here." },
  { name: "inspect", brief: "Shows the bindings that count here, and which is in force." },
  {
    name: "which",
    brief: "Shows which credentials a tool would get here, and why.",
  },
  {
    name: "clear",
    brief: "Removes a binding of a tool.",
  },
  {
    name: "list",
    brief: "Lists the tools opaws knows, and the item each would use.",
  },
  { name: "item", brief: "Items: the access keys in your vaults." },
  {
    name: "export",
    brief: "Prints credentials for programs that opaws does not start.",
  },
  {
    name: "credential-process",
    brief: "Prints credentials for the AWS SDKs' credential_process.",
  },
  {
    name: "scrub",
    brief: "Takes keys that a vault holds out of ~/.aws/credentials.",
  },
  {
    name: "vault",
    brief: "Vaults: create, list, move, restore; passwords and slots.",
  },
  { name: "token", brief: "Tokens: open some items without a password, for CI." },
  {
    name: "unlock",
    brief: "Unlocks a vault for this terminal.",
  },
  { name: "lock", brief: "Locks the vaults of this terminal, or of every terminal." },
  {
    name: "status",
    brief: "Shows which vaults are unlocked, by what, and until when.",
  },
  { name: "otp", brief: "Prints the one-time code of an item." },
  {
    name: "session",
    brief: "Cached STS sessions: list them, clear them.",
  },
  {
    name: "profile",
    brief: "Profiles: which item an AWS profile uses.",
  },
  {
    name: "config",
    brief: "Settings: how long a vault stays unlocked, and others.",
  },
  { name: "hook", brief: "Prints the hook that runs your tools through opaws." },
  {
    name: "shim",
    brief: "Shims: give tools their credentials outside a shell too.",
  },
  {
    name: "doctor",
    brief: "Checks your setup, and prints how to fix each problem.",
  },
  {
    name: "uninstall",
    brief: "Removes what opaws made on this machine, except vaults.",
  },
  { name: "completion", brief: "Prints what makes a shell complete opaws's words." },
  { name: "help", brief: "Explains opaws or one of its commands." },
];
