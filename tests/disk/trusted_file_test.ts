import assert from "node:assert/strict";
import { writeAtomic } from "../../src/disk/atomic_write.ts";
import { readTrusted } from "../../src/disk/trusted_file.ts";
import { denoHost } from "../../src/host.ts";
import { readConfig } from "../../src/scope/config_file.ts";
import { readGenerations } from "../../src/vault/generations.ts";
import { readSealed } from "../../src/vault/store.ts";
import { faultOf } from "../fault_of.ts";
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
