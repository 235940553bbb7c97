import assert from "node:assert/strict";
import {
  cleanText,
  jsonWithoutWorkflowCommands,
  withoutWorkflowCommands,
} from "../src/clean_text.ts";
import { ignoreWithoutData, naughtyStrings } from "./conformance.ts";

Deno.test("cleanText() keeps printable text and replaces characters that control a terminal", () => {
  const plain = "AWS dev – prod (é 漢字 🔑 👩‍💻)";
  assert.equal(cleanText(plain), plain);
  assert.equal(cleanText("a\u001b[31mb\u0007\u009b"), "a\uFFFD[31mb\uFFFD\uFFFD");
  assert.equal(cleanText("\u202egpj.exe\u2066"), "\uFFFDgpj.exe\uFFFD");
  assert.equal(cleanText("a\nb\tc\r\nd"), "a b c d");
  assert.equal(cleanText("\ud800"), "\uFFFD");
});

Deno.test({
  name: "cleanText() leaves no raw control or bidi character in any naughty string",
  ignore: ignoreWithoutData(),
  fn() {
    for (const text of naughtyStrings()) {
      assert.doesNotMatch(cleanText(text), /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
    }
  },
});

Deno.test("withoutWorkflowCommands() leaves no command for the runner of GitHub Actions", () => {
  const runner = { env: (name: string) => name === "GITHUB_ACTIONS" ? "true" : undefined };
  const lines = {
    "::stop-commands::x": ": :stop-commands::x",
    " \u00a0::warning::x": " \u00a0: :warning::x",
    ":::": ": ::",
    "a ##[set-env name=X]y": "a # #[set-env name=X]y",
    "###[add-path]/tmp": "## #[add-path]/tmp",
    "a::b": "a::b",
    "": "",
  };
  for (const [line, safe] of Object.entries(lines)) {
    assert.equal(withoutWorkflowCommands(line, runner), safe);
    assert.equal(withoutWorkflowCommands(line, { env: () => undefined }), line);
  }
});

Deno.test("jsonWithoutWorkflowCommands() changes no value", () => {
  const runner = { env: () => "true" };
  const value = { title: "##[add-path]/tmp", "##[x": ["::warning::x"] };
  const json = jsonWithoutWorkflowCommands(JSON.stringify(value), runner);
  assert.doesNotMatch(json, /##\[/);
  assert.deepEqual(JSON.parse(json), value);
});
