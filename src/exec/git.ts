import { UserError } from "../errors.ts";
import { readLimited } from "../fs/read_limited.ts";
import { quote } from "../quote.ts";
import { readVariable } from "../host.ts";
import { SECRET_VARIABLES } from "./own_variables.ts";
import { helperProgram, startHelper } from "./start_helper.ts";

/** How git is started. */
interface GitOptions {
  /** The bare repository that it works on. */
  readonly repository: string;
  /** The only protocol that it may use. */
  readonly transport: "ssh" | "file";
  /** Whether nobody can answer a question, such as that for the passphrase of a key. */
  readonly background: boolean;
  /** Ends git. */
  readonly signal: AbortSignal;
}

/** The input and the limit of one call of git. */
interface GitInput {
  /** Its standard input; empty by default. */
  readonly input?: Uint8Array<ArrayBuffer>;
  /** The largest output; bytes. */
  readonly maxBytes: number;
  /** Ends this call. */
  readonly signal?: AbortSignal;
}

/** How a call of git ended. */
interface GitResult {
  /** Its exit status. */
  readonly code: number;
  /** What it printed to standard output; null if that is larger than the limit. */
  readonly output: Uint8Array<ArrayBuffer> | null;
  /** The start of what it printed to standard error. It may contain text from the remote. */
  readonly errors: string;
}

/**
 * Variables that make git use another repository or configuration, run other programs, or name the author. They may be meant
 * for the user's own work, in which opaws was started.
 */
const GIT_VARIABLES = [
  ...["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"],
  ...["GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_SHALLOW_FILE"],
  ...["GIT_GRAFT_FILE", "GIT_REPLACE_REF_BASE", "GIT_QUARANTINE_PATH", "GIT_IMPLICIT_WORK_TREE"],
  ...["GIT_CONFIG", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT", "GIT_CONFIG_SYSTEM"],
  ...["GIT_TEMPLATE_DIR", "GIT_EXEC_PATH", "GIT_SSH", "GIT_SSH_VARIANT", "GIT_PROXY_COMMAND"],
  ...["GIT_ASKPASS", "GIT_EXTERNAL_DIFF", "GIT_EDITOR", "GIT_PAGER", "GIT_PROTOCOL"],
  ...["GIT_TRACE", "GIT_TRACE2", "GIT_TRACE2_EVENT", "GIT_TRACE2_PERF", "GIT_TRACE_PACKET"],
  ...["GIT_TRACE_PACKFILE", "GIT_TRACE_SETUP", "GIT_TRACE_PERFORMANCE", "GIT_TRACE_SHALLOW"],
  ...["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_DATE"],
  ...["GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "GIT_COMMITTER_DATE"],
  ...["GIT_DEFAULT_HASH", "GIT_DEFAULT_REF_FORMAT", "GIT_ATTR_SOURCE", "EMAIL"],
];

/** Settings that keep git from running other programs and from cleaning up in the background. */
const SETTINGS = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "credential.helper=",
  "fetch.recurseSubmodules=false",
  "push.recurseSubmodules=no",
  "push.gpgSign=false",
  // A pack becomes visible when all of it is there. Single objects would come one after the other.
  "fetch.unpackLimit=1",
  "transfer.fsckObjects=true",
  "init.defaultBranch=opaws",
];

const MAX_ERROR_BYTES = 16_384;

/**
 * Returns a function that runs the user's git with `args` on one repository. git reads no configuration but that of the
 * repository and asks nothing itself. ssh reads the user's configuration, and asks unless `background` is set. Neither gets
 * opaws's secrets.
 *
 * @throws UserError (127, command not found) if there is no git, or for ssh no ssh, that opaws may run.
 */
export function gitFor(
  options: GitOptions,
): (args: readonly string[], input: GitInput) => Promise<GitResult> {
  const git = programFor("git");
  const variables = {
    GIT_DIR: options.repository,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ALLOW_PROTOCOL: options.transport,
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_TERMINAL_PROMPT: "0",
    TZ: "UTC", // the user's time zone is nobody else's business
    ...options.transport === "ssh" ? sshVariables(options.background) : {},
  };
  const settings = SETTINGS.flatMap((each) => ["-c", each]);
  return async (args, { input, maxBytes, signal }) => {
    const child = startHelper(git, {
      args: [...settings, ...args],
      environment: { inherit: variables },
      without: [...SECRET_VARIABLES, ...GIT_VARIABLES, "GIT_SSH_COMMAND"]
        .filter((name) => !(name in variables)),
      stdin: input === undefined ? "null" : "piped",
      stdout: "piped",
      stderr: "piped",
    });
    const end = AbortSignal.any([options.signal, signal ?? options.signal]);
    const kill = () => endChild(child);
    end.addEventListener("abort", kill, { once: true });
    if (end.aborted) kill();
    try {
      const [output, errors, { code }] = await Promise.all([
        readLimited(child.stdout, maxBytes).then((bytes) => {
          if (bytes === null) kill();
          return bytes;
        }),
        readStart(child.stderr),
        child.status,
        input === undefined ? undefined : writeTo(child.stdin, input),
      ]);
      return { code, output, errors };
    } finally {
      end.removeEventListener("abort", kill);
    }
  };
}

/** Returns the command by which git starts a program for a repository on this machine, which must not run its hooks. */
export function receivePackWithoutHooks(): string {
  return "git -c core.hooksPath=/dev/null receive-pack";
}

function sshVariables(background: boolean): Record<string, string> {
  const own = readVariable("GIT_SSH_COMMAND");
  const command = own || quote("bash", programFor("ssh"));
  return {
    GIT_SSH_COMMAND: background ? `${command} -o BatchMode=yes` : command,
    ...background ? { SSH_ASKPASS_REQUIRE: "never" } : {},
  };
}

function programFor(name: string): string {
  const found = helperProgram(name);
  if (found !== null) return found;
  throw new UserError({
    exit: "commandNotFound",
    code: "no-git",
    cannot: "sync with a git repository",
    because: `there is no ${name} on your PATH that opaws may run`,
    try: `command -v ${name}`,
  });
}

function endChild(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGTERM");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // it has ended
  }
}

async function writeTo(
  stream: WritableStream<Uint8Array<ArrayBuffer>>,
  input: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const writer = stream.getWriter();
  try {
    await writer.write(input);
    await writer.close();
  } catch {
    // It ended without reading all. Its exit status says why.
  }
}

/** Returns the first characters of `stream`, and reads it to its end. */
async function readStart(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    if (text.length < MAX_ERROR_BYTES) text += decoder.decode(chunk, { stream: true });
  }
  return text.slice(0, MAX_ERROR_BYTES);
}
