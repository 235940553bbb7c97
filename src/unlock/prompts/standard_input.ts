import { UserError } from "../../errors.ts";
import { readLimited } from "../../fs/read_limited.ts";
import { decodeUtf8, parseStrictJson } from "../../fs/strict_json.ts";
import { Secret } from "../../secret.ts";
import { askSecret } from "./ask_secret.ts";

const CANNOT_READ = "read the password from standard input";
const MAX_BYTES = 1024 * 1024; // far more than any item has

/**
 * Standard input of a command: password lines first (`--password-stdin`), then, for commands that take one (`--stdin`), a
 * JSON document. It is read in one go when something first asks for it.
 */
export class StandardInput {
  #rest: string | undefined;
  #passwords = 0;

  /**
   * Returns the next line, without its line end, as a password. If standard input is a terminal, the line is asked for and
   * not shown. Throws UserError 64 if no line is left, 77 if the user cancels.
   */
  async password(): Promise<Secret> {
    this.#passwords += 1;
    const line = this.#rest === undefined && Deno.stdin.isTerminal()
      ? await askSecret([], `Line ${this.#passwords} of --password-stdin`, {
        cannot: CANNOT_READ,
      })
      : new Secret(await this.#line());
    if (line.reveal() !== "") return line;
    throw new UserError({
      exit: "usage",
      code: "no-password",
      cannot: CANNOT_READ,
      because: "it has no line left",
    });
  }

  /**
   * Returns the rest as strict JSON. `afterPassword` says that a password line comes first, which nobody has read if the
   * vault was unlocked already. Throws UserError (64) if it is not JSON, and never quotes it.
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
    const bytes = await readLimited(Deno.stdin.readable, MAX_BYTES);
    if (bytes === null) throw unreadable("too-long", `it is longer than ${MAX_BYTES} bytes`);
    try {
      return this.#rest = decodeUtf8(bytes);
    } catch {
      throw unreadable("not-utf8", "it is not UTF-8 text");
    }
  }
}

function unreadable(code: string, because: string): UserError {
  return new UserError({ exit: "usage", code, cannot: "read standard input", because });
}
