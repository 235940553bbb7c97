import assert from "node:assert/strict";
import { screenLockAgent, screenLockTask, screenLockUnit } from "../../src/unlock/screen_lock.ts";

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

Deno.test("screenLockTask() writes ASCII that is XML with the command, quoted as Windows splits it", () => {
  const text = screenLockTask(["C:\\Zoë & co\\opaws.exe", "run it", "lock", "--all"], "PC\\Zoë");
  assert.match(text, /^[\n -~]*$/);
  assert.ok(text.includes("<Command>C:\\Zo&#235; &amp; co\\opaws.exe</Command>"));
  assert.ok(text.includes('<Arguments>"run it" lock --all</Arguments>'));
  assert.equal(text.split("<UserId>PC\\Zo&#235;</UserId>").length, 3);
  const [comment] = /^<!--[^]*?-->/.exec(text)!;
  assert.doesNotMatch(comment.slice(4, -3), /--/);
});
