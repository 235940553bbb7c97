/** Everything that other rooms call of this one. They reach it through `load.ts`, so that no other system loads it. */
export {
  accountName,
  createPrivateFile,
  createPrivateFolder,
  hasAccessLists,
  ownAccountName,
  untrustedAccess,
} from "./access.ts";
export { consoleLeader, hasProcessEnded, processName } from "./processes.ts";
export { logonSession } from "./logon_session.ts";
export { protect, unprotect } from "./protected_data.ts";
