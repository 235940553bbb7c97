import assert from "node:assert/strict";
import type { CredentialsContext } from "../../../src/credentials/context.ts";
import { checkRemote, remoteConfigFor } from "../../../src/credentials/remote/check_remote.ts";
import { remoteStatus } from "../../../src/credentials/remote/remote_status.ts";
import { syncNamed } from "../../../src/credentials/remote/sync_named.ts";
import { shellWord } from "../../../src/quote.ts";
import { throwsUserError } from "../../vault/temp_vault.ts";
import { personPlace } from "../../unlock/person_place.ts";

const NOBODY = () => Promise.reject(new Error("somebody was asked"));

async function withPlace(
  act: (
    place: Awaited<ReturnType<typeof personPlace>>,
    context: CredentialsContext,
  ) => Promise<void>,
): Promise<void> {
  using place = await personPlace();
  const { host, paths, context } = place;
  await act(place, {
    host,
    paths,
    config: context.config(),
    terminal: null,
    ask: {
      vaultKey: NOBODY,
      item: NOBODY,
      oneTimeCode: NOBODY,
      binding: NOBODY,
      signIn: NOBODY,
      defaultVault: () => Promise.resolve("personal"),
    },
    report: () => {},
  });
}

Deno.test("remoteConfigFor() binds nothing for a store, and says to name the item (66)", async () => {
  await withPlace(async ({ context: { config } }, context) => {
    const url = "s3://acme-vaults/team";
    const error = await throwsUserError(
      () => remoteConfigFor(context, { url }, null, "opaws remote set team"),
      66,
      "no-binding",
    );
    assert.equal(error.try, `opaws remote set team ${shellWord(url)} --item ITEM`);
    assert.deepEqual(config(), context.config);
  });
});

Deno.test("remoteConfigFor() says how the command takes the address", async () => {
  await withPlace(async (_, context) => {
    const tryOf = async (url: string) =>
      (await throwsUserError(
        () => remoteConfigFor(context, { url }, null, "opaws vault join"),
        64,
        "bad-remote",
      )).try;
    assert.equal(await tryOf("https://host/vault"), "opaws vault join --help");
    assert.equal(
      await tryOf("git@github.com:acme/vault.git"),
      `opaws vault join ${shellWord("git+ssh://git@github.com/acme/vault.git")}`,
    );
  });
});

Deno.test("checkRemote() says how to make a folder that is missing (66)", async () => {
  await withPlace(async (place, context) => {
    const url = `${place.paths.home}/no folder`;
    const error = await throwsUserError(
      () => checkRemote(place, context, "team", { url }),
      66,
      "no-folder",
    );
    const command = Deno.build.os === "windows" ? "mkdir" : "mkdir -p";
    assert.equal(error.try, `${command} ${shellWord(url)}`);
  });
});

Deno.test("a sync and a remote's status say that a vault is not there, or cannot be shared", async () => {
  await withPlace(async ({ context }, credentials) => {
    const options = { push: true, acceptRollback: false };
    for (
      const act of [
        (name: string) => remoteStatus(context, name),
        (name: string) => syncNamed(context, credentials, name, options),
      ]
    ) {
      await throwsUserError(() => act("nosuch"), 66, "no-vault");
      await throwsUserError(() => act("team"), 66, "no-remote");
      const error = await throwsUserError(() => act("personal"), 78, "not-shared");
      assert.equal(error.try, "opaws vault create team --shared");
    }
  });
});
