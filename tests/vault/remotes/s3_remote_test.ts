import assert from "node:assert/strict";
import { MAX_HEADER_BYTES } from "../../../src/vault/remotes/remote.ts";
import { S3Remote } from "../../../src/vault/remotes/s3_remote.ts";
import { bucketAt } from "../../aws/s3/fake_bucket.ts";
import { FakeS3, S3_BUCKET, S3_KEY, type Trick } from "../../aws/s3/fake_s3.ts";
import { rejectionOf } from "../../error_of.ts";
import { checkLongHistory, checkRemote, headsOf } from "./remote_contract.ts";
import { publicationOf, type SampleGeneration, SampleVault } from "./remote_fixture.ts";

function open(server: FakeS3, prefix = "p/team"): S3Remote {
  return new S3Remote(bucketAt(server.url, S3_BUCKET, S3_KEY), {
    url: `s3://${S3_BUCKET}/${prefix}`,
    prefix,
    sleep: () => Promise.resolve(),
    random: () => 0,
  });
}

/** Returns a server with a published generation, the generation after it, and the tag of the first. */
async function published(): Promise<{
  readonly server: FakeS3;
  readonly vault: SampleVault;
  readonly first: SampleGeneration;
  readonly second: SampleGeneration;
  readonly tag: string;
}> {
  const server = new FakeS3();
  const vault = await SampleVault.make();
  const [first, second] = await vault.chain(2) as [SampleGeneration, SampleGeneration];
  const pushed = await open(server).push(publicationOf([first], null));
  assert.ok(pushed !== "moved");
  server.takeLines();
  return { server, vault, first, second, tag: pushed.tag };
}

/** Plays `tricks` on the next writes of the head. */
function trickHead(server: FakeS3, ...tricks: readonly (Trick | (() => void))[]): void {
  const left = [...tricks];
  server.trick = (line) => line === "PUT /p/team/vault.json" ? left.shift() as Trick ?? null : null;
}

Deno.test("a bucket is a remote", async () => {
  await using server = new FakeS3();
  await checkRemote(() => open(server), { deletes: "deleted" });
  await using other = new FakeS3();
  await checkLongHistory(() => open(other, ""), 100);
});

Deno.test("an unchanged vault takes one conditional request, and a push writes the head last", async () => {
  const { server, first, second, tag } = await published();
  await using _ = server;
  assert.equal(await open(server).heads(tag), null);
  assert.equal(server.calls[0]!.headers["if-none-match"], tag);
  assert.deepEqual(server.takeLines(), ["GET /p/team/vault.json"]);
  await open(server).push(publicationOf([second], tag, [first]));
  assert.equal(server.calls[2]!.headers["if-match"], tag);
  const lines = server.takeLines();
  assert.deepEqual([...lines.slice(0, 2).sort(), ...lines.slice(2)], [
    `PUT /p/team/generations/0000000000000002-${second.hash}.json`,
    `PUT /p/team/headers/0000000000000002-${second.hash}.json`,
    "PUT /p/team/vault.json",
  ]);
});

Deno.test("a member who is one generation behind reads it with one request, and long histories in blocks", async () => {
  const { server, vault, first, second, tag } = await published();
  await using _ = server;
  await open(server).push(publicationOf([second], tag, [first]));
  server.takeLines();
  const remote = open(server);
  await headsOf(remote, tag);
  await remote.generation(second.hash);
  await remote.header(first.hash);
  assert.deepEqual(server.takeLines(), [
    "GET /p/team/vault.json",
    `GET /p/team/headers/0000000000000001-${first.hash}.json`,
  ]);
  const long = await vault.chain(150, [second]);
  const now = (await headsOf(open(server))).tag;
  await open(server).push(publicationOf(long, now, [second]));
  server.takeLines();
  const away = open(server);
  await headsOf(away);
  for (const { hash, header } of long.toReversed()) {
    assert.deepEqual(await away.header(hash), header);
  }
  const lists = server.takeLines().filter((line) => line.includes("list-type"));
  assert.ok(lists.length >= 2 && lists.length <= 5, String(lists.length));
});

Deno.test("a push whose answer is lost was successful, whether or not the write was carried out", async () => {
  for (
    const trick of ["lose", "drop", { status: 500 }, { status: 503, code: "SlowDown" }] as const
  ) {
    const { server, first, second, tag } = await published();
    await using _ = server;
    for (const times of [1, 2, 3]) {
      trickHead(server, ...Array<Trick>(times).fill(trick));
      const pushed = await open(server).push(publicationOf([second], tag, [first]));
      assert.ok(pushed !== "moved", `${JSON.stringify(trick)}, ${times} times`);
      server.trick = () => null;
      assert.deepEqual(await headsOf(open(server)), {
        heads: [{ hash: second.hash, generation: 2 }],
        tag: pushed.tag,
      });
      server.objects.set("p/team/vault.json", first.file);
    }
  }
});

Deno.test("a push that meets another one at the same time repeats (409), and one that comes second is moved (412)", async () => {
  const { server, vault, first, second, tag } = await published();
  await using _ = server;
  const conflict = { status: 409, code: "ConditionalRequestConflict" };
  trickHead(server, conflict, conflict);
  assert.notEqual(await open(server).push(publicationOf([second], tag, [first])), "moved");
  // The answer is lost, and by the time it is looked for another member has written.
  const [third, other] = [await vault.next([second]), await vault.next([second])];
  const now = (await headsOf(open(server))).tag;
  trickHead(server, (response: Response) => {
    server.objects.set("p/team/vault.json", other.file);
    return new Response(null, { status: 500, headers: response.headers });
  });
  assert.equal(await open(server).push(publicationOf([third], now, [second])), "moved");
  trickHead(server, conflict);
  assert.equal(await open(server).push(publicationOf([third], now, [second])), "moved");
});

Deno.test("a push that never gets an answer ends with 69, and the next one continues", async () => {
  const { server, first, second, tag } = await published();
  await using _ = server;
  trickHead(server, ...Array<Trick>(20).fill("drop"));
  const error = await rejectionOf(open(server).push(publicationOf([second], tag, [first])));
  assert.equal(error.exit, "unavailable");
  server.trick = () => null;
  assert.notEqual(await open(server).push(publicationOf([second], tag, [first])), "moved");
});

Deno.test("a server that ignores conditions is refused before anything depends on them (78)", async () => {
  for (const ignored of ["if-none-match", "if-match"]) {
    await using server = new FakeS3();
    server.trick = () => (response) =>
      response.status === 412 && server.calls.at(-1)!.headers[ignored] !== undefined
        ? new Response(null, { headers: { etag: '"1"' } })
        : response;
    const vault = await SampleVault.make();
    const chain = await vault.chain(1);
    const error = await rejectionOf(open(server).push(publicationOf(chain, null)));
    assert.deepEqual([error.exit, error.code], ["refused", "no-conditions"], ignored);
    assert.equal(server.objects.has("p/team/vault.json"), false);
  }
});

Deno.test("older generations in a bucket with versions remain, and deleting says so", async () => {
  const { server, first, second, tag } = await published();
  await using _ = server;
  await open(server).push(publicationOf([second], tag, [first]));
  server.trick = (line) =>
    line.startsWith("DELETE")
      ? () => new Response(null, { status: 204, headers: { "x-amz-delete-marker": "true" } })
      : null;
  assert.equal(await open(server).deleteOlder([second.hash]), "kept");
});

Deno.test("deleting older generations leaves what another member is publishing", async () => {
  const { server, vault, first, second, tag } = await published();
  await using _ = server;
  await open(server).push(publicationOf([second], tag, [first]));
  const later = await vault.next([second]);
  const coming = `p/team/generations/0000000000000003-${later.hash}.json`;
  const odd = "p/team/generations/../../x.json";
  for (const key of [coming, odd, "p/team/generations/x", "p/team/other.json"]) {
    server.objects.set(key, later.file);
  }
  assert.equal(await open(server).deleteOlder([second.hash]), "deleted");
  const names = [...server.objects.keys()].filter((key) => !key.includes("headers/")).sort();
  assert.deepEqual(
    names,
    [
      odd,
      `p/team/generations/0000000000000002-${second.hash}.json`,
      coming,
      "p/team/generations/x",
      "p/team/other.json",
      "p/team/vault.json",
    ].sort(),
  );
});

Deno.test("what a hostile bucket returns in place of a vault or header is refused, and nothing of it reaches a terminal", async () => {
  const { server, first, second, tag } = await published();
  await using _ = server;
  const texts = [
    "",
    "{",
    "[]",
    '{"format":"opaws-vault"}',
    "\u001b[31m",
    `{"a":"${"x".repeat(99)}"}`,
  ];
  for (const text of texts) {
    server.objects.set("p/team/vault.json", new TextEncoder().encode(text));
    const error = await rejectionOf(open(server).heads(tag));
    assert.equal(error.exit, "damaged", text);
    // deno-lint-ignore no-control-regex -- nothing of that may reach a terminal
    assert.doesNotMatch(error.message, /[\u0000-\u001f]/);
  }
  server.objects.set("p/team/vault.json", first.file);
  server.objects.set(`p/team/headers/0000000000000001-${first.hash}.json`, second.header);
  assert.equal(await open(server).header(first.hash), null);
  const large = new Uint8Array(MAX_HEADER_BYTES + 1).fill(32);
  server.objects.set(`p/team/headers/0000000000000001-${first.hash}.json`, large);
  assert.equal((await rejectionOf(open(server).header(first.hash))).exit, "unavailable");
});
