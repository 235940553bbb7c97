import { readLimited } from "../fs/read_limited.ts";
import { decodeUtf8, parseStrictJson } from "../fs/strict_json.ts";
import { UserError } from "../errors.ts";
import { Secret } from "../secret.ts";
import { askSecret } from "./ask_secret.ts";

const READ = "read the password from standard input";
const LIMIT = 1024 * 1024; // bytes; far more than any item

/**
 * What is piped into a command: password lines first (`--password-stdin`), then, for commands that take it (`--stdin`),
 * one JSON document. Read once, when first asked for.
 */
export class StandardInput {
  #rest: string | undefined;
  #passwords = 0;

  /**
   * The next line, without its line end, as a password. A terminal is asked for it, so that it is not seen.
   * Faults: 64 when there is none, 77 cancelled.
   */
  async password(): Promise<Secret> {
    this.#passwords += 1;
    const line = this.#rest === undefined && Deno.stdin.isTerminal()
      ? await askSecret([], `Line ${this.#passwords} of --password-stdin: `, { cannot: READ })
      : new Secret(await this.#line());
    if (line.reveal() !== "") return line;
    throw new UserError({
      exit: "usage",
      code: "no-password",
      cannot: READ,
      because: "there is no line left on it",
    });
  }

  /**
   * All that remains, as strict JSON. `afterPassword` says that a password line stands before it, which nobody has read
   * when the vault was open already. Faults (64) when it is not JSON; the message never quotes it.
   */
  async json(afterPassword: boolean): Promise<unknown> {
    if (afterPassword && this.#passwords === 0) await this.password();
    const text = await this.#text();
    this.#rest = "";
    try {
      return parseStrictJson(text);
    } catch (error) {
      throw new UserError({
        exit: "usage",
        code: "bad-json",
        cannot: "read the item from standard input",
        because: text.trim() === ""
          ? "it is empty"
          : error instanceof SyntaxError
          ? `it is not JSON: ${error.message}`
          : "it is not JSON",
      });
    }
  }

  async #line(): Promise<string> {
    const text = await this.#text();
    const end = text.indexOf("\n");
    this.#rest = end < 0 ? "" : text.slice(end + 1);
    return (end < 0 ? text : text.slice(0, end)).replace(/\r$/, "");
  }

  async #text(): Promise<string> {
    if (this.#rest !== undefined) return this.#rest;
    const bytes = await readLimited(Deno.stdin.readable, LIMIT);
    if (bytes === null) throw tooLong();
    try {
      return this.#rest = decodeUtf8(bytes);
    } catch {
      throw new UserError({
        exit: "usage",
        code: "not-utf8",
        cannot: "read standard input",
        because: "it is not UTF-8 text",
      });
    }
  }
}

function tooLong(): UserError {
  return new UserError({
    exit: "usage",
    code: "too-long",
    cannot: "read standard input",
    because: `it is longer than ${LIMIT} bytes`,
  });
}
