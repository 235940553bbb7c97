import assert from "node:assert/strict";
import { checkWriter, mayWrite } from "../../src/unlock/check_writer.ts";
import {
  checkNotShared,
  lockedTogether,
  onlySharedVault,
  ownVaultOf,
  ownVaults,
  roleIn,
} from "../../src/unlock/own_vault.ts";
import { shellWord } from "../../src/quote.ts";
import { changeConfig } from "../../src/scope/config_file.ts";
import { withRemote } from "../../src/scope/remotes.ts";
import { createSharedVault } from "../../src/vault/store/create_shared.ts";
import { readVault } from "../../src/vault/store/read.ts";
import { memberOf, sharedFile, someone } from "../vault/shared_fixture.ts";
import { throwsUserError, vaultFile, vaultWith } from "../vault/temp_vault.ts";
import { personPlace } from "./person_place.ts";

Deno.test("ownVaults() finds the vaults with member keys, and leaves out a damaged one", async () => {
  using place = await personPlace();
  const { context, paths } = place;
  await vaultWith(paths, "another");
  assert.deepEqual(ownVaults(context).map(({ name }) => name), ["personal"]);
  assert.equal(ownVaultOf(context, readVault(paths, "team").file).name, "personal");
  Deno.writeTextFileSync(vaultFile(paths, "personal"), "{");
  assert.deepEqual(ownVaults(context), []);
  for (const name of ["personal", "team", "another"]) Deno.removeSync(vaultFile(paths, name));
  assert.deepEqual(ownVaults(context), []);
});

Deno.test("lockedTogether() pairs a shared vault with the one that opens it, and no others", async () => {
  using place = await personPlace();
  const { context, paths } = place;
  await vaultWith(paths, "another");
  const together = (name: string) =>
    lockedTogether(context, readVault(paths, name)).map((each) => each.name);
  assert.deepEqual(together("team"), ["personal"]);
  assert.deepEqual(together("personal"), ["team"]);
  assert.deepEqual(together("another"), []);
});

Deno.test("roleIn() and checkWriter() go by the person's own member id", async () => {
  using place = await personPlace();
  const { context, keys } = place;
  const ann = await someone();
  const { file } = await sharedFile(ann, { [keys.id]: memberOf(keys, "Me", "reader") });
  assert.equal(roleIn(context, file), "reader");
  await throwsUserError(() => checkWriter(context, file), 77, "read-only");
  const other = (await sharedFile(ann)).file;
  assert.equal(roleIn(context, other), null);
  await throwsUserError(() => checkWriter(context, other), 77, "read-only");
  for (const name of ["team", "personal"]) {
    assert.equal(mayWrite(context, readVault(place.paths, name).file), true);
  }
});

Deno.test("checkNotShared() names the command for the member's own vault", async () => {
  using place = await personPlace();
  const { context, paths } = place;
  checkNotShared(context, readVault(paths, "personal"), "change", "opaws vault passwd");
  const error = await throwsUserError(
    () => checkNotShared(context, readVault(paths, "team"), "change", "opaws vault passwd"),
    78,
    "shared-vault",
  );
  assert.equal(error.try, "opaws vault passwd --vault personal");
});

Deno.test("ownVaultOf() says how to join again if the copy here does not list the person", async () => {
  using place = await personPlace();
  const { context, host, paths } = place;
  const { file } = await sharedFile(await someone());
  const ask = () => ownVaultOf(context, { ...file, name: "team" });
  assert.equal((await throwsUserError(ask, 77, "not-a-member")).try, "opaws member id");
  const remote = { url: "s3://acme/team", profile: "prod" };
  await changeConfig(host, paths, (before) => withRemote(before, "team", remote));
  const error = await throwsUserError(ask, 77, "not-a-member");
  assert.match(error.message, /on this machine does not list your current member key/);
  assert.equal(
    error.try,
    `opaws vault delete team && opaws vault join ${shellWord(remote.url)} --profile prod`,
  );
});

Deno.test("onlySharedVault() takes the only shared vault, and lists several", async () => {
  using place = await personPlace();
  const { context, host, paths, keys } = place;
  assert.equal(onlySharedVault(context), "team");
  await createSharedVault(host, paths, "ops", keys, "Ann");
  const error = await throwsUserError(() => onlySharedVault(context), 64, "usage");
  assert.match(error.message, /several: ops, team$/);
  for (const name of ["ops", "team"]) Deno.removeSync(vaultFile(paths, name));
  assert.equal(onlySharedVault(context), "personal");
});
