/** Writes the man pages into docs/man; what is no page of a command any more goes. `deno task man` */
import { loadCommands } from "../src/commands/load_command.ts";
import { VERSION } from "../src/version.ts";
import { manPages } from "./man_page.ts";

const folder = new URL("../docs/man/", import.meta.url);
await Deno.remove(folder, { recursive: true }).catch(() => {});
await Deno.mkdir(folder, { recursive: true });
for (const { file, text } of manPages(await loadCommands(), VERSION)) {
  await Deno.writeTextFile(new URL(file, folder), text);
}
