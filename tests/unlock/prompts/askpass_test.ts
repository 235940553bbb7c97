import assert from "node:assert/strict";
import { askByProgram, type AskpassUse, askpassUse } from "../../../src/unlock/prompts/askpass.ts";
import { rejectionOf } from "../../error_of.ts";
import { ignoreOnWindows, isFile } from "../../ignore.ts";
import { throwaway } from "../../throwaway.ts";

const PROGRAM = "/usr/bin/ask";

Deno.test("askpassUse() follows ssh's rules for the display and OPAWS_ASKPASS_REQUIRE", () => {
  const screen = { DISPLAY: ":0" };
  const wayland = { WAYLAND_DISPLAY: "wayland-0" };
  const cases: [AskpassUse, Record<string, string>, ("linux" | "darwin" | "windows")?][] = [
    ["never", {}],
    ["never", { OPAWS_ASKPASS: "", ...screen, OPAWS_ASKPASS_REQUIRE: "force" }],
    ["never", { OPAWS_ASKPASS: PROGRAM }],
    ["without-terminal", { OPAWS_ASKPASS: PROGRAM, ...screen }],
    ["without-terminal", { OPAWS_ASKPASS: PROGRAM, ...wayland }],
    ["without-terminal", { OPAWS_ASKPASS: PROGRAM }, "darwin"],
    ["without-terminal", { OPAWS_ASKPASS: PROGRAM }, "windows"],
    ["first", { OPAWS_ASKPASS: PROGRAM, ...screen, OPAWS_ASKPASS_REQUIRE: "prefer" }],
    ["never", { OPAWS_ASKPASS: PROGRAM, OPAWS_ASKPASS_REQUIRE: "prefer" }],
    ["first", { OPAWS_ASKPASS: PROGRAM, OPAWS_ASKPASS_REQUIRE: "FORCE" }],
    ["never", { OPAWS_ASKPASS: PROGRAM, ...screen, OPAWS_ASKPASS_REQUIRE: "never" }],
    ["never", { OPAWS_ASKPASS: PROGRAM, OPAWS_ASKPASS_REQUIRE: "never" }, "darwin"],
    ["without-terminal", { OPAWS_ASKPASS: PROGRAM, ...screen, OPAWS_ASKPASS_REQUIRE: "other" }],
  ];
  for (const [use, variables, platform = "linux"] of cases) {
    const host = { env: (name: string) => variables[name], platform };
    assert.equal(askpassUse(host), use, JSON.stringify([variables, platform]));
  }
});

/** Returns the answer if the program prints `printed`, an argument of printf, and exits with `status`. */
async function answer(printed: string, status = 0): Promise<string> {
  using place = throwaway();
  const program = `${place.folder}/ask`;
  Deno.writeTextFileSync(program, `#!/bin/sh\nprintf '${printed}'\nexit ${status}\n`, {
    mode: 0o700,
  });
  const env = (name: string) => name === "OPAWS_ASKPASS" ? program : undefined;
  const result = await askByProgram({ env }, "Password: ");
  return result.kind === "answered" ? JSON.stringify(result.text.reveal()) : result.kind;
}

Deno.test("askByProgram() returns the first line unchanged, whatever ends it", async () => {
  assert.equal(await answer("horse\\nnot this\\n"), '"horse"');
  assert.equal(await answer("horse\\r\\n"), '"horse"');
  assert.equal(await answer(" h\\303\\266rse "), '" hörse "');
  assert.equal(await answer("\\357\\273\\277horse"), '"\ufeffhorse"');
  assert.equal(await answer("\\n"), '""');
  assert.equal(await answer("%01024d"), JSON.stringify("0".repeat(1024)));
  assert.equal(await answer("horse", 1), "cancelled");
});

Deno.test("askByProgram() refuses a password that is too long or not UTF-8, and does not quote it (78)", async () => {
  const long = await rejectionOf(answer("%01025d"));
  assert.deepEqual([long.status, long.code], [78, "askpass"]);
  assert.match(long.message, /printed more than 1024 bytes/);
  const odd = await rejectionOf(answer("horse\\377"));
  assert.deepEqual([odd.status, odd.code, odd.try], [78, "askpass", "unset OPAWS_ASKPASS"]);
  assert.match(odd.message, /printed a password that is not UTF-8/);
  assert.doesNotMatch(odd.message, /horse/);
});

Deno.test("askByProgram() refuses a relative path (78) and a missing program (126)", async () => {
  const isWindows = Deno.build.os === "windows";
  const foreign = isWindows ? "/nowhere/ask" : "C:\\nowhere\\ask";
  for (const path of ["ask", "./ask", "", "~/ask", "C:ask", foreign]) {
    const error = await rejectionOf(askByProgram({ env: () => path }, "?"));
    assert.deepEqual([error.status, error.code], [78, "askpass"], path);
  }
  const missing = isWindows ? "C:\\nowhere\\ask" : "/nowhere/ask";
  assert.equal((await rejectionOf(askByProgram({ env: () => missing }, "?"))).status, 126);
});

Deno.test({
  name: "askByProgram() does not start a program that another user can replace (126)",
  ignore: ignoreOnWindows(),
  fn: async () => {
    using place = throwaway();
    const program = `${place.folder}/ask`;
    Deno.writeTextFileSync(program, `#!/bin/sh\ntouch '${place.folder}/started'\n`);
    Deno.chmodSync(program, 0o777);
    const error = await rejectionOf(askByProgram({ env: () => program }, "?"));
    assert.deepEqual([error.status, error.try], [126, "unset OPAWS_ASKPASS"]);
    assert.match(error.message, /: other users can write to .*\/ask, and so replace the program$/);
    assert.ok(!isFile(`${place.folder}/started`));
  },
});
