import { UserError } from "../../errors.ts";
import { readVariable } from "../../host.ts";

/**
 * The one-time code of `device` that `command` prints: `mfa_process` of the AWS config file, an idea of aws-vault's,
 * run by the shell as there. It may talk on the terminal: standard input and error are its own. Faults (77) when it fails
 * or prints no code.
 */
export async function mfaProcessCode(command: string, device: string): Promise<string> {
  const [program, flag] = Deno.build.os === "windows" ? ["cmd.exe", "/C"] : ["/bin/sh", "-c"];
  const { success, code, stdout } = await withoutToken(() =>
    new Deno.Command(program, {
      args: [flag, command],
      stdin: "inherit",
      stdout: "piped",
      stderr: "inherit",
    }).spawn()
  ).output();
  const printed = new TextDecoder().decode(stdout).trim();
  if (success && /^\d{6,8}$/.test(printed)) return printed;
  throw new UserError({
    exit: "denied",
    code: "mfa-process",
    cannot: `get a one-time code of ${device}`,
    because: success
      ? "its mfa_process prints no code"
      : `its mfa_process ends with status ${code}`,
  });
}

/** The variables that bring a token and its vault; what opaws starts has no use for them (`OPAWS_SESSION` it may have). */
const TOKEN_VARIABLES = ["OPAWS_TOKEN", "OPAWS_TOKEN_FILE", "OPAWS_VAULT"];

/** Runs `start` while they are out of the environment, which stays as it is otherwise, byte by byte. */
function withoutToken<T>(start: () => T): T {
  const held = TOKEN_VARIABLES.map((name) => [name, readVariable(name)] as const);
  try {
    for (const name of TOKEN_VARIABLES) Deno.env.delete(name);
    return start();
  } finally {
    for (const [name, value] of held) if (value !== undefined) Deno.env.set(name, value);
  }
}
