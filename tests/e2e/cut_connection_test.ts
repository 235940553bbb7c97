import assert from "node:assert/strict";
import { ignoreWithout } from "../ignore.ts";
import { report } from "../report.ts";
import { VERSITYGW } from "./s3_server.ts";
import { STORES, SyncTeam, teamTitles } from "./sync_team.ts";
import { done, TEAM, teamItem } from "./team.ts";

/** How a connection is cut: before the server sees the request, or after it has answered. */
type Cut = "request" | "answer";

/** A proxy to an S3 server that cuts connections. */
class CuttingProxy implements Disposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #target: number;
  /** From which connection on, counted from 1, each one is cut; null for none. */
  #cutFrom: number | null = null;
  #cut: Cut = "request";
  #count = 0;
  /** The method and the status of each request that was not cut, since {@linkcode cutFrom}. */
  requests: string[] = [];

  constructor(target: string) {
    this.#target = Number(new URL(target).port);
    this.#accept();
  }

  get url(): string {
    return `http://127.0.0.1:${this.#listener.addr.port}`;
  }

  /** Cuts the connections from the one with this number on, counted from now. */
  cutFrom(first: number | null, cut: Cut = "request"): void {
    [this.#cutFrom, this.#cut, this.#count, this.requests] = [first, cut, 0, []];
  }

  /** How many connections there were since {@linkcode cutFrom}. */
  get count(): number {
    return this.#count;
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) this.#forward(client).catch(() => {});
  }

  async #forward(client: Deno.Conn): Promise<void> {
    const isCut = this.#cutFrom !== null && ++this.#count >= this.#cutFrom;
    if (isCut && this.#cut === "request") return client.close();
    const server = await Deno.connect({ hostname: "127.0.0.1", port: this.#target });
    if (!isCut) return await this.#record(client, server);
    client.readable.pipeTo(server.writable).catch(() => {});
    await server.read(new Uint8Array(65_536)); // it has answered
    client.close();
    server.close();
  }

  async #record(client: Deno.Conn, server: Deno.Conn): Promise<void> {
    const firstWord = (at: number, note: (word: string) => void) =>
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          note(new TextDecoder().decode(chunk).split(" ")[at]!);
          controller.enqueue(chunk);
        },
      });
    let method = "";
    client.readable.pipeThrough(firstWord(0, (word) => method ||= word)).pipeTo(server.writable)
      .catch(() => {});
    let status = "";
    await server.readable.pipeThrough(firstWord(1, (word) => status ||= word))
      .pipeTo(client.writable);
    this.requests.push(`${method} ${status}`);
  }

  [Symbol.dispose](): void {
    this.#listener.close();
  }
}

for (const cut of ["request", "answer"] as const) {
  Deno.test({
    name: `S3: a sync whose connections are cut (${cut}) at any point loses and repeats nothing`,
    ignore: ignoreWithout(VERSITYGW),
    fn: async () => {
      await using team = await SyncTeam.make(STORES.find(({ name }) => name === "S3")!);
      const { ann, bob, store } = team;
      await team.join();
      const [, , , server] = store.options;
      using proxy = new CuttingProxy(server!);
      const expected = ["AWS team"];
      let failed = 0;
      for (let first = 1;; first++) {
        await done(bob, ["remote", "remove", TEAM]);
        await teamItem(bob, `of Bob ${first}`);
        await done(bob, [
          "remote",
          "set",
          TEAM,
          store.url,
          "--item",
          "store",
          "--endpoint",
          proxy.url,
        ]);
        await teamItem(ann, `of Ann ${first}`);
        expected.push(`of Bob ${first}`, `of Ann ${first}`);
        proxy.cutFrom(first, cut);
        const { code, stderr } = await bob.opaws(["sync", TEAM]);
        assert.ok(code === 0 || code === 69, `${first}: ${code} ${stderr}`);
        const wasCut = proxy.count >= first;
        if (code === 69) {
          assert.match(stderr, /\n {2}try: |cannot .* bucket team-vaults/);
          failed++;
        }
        proxy.cutFrom(null);
        await done(bob, ["sync", TEAM]);
        await done(ann, ["sync", TEAM]);
        assert.deepEqual(await teamTitles(bob), expected.toSorted(), `${first}`);
        assert.deepEqual(await teamTitles(ann), expected.toSorted(), `${first}`);
        if (!wasCut) break;
      }
      report(`S3: ${failed} syncs failed because of a cut connection (${cut})`);
      assert.ok(failed >= 4, `${failed}`);
    },
  });
}

Deno.test({
  name: "S3: a sync of an unchanged vault with 1,000 items takes one conditional request",
  ignore: ignoreWithout(VERSITYGW),
  fn: async () => {
    await using team = await SyncTeam.make(STORES.find(({ name }) => name === "S3")!);
    const { ann, store } = team;
    const sections = Array.from({ length: 999 }, (_, index) => [
      `profile-${index}`,
      {
        id: `AKIA${
          String(index).padStart(9, "Q").replace(/\d/g, (digit) => "ABCDEFGHIJ"[Number(digit)]!)
        }EXAMPLE`,
        secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      },
    ]);
    ann.credentials(Object.fromEntries(sections));
    await done(ann, ["item", "import", "--all", "--vault", TEAM]);
    assert.equal((await teamTitles(ann)).length, 1000);
    using proxy = new CuttingProxy(store.options[3]!);
    await done(ann, ["remote", "set", TEAM, store.url, "--item", "store", "--endpoint", proxy.url]);
    await done(ann, ["sync"]);
    proxy.cutFrom(1_000_000);
    assert.match(await done(ann, ["sync"]), /is up to date/);
    assert.equal(proxy.count, 1);
    assert.deepEqual(proxy.requests, ["GET 304"]);
  },
});
