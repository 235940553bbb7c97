import assert from "node:assert/strict";
import { readReplaceable, writeReplaceable } from "../../src/fs/replaceable_file.ts";
import { denoHost } from "../../src/host.ts";

function inFolder(action: (folder: string) => void): void {
  const folder = Deno.makeTempDirSync({ prefix: "opaws-test-" });
  try {
    action(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const BYTES = new Uint8Array([1, 2, 3]);

Deno.test("writeReplaceable() makes folders and replaces what is there", () => {
  inFolder((folder) => {
    const path = `${folder}/a/b/file`;
    for (const bytes of [BYTES, new Uint8Array(100_000), new Uint8Array()]) {
      assert.equal(writeReplaceable(denoHost, path, bytes), true);
      assert.deepEqual(readReplaceable(path), bytes);
    }
    if (Deno.build.os !== "windows") assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
    assert.deepEqual([...Deno.readDirSync(`${folder}/a/b`)].map(({ name }) => name), ["file"]);
  });
});

Deno.test("writeReplaceable() returns false if it cannot write, and leaves nothing", () => {
  inFolder((folder) => {
    Deno.mkdirSync(`${folder}/is a folder`);
    assert.equal(writeReplaceable(denoHost, `${folder}/is a folder`, BYTES), false);
    Deno.writeTextFileSync(`${folder}/a file`, "");
    assert.equal(writeReplaceable(denoHost, `${folder}/a file/below`, BYTES), false);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assert.deepEqual(names, ["a file", "is a folder"]);
  });
});

Deno.test("writeReplaceable() removes what a killed writer left, but nothing of a writer at work", () => {
  inFolder((folder) => {
    const [left, atWork] = [`${folder}/.items.0123.tmp`, `${folder}/.items.4567.tmp`];
    Deno.writeTextFileSync(left, "");
    Deno.writeTextFileSync(atWork, "");
    Deno.utimeSync(left, new Date(0), new Date(0));
    assert.equal(writeReplaceable(denoHost, `${folder}/items`, BYTES), true);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assert.deepEqual(names, [".items.4567.tmp", "items"]);
  });
});

Deno.test("readReplaceable() returns null for what cannot be read or trusted", () => {
  inFolder((folder) => {
    assert.equal(readReplaceable(`${folder}/nothing`), null);
    assert.equal(readReplaceable(folder), null);
    if (Deno.build.os === "windows") return;
    Deno.writeFileSync(`${folder}/open`, BYTES);
    Deno.chmodSync(`${folder}/open`, 0o666);
    assert.equal(readReplaceable(`${folder}/open`), null);
  });
});
