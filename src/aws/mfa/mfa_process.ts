import { UserError } from "../../errors.ts";
import { TOKEN_VARIABLES } from "../../exec/own_variables.ts";
import { startHelper } from "../../exec/start_helper.ts";

/**
 * Runs `command`, the `mfa_process` of an AWS config file, and returns the one-time code for `device` that it prints.
 * The key comes from aws-vault, and as there a shell runs the command. The command may use the terminal: it inherits
 * standard input and standard error. It gets `OPAWS_SESSION`, so that it can be `opaws otp`, but no token.
 *
 * @throws UserError (77, denied) if it fails or prints no code.
 */
export async function runMfaProcess(command: string, device: string): Promise<string> {
  const [program, flag] = Deno.build.os === "windows"
    ? [`${Deno.env.get("SystemRoot") ?? "C:\\Windows"}\\System32\\cmd.exe`, "/C"]
    : ["/bin/sh", "-c"];
  const { success, code, stdout } = await startHelper(program, {
    args: [flag, command],
    environment: { inherit: {} },
    without: TOKEN_VARIABLES,
    stdin: "inherit",
    stdout: "piped",
    stderr: "inherit",
  }).output();
  const printed = new TextDecoder().decode(stdout).trim();
  if (success && /^\d{6,8}$/.test(printed)) return printed;
  throw new UserError({
    exit: "denied",
    code: "mfa-process",
    cannot: `get a one-time code for ${device}`,
    because: success
      ? "its mfa_process printed no code"
      : `its mfa_process exited with status ${code}`,
  });
}
