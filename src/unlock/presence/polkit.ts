import { type Outcome, type PresenceCheck, runChecker, unavailable } from "./check.ts";
import { POLICY_ACTION } from "./polkit_policy.ts";

const PKCHECK = "/usr/bin/pkcheck";
const TIMEOUT = 120_000; // milliseconds, in which a person finds the window and types

/** A process as polkit identifies it. polkit asks the user who runs it. */
interface Subject {
  /** The process id. */
  readonly pid: number;
  /** The start time, field 22 of `/proc/<pid>/stat`. It distinguishes the process from a later one with the same id. */
  readonly start: string;
  /** The user who runs it. */
  readonly uid: number;
}

/**
 * Returns the check by polkit: a dialog of the desktop asks for the login password or a fingerprint. It needs the action
 * that `opaws unlock --install-policy` installs. Exit statuses of `pkcheck(1)`: 0 authorized, 1 not authorized, 2 no
 * authentication agent, 3 dismissed. Tested with a real polkitd.
 */
export function polkit(subject: () => Subject = ownSubject): PresenceCheck {
  return { method: "polkit", verify: () => verify(subject()) };
}

async function verify({ pid, start, uid }: Subject): Promise<Outcome> {
  // polkit authorizes root for everything without asking.
  if (uid === 0) return unavailable("polkit does not ask root");
  const process = `${pid},${start},${uid}`;
  const args = ["--action-id", POLICY_ACTION, "--process", process, "--allow-user-interaction"];
  const result = await runChecker(PKCHECK, args, TIMEOUT);
  if (result === null) {
    return unavailable(`${PKCHECK} does not exist or can be changed by other users`);
  }
  switch (result.status) {
    case 0:
      return { kind: "present" };
    case 1:
      return { kind: "denied", because: "polkit refused" };
    case 2:
      return unavailable("polkit cannot show a dialog in this session");
    case 3:
      return { kind: "denied", because: "you dismissed polkit's dialog" };
    case null:
      return { kind: "denied", because: "nobody answered polkit's dialog for two minutes" };
    default:
      return {
        ...unavailable("polkit does not answer, or does not know opaws's action"),
        try: "opaws unlock --install-policy",
      };
  }
}

function ownSubject(): Subject {
  const stat = Deno.readTextFileSync("/proc/self/stat");
  const start = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]!;
  return { pid: Deno.pid, start, uid: Deno.uid() ?? 0 };
}
