import { ignoreUnless } from "../ignore.ts";

/** A Python that has botocore and boto3: the one that CI installs, else the first on PATH. */
export const PYTHON: string = Deno.env.has("OPAWS_CI_TOOLS")
  ? `${Deno.env.get("OPAWS_CI_TOOLS")}/bin/python`
  : firstPython();

/** Returns the path of the program behind `python3`, which may be a shim that depends on the home directory. */
function firstPython(): string {
  try {
    const args = ["-c", "import sys; print(sys.executable, end='')"];
    const { stdout } = new Deno.Command("python3", { args, stderr: "null" }).outputSync();
    return new TextDecoder().decode(stdout) || "python3";
  } catch {
    return "python3";
  }
}

/** Returns whether to ignore a test that needs botocore. In CI, or if CI's tools are installed, it fails instead. */
export function ignoreWithoutBotocore(): boolean {
  const expected = Deno.env.has("CI") || Deno.env.has("OPAWS_CI_TOOLS");
  return ignoreUnless(expected || hasBotocore(), "botocore and boto3");
}

function hasBotocore(): boolean {
  try {
    return new Deno.Command(PYTHON, { args: ["-c", "import botocore, boto3"], stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
}

/**
 * Runs `script`, Python text or the URL of a file, with `input` as JSON on stdin. Returns the JSON that it writes. Its
 * environment is `environment` and PATH, without this machine's AWS settings.
 */
export async function python(
  script: string | URL,
  input: unknown,
  environment: Readonly<Record<string, string>> = {},
  // deno-lint-ignore no-explicit-any -- each script returns a shape of its own
): Promise<any> {
  const child = new Deno.Command(PYTHON, {
    args: script instanceof URL ? [script.pathname] : ["-c", script],
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: "/nonexistent",
      PYTHONUTF8: "1",
      PYTHONDONTWRITEBYTECODE: "1",
      ...environment,
    },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  const writing = writer.write(new TextEncoder().encode(JSON.stringify(input)))
    .then(() => writer.close());
  const [{ success, stdout }] = await Promise.all([child.output(), writing]);
  if (!success) throw new Error("Python failed");
  return JSON.parse(new TextDecoder().decode(stdout));
}
