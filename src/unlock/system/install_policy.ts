import { UserError } from "../../errors.ts";
import { SECRET_VARIABLES, withoutVariables } from "../../exec/own_variables.ts";
import { POLICY, POLICY_FILE } from "../presence/polkit_policy.ts";
import { confirm } from "../../cli/confirm.ts";
import { print, report } from "../../cli/output.ts";
import type { CommandContext } from "../../cli/context.ts";

/** The programs that let an administrator do one thing as root, by absolute path; the first that is there is used. */
const ELEVATE = ["/usr/bin/pkexec", "/usr/bin/sudo", "/usr/bin/doas"];
const INSTALL = "/usr/bin/install";

/**
 * Shows polkit's action for opaws and, agreed to, installs it: as root directly, else by pkexec or sudo.
 * Faults: 69 not on Linux; 73 when it cannot be written; 77 declined; 79 no way to ask.
 */
export async function installPolicy({ host }: CommandContext, yes: boolean): Promise<void> {
  if (host.platform !== "linux") {
    throw new UserError({
      exit: "unavailable",
      code: "no-polkit",
      cannot: "install a policy",
      because: "polkit is Linux's; this system needs none",
      try: "opaws unlock --enroll system",
    });
  }
  if (isInstalled()) return print(`${POLICY_FILE} is in place already.`);
  report(`opaws: this goes to ${POLICY_FILE}:`, "", ...POLICY.trimEnd().split("\n"), "");
  await confirm(yes, {
    question: `Write ${POLICY_FILE}?`,
    cannot: "install the policy",
    flag: "opaws unlock --install-policy --yes",
  });
  const words = ["-m", "0644", "-o", "root", "-g", "root", "/dev/stdin", POLICY_FILE];
  if (host.uid() === 0) await write(INSTALL, words);
  else await write(elevator(), [INSTALL, ...words]);
  if (!isInstalled()) throw failed("the file is not there afterwards");
  print(`${POLICY_FILE} is installed. Now: opaws unlock --enroll system`);
}

function isInstalled(): boolean {
  try {
    return Deno.readTextFileSync(POLICY_FILE) === POLICY;
  } catch {
    return false;
  }
}

function elevator(): string {
  for (const program of ELEVATE) {
    try {
      if (Deno.statSync(program).isFile) return program;
    } catch {
      // The next one.
    }
  }
  throw failed("there is neither pkexec nor sudo");
}

async function write(program: string, args: readonly string[]): Promise<void> {
  let status: Deno.CommandStatus;
  try {
    const child = withoutVariables(SECRET_VARIABLES, () =>
      new Deno.Command(program, {
        args: [...args],
        stdin: "piped",
        stdout: "null",
        stderr: "inherit",
      }).spawn());
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(POLICY)).catch(() => {});
    await writer.close().catch(() => {});
    status = await child.status;
  } catch (error) {
    throw failed(`${program} cannot be started`, error);
  }
  if (!status.success) throw failed(`${program} ended with status ${status.code}`);
}

function failed(because: string, cause?: unknown): UserError {
  return new UserError({
    exit: "cannotCreate",
    code: "policy",
    cannot: `write ${POLICY_FILE}`,
    because,
    cause,
  });
}
