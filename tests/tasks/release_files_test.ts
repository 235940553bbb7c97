import assert from "node:assert/strict";
import { billOfMaterials, type Lock } from "../../tasks/bill_of_materials.ts";
import { homebrewFormula, scoopManifest } from "../../tasks/package_files.ts";
import { checksumList, writeReleaseFiles } from "../../tasks/release_files.ts";
import { archiveOf, TARGETS } from "../../tasks/targets.ts";

const root = new URL("../../", import.meta.url);

Deno.test("writeReleaseFiles() lists every file with the checksum that sha256sum finds", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "opaws-release-" });
  try {
    for (const { name } of TARGETS) Deno.writeTextFileSync(`${folder}/${archiveOf(name)}`, name);
    await writeReleaseFiles(folder, "1.2.3", "someone/opaws");
    const files = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    const list = Deno.readTextFileSync(`${folder}/SHA256SUMS`);
    assert.deepEqual(
      list.trim().split("\n").map((line) => line.slice(66)).sort(),
      files.filter((name) => name !== "SHA256SUMS"),
    );
    const checked = await new Deno.Command("sha256sum", {
      args: ["-c", "--quiet", "SHA256SUMS"],
      cwd: folder,
    }).output();
    assert.equal(checked.code, 0);
    for (const name of ["install.sh", "install.ps1"]) {
      const text = Deno.readTextFileSync(`${folder}/${name}`);
      assert.match(text, /github\.com\/someone\/opaws\/releases/);
      assert.doesNotMatch(text, /github\.com\/opaws\/opaws/);
    }
    assert.equal(JSON.parse(Deno.readTextFileSync(`${folder}/opaws.json`)).version, "1.2.3");
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("writeReleaseFiles() refuses an invalid version or repository, and a missing archive", async () => {
  for (
    const [version, repository] of [["1.2", "a/b"], ["1.2.3\nx", "a/b"], ["1.2.3", "a"], [
      "1.2.3",
      "a/b/c",
    ]] as const
  ) {
    await assert.rejects(
      writeReleaseFiles("/nonexistent", version, repository),
      /is not a (version|repository)/,
    );
  }
  await assert.rejects(writeReleaseFiles("/nonexistent", "1.2.3", "a/b"));
});

const SUMS = Object.fromEntries(TARGETS.map(({ name }, at) => [
  archiveOf(name),
  String(at).repeat(64),
]));

Deno.test("homebrewFormula() names each archive with its own checksum, for the right processor", () => {
  const formula = homebrewFormula("1.2.3", "https://github.com/a/b", SUMS);
  const found = [...formula.matchAll(/url ".*\/v1\.2\.3\/(.*)"\n\s+sha256 "(\w+)"/g)];
  assert.equal(found.length, 4);
  for (const [, name, sum] of found) assert.equal(sum, SUMS[name!]);
  assert.match(formula, /on_macos do\n\s+on_arm do\n.*aarch64-apple-darwin/);
  assert.match(formula, /on_linux do[^]*on_intel do\n.*x86_64-unknown-linux-gnu/);
  assert.equal(
    (formula.match(/\b(do|def|class)\b/g) ?? []).length,
    (formula.match(/^\s*end$/gm) ?? []).length,
  );
  assert.throws(() => homebrewFormula("1.2.3", "https://github.com/a/b", {}), /no checksum/);
});

Deno.test("scoopManifest() names the Windows archive and its checksum", () => {
  const manifest = JSON.parse(scoopManifest("1.2.3", "https://github.com/a/b", SUMS));
  assert.equal(manifest.architecture["64bit"].hash, SUMS["opaws-x86_64-pc-windows-msvc.zip"]);
  assert.match(
    manifest.architecture["64bit"].url,
    /\/v1\.2\.3\/opaws-x86_64-pc-windows-msvc\.zip$/,
  );
  assert.match(manifest.autoupdate.architecture["64bit"].url, /\/v\$version\//);
});

Deno.test("checksumList() sorts by name and has the form of sha256sum", () => {
  assert.equal(checksumList({ b: "22", a: "11" }), "11  a\n22  b\n");
});

Deno.test("billOfMaterials() contains what the imports bring in, and nothing else", () => {
  const integrity = "sha512-AAEC";
  const lock: Lock = {
    specifiers: { "npm:@s/a@1.0.0": "1.0.0", "npm:b@2": "2.1.0" },
    npm: {
      "@s/a@1.0.0": { integrity, dependencies: ["c"] },
      "b@2.1.0": { integrity },
      "c@3.0.0": { integrity, dependencies: ["@s/a"] },
      "d@4.0.0": { integrity },
    },
  };
  const bill = billOfMaterials("1.2.3", lock, ["npm:@s/a@1.0.0", "./src/x.ts"]) as {
    components: { purl: string; hashes: unknown }[];
    dependencies: unknown;
  };
  assert.deepEqual(bill.components.map(({ purl }) => purl), [
    "pkg:npm/%40s/a@1.0.0",
    "pkg:npm/c@3.0.0",
  ]);
  assert.deepEqual(bill.components[0]!.hashes, [{ alg: "SHA-512", content: "000102" }]);
  assert.deepEqual(bill.dependencies, [
    { ref: "pkg:generic/opaws@1.2.3", dependsOn: ["pkg:npm/%40s/a@1.0.0"] },
    { ref: "pkg:npm/%40s/a@1.0.0", dependsOn: ["pkg:npm/c@3.0.0"] },
    { ref: "pkg:npm/c@3.0.0", dependsOn: ["pkg:npm/%40s/a@1.0.0"] },
  ]);
  assert.throws(() => billOfMaterials("1", lock, ["npm:e@1"]), /not in the lock file/);
});

Deno.test("billOfMaterials() reads the project's own lock file", () => {
  const json = (name: string) => JSON.parse(Deno.readTextFileSync(new URL(name, root)));
  const bill = billOfMaterials("0", json("deno.lock"), Object.values(json("deno.json").imports));
  assert.ok((bill.components as unknown[]).length >= 3);
});
