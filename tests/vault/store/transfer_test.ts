import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { MAX_VAULT_BYTES } from "../../../src/vault/format/parse.ts";
import { openVault } from "../../../src/vault/store/open.ts";
import { readVault, vaultNames } from "../../../src/vault/store/read.ts";
import { exportVault, importVault } from "../../../src/vault/store/transfer.ts";
import {
  pathsIn,
  throwsUserError,
  titles,
  vaultFile,
  vaultWith,
  withTempPaths,
} from "../temp_vault.ts";

Deno.test("exportVault() and importVault() copy a vault byte for byte", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a");
    const out = `${paths.home}/out.json`;
    exportVault(paths, "personal", out);
    assert.deepEqual(Deno.readFileSync(out), Deno.readFileSync(vaultFile(paths, "personal")));
    assert.equal(Deno.statSync(out).mode! & 0o777, 0o600);

    const other = pathsIn(`${paths.home}/other`);
    assert.equal(await importVault(denoHost, other, out), "personal");
    assert.deepEqual(Deno.readFileSync(out), Deno.readFileSync(vaultFile(other, "personal")));
    assert.equal(Deno.statSync(vaultFile(other, "personal")).mode! & 0o777, 0o600);
    const vault = await openVault(denoHost, other, readVault(other, "personal"), key);
    assert.deepEqual(await titles(vault), ["a"]);
  });
});

Deno.test("exportVault() refuses to replace a file and suggests a free name", async () => {
  await withTempPaths(async (paths) => {
    await vaultWith(paths, "personal", "a");
    const out = `${paths.home}/out.json`;
    Deno.writeTextFileSync(out, "mine");
    const error = await throwsUserError(() => exportVault(paths, "personal", out), 73, "exists");
    assert.equal(error.try, `opaws vault export ${paths.home}/out-2.json --vault personal`);
    assert.equal(Deno.readTextFileSync(out), "mine");
    Deno.removeSync(out);
    Deno.symlinkSync(`${paths.home}/nothing`, out);
    await throwsUserError(() => exportVault(paths, "personal", out), 73, "exists");
    const nowhere = `${paths.home}/no/out`;
    const none = await throwsUserError(
      () => exportVault(paths, "personal", nowhere),
      73,
      "no-file",
    );
    assert.equal(none.try, undefined);
    await throwsUserError(() => exportVault(paths, "none", `${paths.home}/new`), 66, "no-vault");
  });
});

Deno.test("importVault() refuses a file that is not a vault, a taken name, and a vault that is already stored", async () => {
  await withTempPaths(async (paths) => {
    await vaultWith(paths, "personal", "a");
    const out = `${paths.home}/out.json`;
    exportVault(paths, "personal", out);
    await throwsUserError(() => importVault(denoHost, paths, out), 73, "exists");

    const renamed = `${paths.home}/renamed.json`;
    const text = Deno.readTextFileSync(out).replace('"name":"personal"', '"name":"copy"');
    Deno.writeTextFileSync(renamed, text);
    const error = await throwsUserError(() => importVault(denoHost, paths, renamed), 73, "exists");
    assert.match(error.message, /is already stored as "personal"/);

    Deno.writeTextFileSync(renamed, '{"format":"opaws-vault"}');
    await throwsUserError(() => importVault(denoHost, paths, renamed), 65, "damaged");
    Deno.writeTextFileSync(renamed, text.replace('"copy"', '"../copy"'));
    await throwsUserError(() => importVault(denoHost, paths, renamed), 65, "damaged");
    await throwsUserError(
      () => importVault(denoHost, paths, `${paths.home}/none`),
      66,
      "unreadable-file",
    );
    await throwsUserError(() => importVault(denoHost, paths, paths.home), 78, "unreadable-file");
    Deno.truncateSync(renamed, MAX_VAULT_BYTES + 1);
    await throwsUserError(() => importVault(denoHost, paths, renamed), 78, "too-large");
    Deno.truncateSync(renamed, MAX_VAULT_BYTES);
    await throwsUserError(() => importVault(denoHost, paths, renamed), 65, "damaged");
    assert.deepEqual(vaultNames(paths), ["personal"]);
  });
});

Deno.test("openVault() detects that an imported vault was renamed", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a");
    const other = pathsIn(`${paths.home}/other`);
    const renamed = `${paths.home}/renamed.json`;
    const text = Deno.readTextFileSync(vaultFile(paths, "personal"));
    Deno.writeTextFileSync(renamed, text.replace('"name":"personal"', '"name":"copy"'));
    await importVault(denoHost, other, renamed);
    const stored = readVault(other, "copy");
    await throwsUserError(() => openVault(denoHost, other, stored, key), 65, "tampered");
  });
});

Deno.test("importVault() works next to a damaged vault", async () => {
  await withTempPaths(async (paths) => {
    await vaultWith(paths, "personal", "a");
    const out = `${paths.home}/out.json`;
    exportVault(paths, "personal", out);
    const other = pathsIn(`${paths.home}/other`);
    await vaultWith(other, "broken");
    Deno.writeTextFileSync(vaultFile(other, "broken"), "{");
    assert.equal(await importVault(denoHost, other, out), "personal");
  });
});
