import assert from "node:assert/strict";
import { PASSWORD, UserHome } from "./user_home.ts";

Deno.test("prompts write no escape sequence with TERM=dumb, for a secret", async () => {
  using home = new UserHome({ PS1: "ready> ", TERM: "dumb" });
  await home.vault();
  await using terminal = home.terminal("/bin/sh", ["-i"]);
  await terminal.expect(/ready> /);
  await terminal.send('opaws unlock; echo "status $?"\r');
  await terminal.expect(/\* {2}Password of vault "personal"/, 20_000);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/status 0/);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(terminal.raw, /\x1b/);
});
