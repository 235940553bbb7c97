import assert from "node:assert/strict";
import type { Binding } from "../../src/scope/binding.ts";
import { type HookInput, renderHook } from "../../src/shell/hook.ts";
import { hookedTools, isHookable } from "../../src/shell/hooked_tools.ts";
import { SHELLS } from "../../src/quote.ts";

const ITEM: Binding = { vault: "personal", item: "0b6a", title: "AWS dev" };
const INPUT: HookInput = {
  program: ["opaws"],
  tools: ["aws", "cdk"],
  session: false,
  runtime: "/run/user/1000/opaws",
  state: "/h/.local/state/opaws",
  saved: null,
};

Deno.test("hookedTools() returns aws and every tool with a binding in any scope", () => {
  assert.deepEqual(hookedTools({ terminal: {}, directories: {}, global: {}, foreign: [] }), [
    "aws",
  ]);
  assert.deepEqual(
    hookedTools({
      terminal: { sam: ITEM },
      directories: { "/a": { cdk: ITEM, aws: ITEM }, "/b": { "my-tool.sh": ITEM } },
      global: { terraform: ITEM, "bad name": ITEM, "a;b": ITEM },
      foreign: [],
    }),
    ["aws", "cdk", "my-tool.sh", "sam", "terraform"],
  );
});

Deno.test("isHookable() refuses names that a shell cannot call or that scripts rely on", () => {
  for (const name of ["aws", "aws2", "7z", "my-tool", "a.b", "a+b", "_x"]) {
    assert.ok(isHookable(name), name);
  }
  for (
    const name of [
      ...["", "-x", "a b", "a;b", "a\nb", "$(x)", "a/b", "ü", "a'b", "a=b", "a\0", "12", "."],
      ...["opaws", "if", "cd", "command", "eval", "IF", "end", "__opaws_end", "x".repeat(101)],
    ]
  ) assert.ok(!isHookable(name), name);
});

Deno.test("renderHook() leaves no token, and skips tools that cannot be functions", () => {
  for (const shell of SHELLS) {
    const text = renderHook(shell, { ...INPUT, tools: ["aws", "if", "a;b"] });
    assert.ok(!/::[A-Z_]+::/.test(text), shell);
    assert.ok(!text.includes("a;b") && !text.includes("'if'"), shell);
    assert.ok(text.includes("/run/user/1000/opaws") && text.endsWith("\n"), shell);
  }
});

Deno.test("renderHook() does not replace tokens in values", () => {
  for (const shell of SHELLS) {
    const text = renderHook(shell, { ...INPUT, program: ["/x/::TOOLS::/$&/$1"] });
    assert.ok(text.includes("/x/::TOOLS::/$&/$1"), shell);
  }
});

Deno.test("renderHook() has the lines of a saved hook only if it is saved", () => {
  for (const shell of SHELLS) {
    const printed = renderHook(shell, INPUT);
    const saved = renderHook(shell, { ...INPUT, saved: "/h/.local/state/opaws/hook" });
    assert.ok(!/--save|saved|state\/opaws\/hook/.test(printed), shell);
    assert.ok(/--save/.test(saved) && saved.includes("state/opaws/hook'"), shell);
    assert.ok(!/<<< saved|saved >>>/.test(saved), shell);
  }
});

Deno.test("renderHook() draws the key of OPAWS_SESSION from the system's random numbers", () => {
  for (const shell of SHELLS) {
    const text = renderHook(shell, { ...INPUT, session: true });
    assert.ok(text.includes("'always'") && !text.includes("$RANDOM"), shell);
    assert.match(text, shell === "pwsh" ? /RandomNumberGenerator/ : /-N40 \/dev\/urandom/);
  }
});

Deno.test("renderHook() requires a program", () => {
  for (const shell of SHELLS) {
    assert.throws(() => renderHook(shell, { ...INPUT, program: [] }), TypeError);
  }
});

// PowerShell is not available here, so this checks only the text, not how PowerShell evaluates it.
Deno.test("renderHook() writes PowerShell lists with commas, and balanced braces", () => {
  const text = renderHook("pwsh", {
    ...INPUT,
    program: ["C:\\Program Files\\it's\\opaws.exe", "run"],
    session: true,
  });
  assert.ok(text.includes("@('C:\\Program Files\\it''s\\opaws.exe', 'run')"));
  assert.ok(text.includes("@('aws', 'cdk')"));
  assert.ok(text.includes("@('/run/user/1000/opaws')"));
  const code = text.replace(/#[^\n]*|'(?:[^']|'')*'/g, "");
  for (const [open, close] of ["{}", "()", "[]"]) {
    assert.equal(code.split(open!).length, code.split(close!).length, open);
  }
});
