import assert from "node:assert/strict";
import { UserError } from "../../../src/errors.ts";
import {
  type KeychainLibrary as Library,
  systemKeychain,
} from "../../../src/unlock/system/keychain.ts";

type Entry = InstanceType<Library["AsyncEntry"]>;

function libraryOf(entry: Partial<Entry>, made: unknown[][] = []): () => Promise<Library> {
  const AsyncEntry = function (...args: unknown[]): Partial<Entry> {
    made.push(args);
    return entry;
  } as unknown as Library["AsyncEntry"];
  return () => Promise.resolve({ AsyncEntry });
}

async function because(load: () => Promise<Library>): Promise<string> {
  try {
    await systemKeychain(load, 50).get("a");
  } catch (error) {
    assert.ok(error instanceof UserError && error.exit === "unavailable", String(error));
    return error.message;
  }
  throw new Error("nothing was thrown");
}

Deno.test("systemKeychain() uses only the Secret Service on Linux", async () => {
  const made: unknown[][] = [];
  const load = libraryOf({ getSecret: () => Promise.resolve([1, 2, 255]) }, made);
  assert.deepEqual(await systemKeychain(load).get("slot"), Uint8Array.of(1, 2, 255));
  assert.deepEqual(made, [["opaws", "slot", { linux: { store: "secret-service" } }]]);
  const none = libraryOf({ getSecret: () => Promise.resolve(null) });
  assert.equal(await systemKeychain(none).get("slot"), null);
});

Deno.test("systemKeychain() says that there is no keychain, that it stayed locked, or that it timed out", async () => {
  const failing = (message: string): () => Promise<Library> =>
    libraryOf({ getSecret: () => Promise.reject(new Error(message)) });
  assert.match(
    await because(failing("Couldn't access platform storage: AccessDenied")),
    /there is none/,
  );
  assert.match(await because(failing("Platform failure: DBus error: x")), /there is none/);
  assert.match(await because(failing("unlock prompt was dismissed")), /it stayed locked/);
  assert.match(await because(failing("Something else\nmore")), /: Something else$/);
  assert.match(
    await because(libraryOf({ getSecret: () => new Promise(() => {}) })),
    /did not answer for a minute/,
  );
  assert.match(await because(() => Promise.reject(new Error("no such module"))), /no such module/);
});
