import assert from "node:assert/strict";
import { KEY, PASSWORD, WindowsHome } from "./home.ts";

const ANSWER = { input: `${PASSWORD}\n` };

/** Makes a home with a vault of its own, unlocked, and returns it with the person's public key. */
async function person(): Promise<{ home: WindowsHome; key: string }> {
  const home = new WindowsHome();
  await home.succeed(["vault", "create", "personal", "--password-stdin"], ANSWER);
  await home.succeed(["unlock", "--password-stdin"], ANSWER);
  return { home, key: (await home.succeed(["member", "id"])).trim() };
}

Deno.test("a vault is shared through a folder, and what one member changes, the other uses", async () => {
  const [ann, bob] = [await person(), await person()];
  using _ann = ann.home;
  using _bob = bob.home;
  const folder = ann.home.subfolder("Shared drive");
  await ann.home.succeed(["vault", "create", "team", "--shared", "--as", "Ann"]);
  const add = ["member", "add", "team", bob.key, "--name", "Bob", "--role", "writer", "--yes"];
  await ann.home.succeed(add);
  await ann.home.succeed(["remote", "set", "team", folder]);
  await ann.home.succeed(["sync", "team"]);
  const words = (await ann.home.succeed(["member", "id", "--fingerprint"])).trim();
  const join = ["vault", "join", folder, "--fingerprint", words, "--password-stdin"];
  await bob.home.succeed(join, ANSWER);
  const fields = { "access key id": KEY.id, "secret access key": KEY.secret };
  const item = { input: JSON.stringify({ title: "AWS team", fields }) };
  await bob.home.succeed(["item", "create", "--vault", "team", "--stdin"], item);
  await bob.home.succeed(["sync", "team"]);
  await ann.home.succeed(["sync", "team"]);
  const run = ["run", "--vault", "team", "--item", "AWS team", "--", "aws", "s3", "ls"];
  const { variables } = JSON.parse(await ann.home.succeed(run));
  assert.equal(variables.AWS_ACCESS_KEY_ID, KEY.id);
});
