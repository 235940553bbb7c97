/** A Python that has botocore: the one that CI installs, else the first on PATH. */
const PYTHON = Deno.env.has("OPAWS_CI_TOOLS")
  ? `${Deno.env.get("OPAWS_CI_TOOLS")}/bin/python`
  : "python3";

/** Reports whether to ignore a test because botocore is missing. In CI, or if CI's tools are installed, it fails instead. */
export function lacksBotocore(): boolean {
  if (Deno.env.get("CI") || Deno.env.has("OPAWS_CI_TOOLS")) return false;
  try {
    return !new Deno.Command(PYTHON, { args: ["-c", "import botocore"], stderr: "null" })
      .outputSync().success;
  } catch {
    return true;
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
