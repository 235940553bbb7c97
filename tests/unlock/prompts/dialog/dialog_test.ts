import assert from "node:assert/strict";
import { escapeAssuan, parseAssuan } from "../../../../src/unlock/prompts/dialog/assuan.ts";
import {
  osascriptArguments,
  readOsascript,
} from "../../../../src/unlock/prompts/dialog/osascript.ts";
import { requestingProgram } from "../../../../src/unlock/prompts/dialog/requesting_program.ts";
import {
  readWindowsDialog,
  windowsDialog,
} from "../../../../src/unlock/prompts/dialog/windows_dialog.ts";

const HOSTILE = `" & (do shell script "touch x") & " '; $(x) \`x\` %0A`;
const QUESTION = { lines: ["opaws: aws needs", HOSTILE], question: "Password", confirms: false };

Deno.test("escapeAssuan() leaves one line, and parseAssuan() undoes it in data", () => {
  const text = "50% of\r\nit\0 \x7f größe";
  const escaped = escapeAssuan(text);
  assert.equal(escaped, "50%25 of%0D%0Ait%00 %7F größe");
  const line = parseAssuan(new TextEncoder().encode(`D ${escaped}`));
  assert.ok(line.kind === "data");
  assert.equal(new TextDecoder().decode(line.bytes), text);
});

Deno.test("parseAssuan() reads what servers send", () => {
  const parse = (text: string) => parseAssuan(new TextEncoder().encode(text));
  assert.deepEqual(parse("OK Pleased to meet you"), { kind: "ok" });
  assert.deepEqual(parse("OK"), { kind: "ok" });
  assert.deepEqual(parse("OKAY"), { kind: "other" });
  assert.deepEqual(parse("ERR 83886179 Operation cancelled"), { kind: "error", code: 83886179 });
  assert.deepEqual(parse("S BUTTON_INFO close"), { kind: "other" });
  assert.deepEqual(parse(""), { kind: "other" });
  const [data, cut] = [parse("D "), parse("D 5%2")];
  assert.ok(data.kind === "data" && data.bytes.length === 0);
  assert.ok(cut.kind === "data" && new TextDecoder().decode(cut.bytes) === "5%2");
});

Deno.test("osascript gets the texts as arguments, so that none is run", () => {
  const [flag, script, end, message, seconds, kind, ...more] = osascriptArguments(QUESTION);
  assert.deepEqual([flag, end, seconds, kind, more], ["-e", "--", "60", "secret", []]);
  assert.equal(message, `opaws: aws needs\n${HOSTILE}\nPassword:`);
  assert.doesNotMatch(script!, /do shell script/);
  assert.match(script!, /with hidden answer/);
  assert.equal(osascriptArguments({ ...QUESTION, confirms: true })[5], "confirm");
  const answered = readOsascript("answered  my pass \n");
  assert.ok(answered.kind === "answered");
  assert.equal(answered.text.reveal(), " my pass ");
  const kinds = ["answered \n", "cancelled\n", "no-answer\n", "", "error"].map((text) =>
    readOsascript(text).kind
  );
  assert.deepEqual(kinds, ["answered", "cancelled", "no-answer", "unavailable", "unavailable"]);
});

Deno.test("the dialog of Windows gets the texts in variables, and its answer in base64", () => {
  const { args, environment } = windowsDialog(QUESTION, "C:\\Windows");
  assert.ok(!args.join(" ").includes(HOSTILE));
  assert.equal(environment.OPAWS_MESSAGE, `opaws: aws needs\r\n${HOSTILE}\r\nPassword:`);
  assert.deepEqual(args.slice(0, -1), ["-NoProfile", "-ExecutionPolicy", "Bypass", "-Command"]);
  const answered = readWindowsDialog(
    `answered ${new TextEncoder().encode("größe ").toBase64()}\r\n`,
  );
  assert.ok(answered.kind === "answered");
  assert.equal(answered.text.reveal(), "größe ");
  const kinds = ["answered \r\n", "cancelled\r\n", "no-answer\r\n", "answered /w==", "x"].map((
    text,
  ) => readWindowsDialog(text).kind);
  assert.deepEqual(kinds, ["answered", "cancelled", "no-answer", "unavailable", "unavailable"]);
});

Deno.test("requestingProgram() looks through shells to the program that started opaws", () => {
  const processes: Record<number, { name: string; parent: number }> = {
    10: { name: "sh", parent: 9 },
    9: { name: "-bash", parent: 8 },
    8: { name: "co\x1bde", parent: 1 },
    20: { name: "sh", parent: 1 },
    30: { name: "code.exe", parent: 0 },
    40: { name: "zsh", parent: 40 },
  };
  const read = (pid: number) => processes[pid] ?? null;
  const host = { platform: "linux" } as const;
  assert.equal(requestingProgram(host, read, 10), "co\uFFFDde (process 8)");
  assert.equal(requestingProgram(host, read, 20), null);
  assert.equal(requestingProgram(host, read, 30), "code.exe (process 30)");
  assert.equal(requestingProgram(host, read, 40), null);
  assert.equal(requestingProgram(host, read, 99), null);
});
