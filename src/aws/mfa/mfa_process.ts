import { UserError } from "../../errors.ts";
import { TOKEN_VARIABLES, withoutVariables } from "../../exec/own_variables.ts";

/**
 * The one-time code of `device` that `command` prints: `mfa_process` of the AWS config file, an idea of aws-vault's,
 * run by the shell as there. It may talk on the terminal: standard input and error are its own. It gets `OPAWS_SESSION`, so
 * that it can be an `opaws otp`, but no token. Faults (77) when it fails or prints no code.
 */
export async function runMfaProcess(command: string, device: string): Promise<string> {
  const [program, flag] = Deno.build.os === "windows" ? ["cmd.exe", "/C"] : ["/bin/sh", "-c"];
  const { success, code, stdout } = await withoutVariables(
    TOKEN_VARIABLES,
    () =>
      new Deno.Command(program, {
        args: [flag, command],
        stdin: "inherit",
        stdout: "piped",
        stderr: "inherit",
      }).spawn(),
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
