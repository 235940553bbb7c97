// The part `#prompts`: the library that asks, loaded when there is something to ask.
import process from "node:process";

export { autocomplete, confirm, multiselect, select, text } from "@clack/prompts";

/** Standard error as the library writes to it. */
export const stderr: NodeJS.WriteStream = process.stderr;
