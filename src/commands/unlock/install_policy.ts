import { UserError } from "../../errors.ts";
import { startHelper } from "../../exec/start_helper.ts";
import { POLICY, POLICY_FILE } from "../../unlock/presence/polkit_policy.ts";
import { confirm } from "../../cli/confirm.ts";
import { print, report } from "../../cli/output.ts";
import type { CommandContext } from "../../cli/context.ts";

/** Programs that run one command as root. The first that exists is used, by its absolute path. */
const ELEVATORS = ["/usr/bin/pkexec", "/usr/bin/sudo", "/usr/bin/doas"];
const INSTALL = "/usr/bin/install";

/**
 * Shows polkit's action for opaws, asks, and installs it: as root directly, or else with pkexec, sudo or doas.
 *
 * @throws UserError 69 if this is not Linux, 73 if the file cannot be written, 77 if the user says no, 79 if there is no
 * terminal to ask on.
 */
export async function installPolicy(
  { host }: Pick<CommandContext, "host">,
  yes: boolean,
): Promise<void> {
  if (host.platform !== "linux") {
    throw new UserError({
      exit: "unavailable",
      code: "no-polkit",
      cannot: "install a policy",
      because: "only Linux has polkit, and this system needs no policy",
      try: "opaws unlock --enroll system",
    });
  }
  if (isInstalled()) return print(`${POLICY_FILE} is already installed.`);
  report(`opaws: the policy for ${POLICY_FILE}:`, "", ...POLICY.trimEnd().split("\n"), "");
  await confirm(yes, {
    question: `Write ${POLICY_FILE}?`,
    cannot: "install the policy",
    flag: "opaws unlock --install-policy --yes",
  });
  const args = ["-m", "0644", "-o", "root", "-g", "root", "/dev/stdin", POLICY_FILE];
  if (host.uid() === 0) await write(INSTALL, args);
  else await write(elevator(), [INSTALL, ...args]);
  if (!isInstalled()) throw failed("it is still missing");
  print(`${POLICY_FILE} is installed. Now run: opaws unlock --enroll system`);
}

function isInstalled(): boolean {
  try {
    return Deno.readTextFileSync(POLICY_FILE) === POLICY;
  } catch {
    return false;
  }
}

function elevator(): string {
  for (const program of ELEVATORS) {
    try {
      if (Deno.statSync(program).isFile) return program;
    } catch {
      // Try the next one.
    }
  }
  throw failed("neither pkexec nor sudo is installed");
}

async function write(program: string, args: readonly string[]): Promise<void> {
  let status: Deno.CommandStatus;
  try {
    const child = startHelper(program, {
      args: [...args],
      environment: { inherit: {} },
      stdin: "piped",
      stdout: "null",
      stderr: "inherit",
    });
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(POLICY)).catch(() => {});
    await writer.close().catch(() => {});
    status = await child.status;
  } catch (error) {
    throw failed(`${program} cannot be started`, error);
  }
  if (!status.success) throw failed(`${program} exited with status ${status.code}`);
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
