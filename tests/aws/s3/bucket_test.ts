import assert from "node:assert/strict";
import { rejectionOf } from "../../error_of.ts";
import { bucketAt } from "./fake_bucket.ts";
import { FakeS3, S3_BUCKET, S3_KEY, type Trick } from "./fake_s3.ts";

const ONE = new TextEncoder().encode("one");
const TWO = new TextEncoder().encode("two");

function open(server: FakeS3, more: Parameters<typeof bucketAt>[3] = {}) {
  return bucketAt(server.url, S3_BUCKET, S3_KEY, more);
}

/** Plays `tricks` on the next requests. */
function play(server: FakeS3, ...tricks: Trick[]): void {
  server.trick = () => tricks.shift() ?? null;
}

Deno.test("a bucket reads, writes on conditions, lists and deletes, and signs each request", async () => {
  await using server = new FakeS3();
  const bucket = open(server);
  const key = "a b/c=1+2@x!'()*/vault.json";
  assert.equal(await bucket.get(key, 10), null);
  const written = await bucket.putIf(key, ONE, "absent");
  assert.ok(written.kind === "written");
  assert.equal((await bucket.putIf(key, TWO, "absent")).kind, "moved");
  assert.equal((await bucket.putIf(key, TWO, { ifTag: '"0"' })).kind, "moved");
  assert.equal((await bucket.putIf("other", TWO, { ifTag: '"0"' })).kind, "moved");
  assert.deepEqual(await bucket.get(key, 10), { tag: written.tag, bytes: ONE });
  assert.equal(await bucket.get(key, 10, written.tag), "unchanged");
  const again = await bucket.putIf(key, TWO, { ifTag: written.tag });
  assert.ok(again.kind === "written" && again.tag !== written.tag);
  assert.deepEqual(await bucket.delete(key), { hasVersions: false });
  assert.deepEqual([...server.objects.keys()], []);
});

Deno.test("a bucket lists page by page, from a name on, and returns no name outside of the prefix", async () => {
  await using server = new FakeS3();
  const names = Array.from({ length: 2500 }, (_, at) => String(at).padStart(4, "0"));
  for (const name of names) server.objects.set(`p+q/${name}`, ONE);
  for (const other of ["p+q/x/y", "p+q", "other/1", "p+q/\u001b[31m"]) {
    server.objects.set(other, ONE);
  }
  const bucket = open(server);
  const all = await bucket.list("p+q/", "", 10_000);
  assert.deepEqual(all.filter((name) => /^\d+$/.test(name)), names);
  assert.equal(server.takeLines().length, 3);
  assert.ok(all.every((name) => name !== "y" && name !== "1"));
  assert.deepEqual(await bucket.list("p+q/", "0100", 2), ["0101", "0102"]);
  // A server that never ends.
  server.trick = () => () =>
    new Response(
      "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken></ListBucketResult>",
    );
  assert.deepEqual(await bucket.list("p+q/", "", 10_000), []);
});

Deno.test("a bucket repeats what did no harm, and reports a conditional write without a response as unknown", async () => {
  await using server = new FakeS3();
  server.objects.set("a", ONE);
  const bucket = open(server);
  for (
    const trick of ["drop", "lose", { status: 500 }, { status: 503, code: "SlowDown" }] as const
  ) {
    play(server, trick, trick);
    assert.deepEqual((await bucket.get("a", 10) as { bytes: unknown }).bytes, ONE, String(trick));
    play(server, trick);
    await bucket.put("b", TWO);
    play(server, trick);
    const written = await bucket.putIf("c", ONE, "absent");
    assert.equal(written.kind, "unknown");
    assert.equal(server.objects.delete("c"), trick === "lose");
    server.takeLines();
  }
  play(server, { status: 409, code: "ConditionalRequestConflict" });
  assert.deepEqual(await bucket.putIf("c", ONE, "absent"), { kind: "conflict" });
  assert.equal(server.calls.length, 1);
});

Deno.test("a bucket corrects the time of its signature, and reports the clock", async () => {
  await using server = new FakeS3();
  server.skew = 3_600_000;
  const lines: string[] = [];
  const bucket = open(server, { report: (line) => lines.push(line) });
  await bucket.put("a", ONE);
  assert.deepEqual(server.objects.get("a"), ONE);
  assert.match(lines.join("\n"), /clock is 60 min behind/);
});

Deno.test("a bucket refuses responses that S3 would not send", async () => {
  await using server = new FakeS3();
  server.objects.set("a", ONE);
  const bucket = open(server, { attempts: 1 });
  const bad: Trick[] = [
    () => new Response("x", { headers: { etag: "" } }),
    () => new Response("x", { headers: { etag: `"${"x".repeat(300)}"` } }),
    () => new Response("x", { headers: { etag: '"\u00e4"' } }),
    () => new Response("x".repeat(11), { headers: { etag: '"x"' } }),
    () => new Response("", { status: 307, headers: { location: "http://127.0.0.1:1/" } }),
  ];
  for (const trick of bad) {
    play(server, trick);
    const error = await rejectionOf(bucket.get("a", 10));
    assert.equal(error.exit, "unavailable", error.message);
  }
  for (const body of ["", "<html>log in</html>", "<ListBucketResult>", "{}"]) {
    play(server, () => new Response(body));
    const error = await rejectionOf(bucket.list("", "", 10));
    assert.equal(error.exit, "unavailable", body);
  }
  const hostile =
    "<Error><Code>Evil\u001b[31m</Code><Message>\u202eno\n::set-output</Message></Error>";
  play(server, () => new Response(hostile, { status: 403 }));
  const error = await rejectionOf(bucket.get("a", 10));
  assert.equal(error.exit, "denied");
  // deno-lint-ignore no-control-regex -- nothing of that may reach a terminal
  assert.doesNotMatch(error.message, /[\u0000-\u001f\u202e]/);
});

Deno.test("a bucket that does not exist is an error, and not an empty one", async () => {
  await using server = new FakeS3();
  const bucket = open(server);
  const missing = { status: 404, code: "NoSuchBucket" };
  play(server, missing);
  assert.match((await rejectionOf(bucket.get("a", 10))).message, /NoSuchBucket/);
  play(server, missing);
  assert.match(
    (await rejectionOf(bucket.putIf("a", ONE, { ifTag: '"x"' }))).message,
    /NoSuchBucket/,
  );
  play(server, missing);
  assert.match((await rejectionOf(bucket.delete("a"))).message, /NoSuchBucket/);
});

Deno.test("a bucket sends nothing of the key but its id and a signature", async () => {
  await using server = new FakeS3();
  await open(server).put("a", ONE);
  const text = JSON.stringify(server.calls);
  assert.ok(text.includes(S3_KEY.id) && !text.includes(S3_KEY.secret));
});

Deno.test("a bucket gives up a server that accepts and never answers, and does not try again", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const accepted: Deno.Conn[] = [];
  const accepting = (async () => {
    for await (const connection of listener) accepted.push(connection);
  })();
  const bucket = bucketAt(`http://127.0.0.1:${port}`, S3_BUCKET, S3_KEY, { idle: 200 });
  const limit = 64 * 1024 * 1024; // a request for so much may take long
  const error = await rejectionOf(bucket.get("a", limit));
  assert.equal(error.status, 69);
  assert.match(error.message, /no response within 0\.2 s$/);
  const written = await bucket.putIf("a", ONE, "absent");
  assert.ok(written.kind === "unknown" && /no response within 0\.2 s$/.test(written.error.message));
  assert.equal(accepted.length, 2);
  for (const connection of accepted) connection.close();
  listener.close();
  await accepting;
});
