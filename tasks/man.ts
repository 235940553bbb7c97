/** Writes the man pages to docs/man and removes the pages of commands that are gone. `deno task man` */
import { COMMANDS } from "../src/commands/table.ts";
import { VERSION } from "../src/version.ts";
import { manPages } from "./man_page.ts";

const folder = new URL("../docs/man/", import.meta.url);
await Deno.remove(folder, { recursive: true }).catch(() => {});
await Deno.mkdir(folder, { recursive: true });
for (const { file, text } of await manPages(COMMANDS, VERSION)) {
  await Deno.writeTextFile(new URL(file, folder), text);
}
