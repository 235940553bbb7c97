import { untrustedPart } from "../../../exec/program_trust.ts";
import { helperProgram, startHelper } from "../../../exec/start_helper.ts";
import { UserError } from "../../../errors.ts";
import type { Host } from "../../../host.ts";
import { Secret } from "../../../secret.ts";
import { escapeAssuan, parseAssuan } from "./assuan.ts";
import { DIALOG_SECONDS, type DialogAnswer, type DialogQuestion, GRACE } from "./question.ts";
import { isAbsolute } from "../../../fs/path.ts";

/** The programs to try: first the one that the system or its user chose, then those with a window. */
const NAMES = [
  ...["pinentry", "pinentry-gnome3", "pinentry-qt", "pinentry-qt5", "pinentry-gtk-2"],
  ...["pinentry-x11", "pinentry-mac"],
];
/** The low 16 bits of the codes of libgpg-error; the others say which program reports it. */
const [CANCELED, FULLY_CANCELED, NOT_CONFIRMED, TIMEOUT] = [99, 198, 114, 62];
const MAX_LINE = 4096; // bytes; libassuan sends 1000 at most

/**
 * Asks with a pinentry, the dialog of GnuPG. Tries the next one if a program cannot show a window, as one for terminals
 * cannot here. `PINENTRY_PROGRAM` names another.
 *
 * @throws UserError (78) if the answer is not UTF-8.
 */
export async function askPinentry(
  host: Pick<Host, "env">,
  question: DialogQuestion,
): Promise<DialogAnswer> {
  for (const file of pinentryPrograms(host)) {
    const answer = await askOne(file, question);
    if (answer.kind !== "unavailable") return answer;
  }
  return { kind: "unavailable" };
}

function* pinentryPrograms(host: Pick<Host, "env">): Iterable<string> {
  const named = host.env("PINENTRY_PROGRAM");
  if (named) {
    // A relative path could name a program in a directory that somebody else filled.
    if (isAbsolute(named) && isTrusted(named)) yield named;
    return;
  }
  for (const name of NAMES) {
    const file = helperProgram(name);
    if (file !== null) yield file;
  }
}

function isTrusted(file: string): boolean {
  try {
    return untrustedPart(file, []) === null;
  } catch {
    return false; // there is no such file
  }
}

async function askOne(
  file: string,
  { lines, question, confirms }: DialogQuestion,
): Promise<DialogAnswer> {
  let child: Deno.ChildProcess;
  try {
    child = startHelper(file, {
      environment: { inherit: {} },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    });
  } catch {
    return { kind: "unavailable" };
  }
  const timer = setTimeout(() => end(child), DIALOG_SECONDS * 1000 + GRACE);
  try {
    const server = new AssuanServer(child);
    const commands = [
      "SETTITLE opaws",
      `SETDESC ${escapeAssuan([...lines, question].join("\n"))}`,
      ...(confirms ? [] : [`SETPROMPT ${escapeAssuan(`${question.split(" ")[0]}:`)}`]),
      `SETTIMEOUT ${DIALOG_SECONDS}`,
    ];
    if ((await server.response()).kind !== "ok") return { kind: "unavailable" };
    for (const command of commands) await server.call(command);
    const { kind, code, data } = await server.call(confirms ? "CONFIRM" : "GETPIN");
    if (kind === "ok") return { kind: "answered", text: new Secret(decode(data)) };
    const error = code & 0xffff;
    if ([CANCELED, FULLY_CANCELED, NOT_CONFIRMED].includes(error)) return { kind: "cancelled" };
    return { kind: error === TIMEOUT ? "no-answer" : "unavailable" };
  } finally {
    clearTimeout(timer);
    end(child);
    await child.status;
  }
}

/** The end of a command: its data if it is `ok`, else the code of the error; 0 if the program has ended. */
interface Response {
  readonly kind: "ok" | "error";
  readonly code: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** The pinentry's side of the protocol. */
class AssuanServer {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  #rest = new Uint8Array(0);

  constructor(child: Deno.ChildProcess) {
    this.#reader = child.stdout.getReader();
    this.#writer = child.stdin.getWriter();
  }

  /** Sends `command` and returns its response. */
  async call(command: string): Promise<Response> {
    try {
      await this.#writer.write(new TextEncoder().encode(`${command}\n`));
    } catch {
      return { kind: "error", code: 0, data: new Uint8Array() };
    }
    return await this.response();
  }

  /** Reads until a command has ended. */
  async response(): Promise<Response> {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for (;;) {
      const line = await this.#line();
      if (line === null) return { kind: "error", code: 0, data: new Uint8Array() };
      const parsed = parseAssuan(line);
      line.fill(0);
      if (parsed.kind === "data") parts.push(parsed.bytes);
      if (parsed.kind === "error") return { kind: "error", code: parsed.code, data: joined(parts) };
      if (parsed.kind === "ok") return { kind: "ok", code: 0, data: joined(parts) };
    }
  }

  async #line(): Promise<Uint8Array<ArrayBuffer> | null> {
    for (;;) {
      const end = this.#rest.indexOf(10);
      if (end >= 0) {
        const line = this.#rest.slice(0, end);
        const rest = this.#rest.slice(end + 1);
        this.#rest.fill(0);
        this.#rest = rest;
        return line;
      }
      const { value, done } = await this.#reader.read();
      if (done || this.#rest.length + value.length > MAX_LINE) return null;
      const more = joined([this.#rest, value]);
      this.#rest = more;
    }
  }
}

/** Joins `parts` and wipes them. */
function joined(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
    part.fill(0);
  }
  return whole;
}

function decode(bytes: Uint8Array<ArrayBuffer>): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UserError({
      exit: "refused",
      code: "not-utf8",
      cannot: "ask for a password",
      because: "pinentry returned one that is not UTF-8",
    });
  } finally {
    bytes.fill(0);
  }
}

function end(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGTERM");
  } catch {
    // It has ended.
  }
}
