import assert from "node:assert/strict";
import type { Paths } from "../../src/fs/paths.ts";
import { denoHost } from "../../src/host.ts";
import { endServers, listServers, Registration } from "../../src/server/registration.ts";

const RECORD = { terminal: "t1", vault: "v1", tool: "make", pid: 1, until: 2 };

/** Calls `use` with a runtime folder of its own. */
function inFolder(use: (paths: Paths, folder: string) => void): void {
  const folder = Deno.realPathSync(Deno.makeTempDirSync());
  try {
    use({ runtime: folder, runtimes: [folder] } as unknown as Paths, folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("a registered server is listed, and is current until it is ended", () => {
  inFolder((paths, folder) => {
    const one = Registration.create(denoHost, paths, RECORD);
    const two = Registration.create(denoHost, paths, { ...RECORD, terminal: "t2" });
    // This process holds the locks, so that it cannot see them as held: read the records.
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assert.equal(names.filter((name) => name.endsWith(".json")).length, 2);
    assert.deepEqual([one.isCurrent(), two.isCurrent()], [true, true]);
    one.end();
    assert.deepEqual([one.isCurrent(), two.isCurrent()], [false, true]);
    two.end();
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("what a killed server left behind is removed when servers are listed, files included", () => {
  inFolder((paths, folder) => {
    const left = `${folder}/server-0123456789abcdef`;
    Deno.writeTextFileSync(`${left}.json`, JSON.stringify(RECORD));
    Deno.writeTextFileSync(`${left}.lock`, "");
    Deno.mkdirSync(left);
    Deno.writeTextFileSync(`${left}/config`, "");
    Deno.writeTextFileSync(`${folder}/other.json`, "{}");
    assert.deepEqual(listServers(paths), []);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["other.json"]);
    endServers(paths, () => true);
  });
});

Deno.test("a server is not current any more if its file was replaced", () => {
  inFolder((paths, folder) => {
    const registration = Registration.create(denoHost, paths, RECORD);
    const [{ name }] = [...Deno.readDirSync(folder)].filter((each) =>
      each.name.endsWith(".json")
    ) as [Deno.DirEntry];
    Deno.writeTextFileSync(`${folder}/new`, "{}");
    Deno.renameSync(`${folder}/new`, `${folder}/${name}`);
    assert.equal(registration.isCurrent(), false);
    registration.end();
  });
});
