import assert from "node:assert/strict";
import { PASSWORD, UserHome } from "./user_home.ts";

const QUESTION = /◆ +Password of vault "personal"/;

Deno.test("opaws dumps no core while it asks, and the tool gets its own limit back", async () => {
  using home = new UserHome({ PS1: "ready> " });
  await home.vault();
  await home.item("AWS dev");
  await home.opaws(["lock"]);
  await using terminal = home.terminal("/bin/sh", ["-i"]);
  await terminal.expect(/ready> /);
  await terminal.send("ulimit -Sc unlimited; sh -c 'echo $$ >pid; exec opaws unlock'\r");
  await terminal.expect(QUESTION);
  const pid = Deno.readTextFileSync(`${home.folder}/pid`).trim();
  assert.match(Deno.readTextFileSync(`/proc/${pid}/limits`), /Max core file size +0 +unlimited/);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/is unlocked for this terminal/);
  await terminal.send("opaws run --item 'AWS dev' -- sh -c 'ulimit -Sc; ulimit -Hc'\r");
  await terminal.expect(/unlimited\nunlimited\n/);
});
