import assert from "node:assert/strict";
import { watchReads } from "../../src/fs/watch_reads.ts";
import { ignoreUnless, ignoreWithout } from "../ignore.ts";
import { throwaway } from "../throwaway.ts";

/** Reads its argument without a change of the time of access, as on a file system that is mounted with `noatime`. */
const READ = "import os, sys; os.read(os.open(sys.argv[1], os.O_RDONLY | os.O_NOATIME), 9)";

Deno.test({
  name: "watchReads() sees a read that changes no time of access, and nothing else",
  ignore: ignoreUnless(Deno.build.os === "linux", "Linux") || ignoreWithout("python3"),
  fn: () => {
    using home = throwaway();
    const path = `${home.folder}/page`;
    Deno.writeTextFileSync(path, "text");
    Deno.utimeSync(path, 0, 1);
    const watch = watchReads(path)!;
    assert.equal(watch.wasRead(), false);
    Deno.utimeSync(path, 0, 2);
    Deno.statSync(path);
    assert.equal(watch.wasRead(), false);
    new Deno.Command("python3", { args: ["-c", READ, path] }).outputSync();
    assert.equal(Deno.statSync(path).atime!.getTime(), 0);
    assert.equal(watch.wasRead(), true);
    assert.equal(watch.wasRead(), false);
    watch.close();
    assert.equal(watchReads(`${path}.gone`), null);
  },
});
