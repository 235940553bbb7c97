import assert from "node:assert/strict";
import { screenLockAgent, screenLockUnit } from "../../../src/commands/lock/screen_lock.ts";

const COMMAND = ["/home/a b/it's $HOME 100%/opaws", "lock", "--all"];

Deno.test("screenLockUnit() quotes the command so that neither systemd nor the shell expands any of it", () => {
  const line = /^ExecStart=\/bin\/sh -c "(.*)"$/m.exec(screenLockUnit(COMMAND))![1]!;
  assert.doesNotMatch(line.replaceAll("$$", "").replaceAll("%%", ""), /[$%]/);
  const script = line.replace(/\\(.)/g, "$1").replaceAll("$$", "$").replaceAll("%%", "%");
  assert.ok(script.includes(`'/home/a b/it'\\''s $HOME 100%/opaws' lock --all </dev/null`));
  const { success } = new Deno.Command("/bin/sh", { args: ["-n", "-c", script] }).outputSync();
  assert.ok(success);
});

Deno.test("screenLockAgent() writes XML with the command in its script", () => {
  const text = screenLockAgent(['/opt/<&">/opaws', "lock"]);
  assert.doesNotMatch(text.replace(/&(amp|lt|gt);/g, ""), /&/);
  assert.ok(text.includes(String.raw`"/opt/&lt;&amp;\"&gt;/opaws", ["lock"]`));
  const script = /<string>(ObjC[^]*?)<\/string>/.exec(text)![1]!;
  assert.doesNotThrow(() => new Function(script.replaceAll("&amp;", "&").replaceAll("&lt;", "<")));
});
