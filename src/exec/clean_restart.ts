import type { Host } from "../host.ts";
import { splitCommandLine } from "./arguments.ts";
import { ChildExited } from "../errors.ts";
import { mustDropCopies } from "../key_copies.ts";
import { become } from "./become.ts";
import { NOT_PLAIN } from "./own_variables.ts";
import { selfCommand } from "./self_command.ts";
import { TLS_VARIABLES, WITHHELD_PREFIX } from "./withheld_variables.ts";

/** Options in these variables that change nothing but memory sizes and warnings. */
const HARMLESS =
  /^([\s,]|--(max[-_](old|semi)[-_]space[-_]size=\d+|no-warnings|no-deprecation)(?![^\s,]))*$/;
/**
 * Restarts opaws with the same arguments but without the variables that must not affect its own requests. The runtime
 * reads some of them at startup, so deleting them is not enough. They are withheld under other names until the tool
 * starts; see {@linkcode withheldVariables}. Also restarts it if the plain case has left copies of a key that nobody can
 * wipe: they would stay for as long as opaws waits. Returns only if there is neither. Call it before the first request, and
 * before the first question, which would be asked again.
 */
export async function restartWithoutTlsVariables(host: Pick<Host, "env">): Promise<void> {
  const found = TLS_VARIABLES.filter((name) => host.env(name) !== undefined);
  if (mustDropCopies()) await restart(host, found, { [NOT_PLAIN]: "1" });
  await restartWithout(host, found);
}

/** Restarts opaws if the plain case has left copies of a key, and then without the plain case. */
export async function restartWithoutCopies(host: Pick<Host, "env">): Promise<void> {
  if (mustDropCopies()) await restart(host, [], { [NOT_PLAIN]: "1" });
}

/**
 * Restarts opaws as {@linkcode restartWithoutTlsVariables} does, without `NODE_OPTIONS`, `DENO_V8_FLAGS` and `OTEL_DENO`.
 * Call it first of all, before there is a secret. The runtime obeys `--require` in `NODE_OPTIONS`, which runs a file
 * inside opaws, and `--inspect`, which opens a port to every user of the machine. `DENO_V8_FLAGS` can make it print each
 * call with its arguments. With `OTEL_DENO` it reports each request. Options for memory sizes are harmless.
 */
export async function restartWithoutRuntimeVariables(host: Pick<Host, "env">): Promise<void> {
  const found: string[] = host.env("OTEL_DENO") === undefined ? [] : ["OTEL_DENO"];
  for (const name of ["NODE_OPTIONS", "DENO_V8_FLAGS"]) {
    if (!HARMLESS.test(host.env(name) ?? "")) found.push(name);
  }
  await restartWithout(host, found);
}

async function restartWithout(
  host: Pick<Host, "env">,
  names: readonly string[],
): Promise<void> {
  if (names.length > 0) await restart(host, names, {});
}

async function restart(
  host: Pick<Host, "env">,
  names: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<never> {
  const withheld = names.map((name) => [`${WITHHELD_PREFIX}${name}`, host.env(name)!] as const);
  const set = { ...Object.fromEntries(withheld), ...variables };
  const [name, ...args] = ownCommandLine();
  const program = { file: Deno.execPath(), name: new TextDecoder().decode(name), args };
  throw new ChildExited(await become(program, { set, unset: names }));
}

/** Returns all arguments of this process, including `argv[0]`; byte for byte on Linux. */
function ownCommandLine(): Uint8Array<ArrayBuffer>[] {
  if (Deno.build.os === "linux") return splitCommandLine(Deno.readFileSync("/proc/self/cmdline"));
  const encoder = new TextEncoder();
  return [...selfCommand(), ...Deno.args].map((arg) => encoder.encode(arg));
}
