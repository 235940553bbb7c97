import assert from "node:assert/strict";
import { writeAtomic } from "../../src/disk/atomic_write.ts";
import { readTrusted } from "../../src/disk/trusted_file.ts";
import { denoHost } from "../../src/host.ts";
import { readConfig } from "../../src/scope/config_file.ts";
import { readGenerations } from "../../src/vault/generations.ts";
import { readSealed } from "../../src/vault/store.ts";
import { readTerminalBindings, writeTerminalBinding } from "../../src/scope/terminal_bindings.ts";
import { faultOf, rejectionOf } from "../fault_of.ts";
import { throwaway } from "../throwaway.ts";

Deno.test("readTrusted() answers null for what is not there, and for what is below a file", () => {
  using place = throwaway();
  Deno.writeTextFileSync(`${place.folder}/file`, "");
  assert.equal(readTrusted(`${place.folder}/nothing`), null);
  assert.equal(readTrusted(`${place.folder}/nothing/below`), null);
  assert.equal(readTrusted(`${place.folder}/file/below`), null);
});

Deno.test("what cannot be looked at is a fault, never taken for missing and written over", () => {
  using place = throwaway();
  Deno.symlinkSync("loop", `${place.folder}/loop`);
  for (const folder of [`${place.folder}/loop`, `${place.folder}/${"x".repeat(300)}`]) {
    const places = {
      ...place.places,
      configFile: `${folder}/config.json`,
      vaults: folder,
      state: folder,
    };
    for (
      const read of [
        () => readTrusted(`${folder}/file`),
        () => readConfig(places),
        () => readGenerations(places),
        () => readSealed({ ...places, state: place.places.state }, "personal"),
      ]
    ) {
      const fault = faultOf(read);
      assert.deepEqual([fault.status, fault.code], [74, "unreadable-file"]);
      assert.match(
        fault.message,
        /^cannot read .*: (too many levels of symbolic links|file name too long)$/,
      );
    }
    const write = () => writeAtomic(denoHost, `${folder}/file`, new Uint8Array(1));
    assert.ok([73, 74].includes(faultOf(write).status));
  }
});

Deno.test({
  name: "a folder behind a link that another user made is refused, to read and to write",
  ignore: Deno.build.os !== "linux" || Deno.uid() !== 0,
  async fn() {
    using place = throwaway();
    const runtime = `${place.folder}/link`;
    Deno.mkdirSync(`${place.folder}/real`, { mode: 0o700 });
    Deno.symlinkSync("real", runtime);
    const binding = { vault: "personal", item: "x", title: "AWS dev" };
    const write = () => writeTerminalBinding(denoHost, { runtime }, "t1", "aws", binding);
    await write();
    assert.deepEqual({ ...readTerminalBindings({ runtime }, "t1").aws }, binding);
    new Deno.Command("chown", { args: ["-h", "1234", runtime] }).outputSync();
    assert.equal(faultOf(() => readTerminalBindings({ runtime }, "t1")).code, "untrusted-file");
    assert.equal((await rejectionOf(write())).code, "untrusted-file");
    new Deno.Command("chown", { args: ["-h", "0", runtime] }).outputSync();
    await write();
  },
});
