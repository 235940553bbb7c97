import { UserError } from "../../errors.ts";
import { TOKEN_VARIABLES } from "../../exec/own_variables.ts";
import { helperProgram, startHelper } from "../../exec/start_helper.ts";
import { shlexSplit, windowsSplit } from "../config/shlex.ts";
import { isRelativePath } from "../../fs/path.ts";

/**
 * Runs `command`, the `mfa_process` of an AWS config file, and returns the one-time code for `device` that it prints.
 * The key comes from aws-vault, which gives the command to a shell. opaws splits it into arguments as botocore splits
 * `credential_process`, so nothing is expanded. The command may use the terminal: it inherits standard input and standard
 * error. It gets `OPAWS_SESSION`, so that it can be `opaws otp`, but no token. The caller checks that the command may run.
 *
 * @throws UserError (78, refused) if a quote is left open or the program is not found; (77, denied) if it fails or prints
 * no code.
 */
export async function runMfaProcess(command: string, device: string): Promise<string> {
  const words = Deno.build.os === "windows" ? windowsSplit(command) : shlexSplit(command);
  const [name, ...args] = words ?? [];
  if (!name) throw refused(device, words === null ? "has an open quote" : "is empty");
  const program = isRelativePath(name) ? null : helperProgram(name);
  if (program === null) throw refused(device, `names ${JSON.stringify(name)}, which is not found`);
  const { success, code, stdout } = await startHelper(program, {
    args,
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

function refused(device: string, because: string): UserError {
  return new UserError({
    exit: "refused",
    code: "mfa-process",
    cannot: `get a one-time code for ${device}`,
    because: `its mfa_process ${because}`,
  });
}
