/**
 * Every command with its brief, in the order of help. It is a list of its own so that `opaws --help` loads no command; a
 * test holds it equal to what the commands declare.
 */
export const COMMAND_LIST: readonly { readonly name: string; readonly brief: string }[] = [
  { name: "init", brief: "Sets opaws up for a tool: which item, and where that choice holds." },
  { name: "run", brief: "Becomes a command with the credentials that hold here." },
  { name: "inspect", brief: "Shows every binding that counts here, and which one is in force." },
  {
    name: "which",
    brief: "Tells which item a tool would get here and why, step by step, unlocking nothing.",
  },
  {
    name: "clear",
    brief:
      "Takes a tool's binding away: this terminal's, else the nearest directory's, else the global one.",
  },
  {
    name: "list",
    brief: "Lists the tools opaws knows: installed or not, and which item each would use here.",
  },
  { name: "item", brief: "Items: the access keys in your vaults." },
  {
    name: "export",
    brief: "Prints the credentials that hold here, for shells, programs and CI.",
  },
  {
    name: "credential-process",
    brief: "Prints credentials as the credential_process of ~/.aws/config does, for any AWS SDK.",
  },
  {
    name: "scrub",
    brief: "Takes out of ~/.aws/credentials the access keys that a vault holds.",
  },
  {
    name: "vault",
    brief:
      "Vaults: make, list, change the password, recovery code, slots, delete, restore, export, import.",
  },
  { name: "token", brief: "Tokens: open some items without a password, for CI." },
  {
    name: "unlock",
    brief: "Unlocks a vault for this terminal, so that the commands after it do not ask.",
  },
  { name: "lock", brief: "Locks the vaults of this terminal, or of every terminal." },
  {
    name: "status",
    brief:
      "Tells of each vault whether it is unlocked, by what, since when, until when, and in which terminals.",
  },
  { name: "otp", brief: "Prints the one-time code of an item, to sign in with it elsewhere." },
  {
    name: "session",
    brief: "STS sessions: what opaws keeps so that it need not ask AWS again.",
  },
  {
    name: "profile",
    brief: "Profiles: which item stands behind which profile of ~/.aws/config.",
  },
  {
    name: "config",
    brief: "Settings: how long a vault stays unlocked, which vault is the default.",
  },
  { name: "hook", brief: "Prints the script by which a shell runs your tools through opaws." },
  {
    name: "shim",
    brief: "Shims: executables that stand for tools, for what calls them without a shell.",
  },
  {
    name: "doctor",
    brief: "Looks at all that opaws needs, and tells the command that mends what is wrong.",
  },
  {
    name: "uninstall",
    brief: "Takes away what opaws made on this machine: lines, shims, settings, kept keys.",
  },
  { name: "completion", brief: "Prints the script by which a shell completes opaws's words." },
  { name: "help", brief: "Explains opaws or one of its commands." },
];
