import type { Host } from "../host.ts";
import { splitCommandLine } from "./arguments.ts";
import { ChildExited } from "../errors.ts";
import { become } from "./become.ts";
import { selfCommand } from "./self_command.ts";

/**
 * Variables by which the runtime would trust further certificates, or none at all, or write its session keys down.
 * They may be meant for the tool; opaws's own requests carry signatures and bring keys, and must not follow them.
 */
const UNTRUSTED = [
  "DENO_CERT",
  "DENO_TLS_CA_STORE",
  "NODE_EXTRA_CA_CERTS",
  "NODE_TLS_REJECT_UNAUTHORIZED",
  "SSLKEYLOGFILE",
] as const;
/** Variables by which the runtime would load a stranger's code, open a debugger to every user, or report what is done. */
const INTRUDING = ["NODE_OPTIONS", "DENO_V8_FLAGS", "OTEL_DENO"] as const;
const HARMLESS =
  /^([\s,]|--(max[-_](old|semi)[-_]space[-_]size=\d+|no-warnings|no-deprecation)(?![^\s,]))*$/;
const HELD = "OPAWS_HELD_";

/**
 * Starts opaws anew, with the same words, without the variables that must not reach its own requests; the runtime reads
 * some of them when it starts, so that deleting them is not enough. They are held under other names until a tool is
 * started: {@linkcode withheldVariables}. Does nothing, and comes back, only where none of them is set. To be called before
 * the first request, and before anything is asked, for it would be asked again.
 */
export async function restartWithoutTlsVariables(host: Pick<Host, "env">): Promise<void> {
  await startAnewWithout(host, UNTRUSTED.filter((name) => host.env(name) !== undefined));
}

/**
 * As {@linkcode restartWithoutTlsVariables}, without `NODE_OPTIONS`, `DENO_V8_FLAGS` and `OTEL_DENO`: to be called first of all,
 * before there is a secret. Of `NODE_OPTIONS` the runtime obeys `--require`, which runs a file inside opaws, and
 * `--inspect`, whose port any user of the machine may connect to; by `DENO_V8_FLAGS` it can be told to print each call with
 * its arguments; under `OTEL_DENO` it reports each request. Sizes of memory change nothing.
 */
export async function restartWithoutRuntimeVariables(host: Pick<Host, "env">): Promise<void> {
  const found: string[] = host.env("OTEL_DENO") === undefined ? [] : ["OTEL_DENO"];
  for (const name of ["NODE_OPTIONS", "DENO_V8_FLAGS"]) {
    if (!HARMLESS.test(host.env(name) ?? "")) found.push(name);
  }
  await startAnewWithout(host, found);
}

async function startAnewWithout(
  host: Pick<Host, "env">,
  found: readonly string[],
): Promise<void> {
  if (found.length === 0) return;
  const set = Object.fromEntries(found.map((name) => [`${HELD}${name}`, host.env(name)!]));
  const [name, ...args] = ownArguments();
  const program = { file: Deno.execPath(), name: new TextDecoder().decode(name), args };
  throw new ChildExited(await become(program, { set, unset: found }));
}

/** What the environment of a tool gets back of what was held, and the names under which that was. */
export function withheldVariables(host: Pick<Host, "env">): {
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
} {
  const held = [...UNTRUSTED, ...INTRUDING].filter((name) =>
    host.env(`${HELD}${name}`) !== undefined
  );
  return {
    set: Object.fromEntries(held.map((name) => [name, host.env(`${HELD}${name}`)!])),
    unset: held.map((name) => `${HELD}${name}`),
  };
}

/** All arguments of this process, `argv[0]` first, byte by byte where the system tells them so. */
function ownArguments(): Uint8Array<ArrayBuffer>[] {
  if (Deno.build.os === "linux") return splitCommandLine(Deno.readFileSync("/proc/self/cmdline"));
  const encoder = new TextEncoder();
  return [...selfCommand(), ...Deno.args].map((word) => encoder.encode(word));
}
