import assert from "node:assert/strict";
import { untrustedFile, untrustedFolder, untrustedPart } from "../../src/exec/program_trust.ts";
import { findProgram } from "../../src/exec/find_program.ts";
import { errorOf } from "../error_of.ts";
import { ignoreOnWindows, ignoreUnlessRoot } from "../ignore.ts";
import { throwaway } from "../throwaway.ts";

const posix = { ignore: ignoreOnWindows() };
const asRoot = { ignore: ignoreUnlessRoot() };
const OTHER = 64_123; // any user but root and this one; it needs no name

/** Makes `bin/aws`, and `real/aws`, to which `links/aws` leads by `links/next`. */
function tree(): { folder: string } & Disposable {
  const place = throwaway();
  const { folder } = place;
  for (const name of ["bin", "links", "real"]) Deno.mkdirSync(`${folder}/${name}`);
  for (const name of ["bin", "real"]) {
    Deno.writeTextFileSync(`${folder}/${name}/aws`, "#!/bin/sh\n", { mode: 0o755 });
  }
  Deno.symlinkSync("next", `${folder}/links/aws`);
  Deno.symlinkSync("../real/aws", `${folder}/links/next`);
  return place;
}

Deno.test(
  "untrustedPart() is null if only root and this user can replace the program",
  posix,
  () => {
    using place = tree();
    for (const path of ["bin/aws", "links/aws", "bin/../real/aws", "bin//./aws"]) {
      assert.equal(untrustedPart(`${place.folder}/${path}`, []), null, path);
    }
    assert.equal(untrustedPart("/bin/sh", []), null);
    assert.equal(untrustedFolder("/usr/bin", []), null);
  },
);

Deno.test(
  "untrustedPart() finds a program or a folder that others can write to, also behind a link",
  posix,
  () => {
    for (
      const [part, program, mode] of [
        ["bin/aws", "bin/aws", 0o757],
        ["bin", "bin/aws", 0o777],
        ["bin", "bin/aws", 0o1777],
        ["", "bin/aws", 0o777],
        ["links", "links/aws", 0o777],
        ["real", "links/aws", 0o757],
        ["real/aws", "links/aws", 0o757],
      ] as const
    ) {
      using place = tree();
      const path = `${place.folder}/${part}`.replace(/\/$/, "");
      Deno.chmodSync(path, mode);
      const found = untrustedPart(`${place.folder}/${program}`, []);
      assert.deepEqual([found?.path, found?.isOwn], [path, true], `${part} for ${program}`);
      assert.equal(found?.by, mode === 0o1777 ? "sticky" : "writers");
    }
  },
);

Deno.test(
  "untrustedPart() finds what belongs to another user: file, folder, folder above, and link",
  asRoot,
  () => {
    for (
      const [part, program] of [
        ["bin/aws", "bin/aws"],
        ["bin", "bin/aws"],
        ["", "bin/aws"],
        ["links/aws", "links/aws"],
        ["links/next", "links/aws"],
        ["real", "links/aws"],
      ]
    ) {
      using place = tree();
      const path = `${place.folder}/${part}`.replace(/\/$/, "");
      const own = (uid: number) =>
        new Deno.Command("chown", { args: ["-h", String(uid), path] }).outputSync();
      own(OTHER);
      const found = untrustedPart(`${place.folder}/${program}`, []);
      assert.deepEqual([found?.path, found?.by, found?.isOwn], [path, "owner", false], part);
      own(0);
    }
  },
);

Deno.test(
  "untrustedPart() finds a group that others are in, but not in a sticky folder above",
  asRoot,
  () => {
    using place = tree();
    const bin = `${place.folder}/bin`;
    Deno.chownSync(bin, null, 64_124);
    Deno.chmodSync(bin, 0o775);
    assert.equal(untrustedPart(`${bin}/aws`, [])?.by, "writers");
    Deno.chmodSync(place.folder, 0o1777);
    Deno.chmodSync(bin, 0o755);
    assert.equal(untrustedPart(`${bin}/aws`, []), null);
  },
);

Deno.test("exec.trust accepts the programs of a folder and those below it", posix, () => {
  using place = tree();
  const { folder } = place;
  Deno.chmodSync(`${folder}/bin`, 0o777);
  assert.equal(untrustedPart(`${folder}/bin/aws`, [`${folder}/bin`]), null);
  assert.equal(untrustedPart(`${folder}/bin/aws`, [folder]), null);
  assert.notEqual(untrustedPart(`${folder}/bin/aws`, [`${folder}/bi`]), null);
  assert.equal(untrustedFolder(`${folder}/bin`, [`${folder}/bin`]), null);
  Deno.chmodSync(`${folder}/real`, 0o777);
  assert.equal(
    untrustedPart(`${folder}/links/aws`, [`${folder}/links`])?.path,
    `${folder}/real`,
    "a link in a trusted folder leads to one that is not",
  );
});

Deno.test(
  "findProgram() refuses a program that another user can replace (126), and does not use the next one",
  posix,
  () => {
    using place = tree();
    const { folder } = place;
    Deno.chmodSync(`${folder}/bin`, 0o777);
    const path = `${folder}/bin:${folder}/real`;
    const error = errorOf(() => findProgram("aws", { path, shims: [] }));
    assert.deepEqual([error.status, error.code], [126, "untrusted-program"]);
    assert.equal(error.try, `chmod go-w ${folder}/bin`);
    assert.match(error.message, /: other users can write to .*\/bin, and so replace the program$/);
    assert.equal(
      findProgram("aws", { path, shims: [], trusted: [`${folder}/bin`] }),
      `${folder}/bin/aws`,
    );
    assert.equal(errorOf(() => findProgram(`${folder}/bin/aws`, { path, shims: [] })).status, 126);
  },
);

Deno.test(
  "untrustedFile() accepts a file in a sticky folder, and no file that others could change",
  asRoot,
  () => {
    using place = tree();
    const file = `${place.folder}/bin/aws`;
    assert.equal(untrustedFile(file), null);
    Deno.chmodSync(`${place.folder}/bin`, 0o1777);
    assert.equal(untrustedFile(file), null);
    Deno.chmodSync(`${place.folder}/bin`, 0o777);
    assert.deepEqual(untrustedFile(file), {
      because: `other users can write to ${place.folder}/bin`,
      fix: `chmod go-w ${place.folder}/bin`,
    });
    Deno.chmodSync(`${place.folder}/bin`, 0o1777);
    Deno.chownSync(file, OTHER, null);
    const theirs = { because: `${file} belongs to another user`, fix: null };
    assert.deepEqual(untrustedFile(file), theirs);
    assert.match(untrustedFile(`${place.folder}/nothing`)!.because, /cannot be inspected/);
  },
);
