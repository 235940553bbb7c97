import assert from "node:assert/strict";
import { findPlainProgram } from "../../src/exec/plain_program.ts";
import { findProgram } from "../../src/exec/find_program.ts";
import { shimText } from "../../src/shell/shim.ts";
import { isShimText } from "../../src/shell/shim_mark.ts";
import { ignoreUnless } from "../ignore.ts";
import { throwaway } from "../throwaway.ts";

const ignore = ignoreUnless(Deno.build.os === "linux", "Linux");

/** Returns a folder that only root and this user can write to, with all above it. */
function trustedPlace(): { readonly folder: string } & Disposable {
  // Every user can write to the folder for temporary files, so the test needs another.
  const home = Deno.env.get("HOME")!;
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ dir: home, prefix: ".opaws-test-" }));
  return { folder, [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }) };
}

function program(path: string, mode = 0o755, text = "#!/bin/sh\n"): string {
  Deno.writeTextFileSync(path, text);
  Deno.chmodSync(path, mode);
  return path;
}

Deno.test({
  name: "findPlainProgram() finds what findProgram() finds, or nothing",
  ignore,
  fn() {
    using place = trustedPlace();
    const { folder } = place;
    const folders = ["one", "two", "shims"].map((name) => `${folder}/${name}`);
    for (const each of folders) Deno.mkdirSync(each, { mode: 0o755 });
    const [one, two, shims] = folders as [string, string, string];
    const path = [shims, one, two].join(":");
    const isShim = (file: string): boolean => isShimText(Deno.readTextFileSync(file));
    const check = (command: string, expected: string | null, on = path): void => {
      assert.equal(findPlainProgram(command, on, shims), expected, command);
      if (expected === null) return;
      assert.equal(findProgram(command, { path: on, shims: [shims], isShim }), expected);
    };
    check("first", program(`${one}/first`));
    program(`${two}/first`);
    check("second", program(`${two}/second`));
    check("missing", null);
    check("shimmed", program(`${two}/shimmed`), `${shims}:${two}`);
    program(`${shims}/shimmed`);
    check("shimmed", `${two}/shimmed`);
    program(`${one}/copied`, 0o755, shimText(["/usr/bin/opaws"], "copied"));
    program(`${two}/copied`);
    check("copied", null);
    const longShim = shimText(["/usr/bin/opaws"], "long") + "# more\n".repeat(10_000);
    program(`${one}/long`, 0o755, longShim);
    program(`${two}/long`);
    check("long", null);
    program(`${one}/blocked`, 0o644);
    program(`${two}/blocked`);
    check("blocked", null);
    program(`${one}/writable`, 0o775);
    check("writable", null);
    program(`${one}/by-all`, 0o757);
    check("by-all", null);
    Deno.symlinkSync(`${two}/second`, `${one}/linked`);
    check("linked", null);
    Deno.mkdirSync(`${one}/folder`);
    check("folder", null);
    Deno.symlinkSync(two, `${folder}/link`);
    check("second", null, `${folder}/link`);
    check("second", null, `${folder}/one/../two`);
    check("second", null, `:${two}`);
    check("second", null, `two:${two}`);
    check("second", null, `${two}/`);
    check(`${two}/second`, null);
    check("", null);
    // The folder of the shims by another name: `findProgram` skips it.
    Deno.symlinkSync(folder, `${folder}/state`);
    assert.equal(findPlainProgram("shimmed", `${shims}:${two}`, `${folder}/state/shims`), null);
    Deno.chmodSync(two, 0o777);
    check("second", null);
  },
});

Deno.test({
  name: "findPlainProgram() finds no program in a folder that every user can write to",
  ignore,
  fn() {
    using place = throwaway();
    Deno.mkdirSync(`${place.folder}/bin`);
    program(`${place.folder}/bin/tool`);
    // The folder for temporary files is sticky, and `findProgram` knows what that means.
    assert.equal(findPlainProgram("tool", `${place.folder}/bin`, "/shims"), null);
  },
});
