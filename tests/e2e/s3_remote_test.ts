import assert from "node:assert/strict";
import { S3Remote } from "../../src/vault/remotes/s3_remote.ts";
import { bucketAt } from "../aws/s3/fake_bucket.ts";
import { rejectionOf } from "../error_of.ts";
import { ignoreWithout } from "../ignore.ts";
import { report } from "../report.ts";
import { checkLongHistory, checkRemote, headsOf } from "../vault/remotes/remote_contract.ts";
import {
  publicationOf,
  type SampleGeneration,
  SampleVault,
} from "../vault/remotes/remote_fixture.ts";
import { type Cut, CuttingProxy } from "./cutting_proxy.ts";
import { AWS_1, MOTO, startMoto } from "./moto.ts";
import { BUCKET, type S3Server, startS3Server, VERSITYGW } from "./s3_server.ts";

/** The number of places at which each direction of a push is cut. */
const CUTS = 12;

function remoteAt(url: string, { key }: Pick<S3Server, "key">, prefix: string): S3Remote {
  return new S3Remote(bucketAt(url, BUCKET, key, { region: "us-east-1" }), {
    url: `s3://${BUCKET}/${prefix}`,
    prefix,
    sleep: () => Promise.resolve(),
    random: () => 0,
  });
}

Deno.test({
  name: "a bucket of versitygw is a remote",
  ignore: ignoreWithout(VERSITYGW),
  async fn() {
    await using server = await startS3Server();
    await checkRemote(() => remoteAt(server.url, server, "vaults/team"), { deletes: "deleted" });
    await checkLongHistory(() => remoteAt(server.url, server, ""), 60);
  },
});

Deno.test({
  name: "a bucket of moto is a remote",
  ignore: ignoreWithout(MOTO),
  async fn() {
    await using moto = await startMoto();
    const key = { id: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };
    await (await fetch(`${moto.url}/${BUCKET}`, { method: "PUT" })).body?.cancel();
    await checkRemote(() => remoteAt(moto.url, { key }, "vaults/team"), { deletes: "deleted" });
    await checkLongHistory(() => remoteAt(moto.url, { key }, ""), 40);
  },
});

Deno.test({
  name: "a bucket with versions keeps older generations, and deleting them says so",
  ignore: ignoreWithout(VERSITYGW, AWS_1),
  async fn() {
    await using server = await startS3Server(true);
    const { success, stderr } = await new Deno.Command(AWS_1, {
      args: [
        ...["s3api", "put-bucket-versioning", "--bucket", BUCKET, "--endpoint-url", server.url],
        ...["--versioning-configuration", "Status=Enabled", "--region", "us-east-1"],
      ],
      env: { AWS_ACCESS_KEY_ID: server.key.id, AWS_SECRET_ACCESS_KEY: server.key.secret },
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    await checkRemote(() => remoteAt(server.url, server, "team"), { deletes: "kept" });
  },
});

Deno.test({
  name: "a push and heads() that are cut off anywhere lose nothing, and the next call goes on",
  ignore: ignoreWithout(VERSITYGW),
  async fn() {
    await using server = await startS3Server();
    await using proxy = new CuttingProxy(Number(new URL(server.url).port));
    const vault = await SampleVault.make();
    const [first, second] = await vault.chain(2) as [SampleGeneration, SampleGeneration];
    let round = 0;
    /** Pushes `second` on `first` with `cut`. Returns what passed, and whether the push was successful. */
    const push = async (cut: Cut | null) => {
      const prefix = `round-${round++}`;
      const direct = () => remoteAt(server.url, server, prefix);
      await direct().push(publicationOf([first], null));
      const { tag } = await headsOf(direct());
      proxy.plan(cut);
      const next = publicationOf([second], tag, [first]);
      const pushed = await remoteAt(proxy.url, server, prefix).push(next).catch((error) => error);
      const passed = proxy.plan(null);
      const heads = await headsOf(direct());
      const isThere = heads.heads[0]!.hash === second.hash;
      const about = JSON.stringify(cut);
      if (pushed instanceof Error) {
        assert.equal((await rejectionOf(Promise.reject(pushed))).exit, "unavailable", about);
        if (!isThere) assert.deepEqual(heads.heads, [{ hash: first.hash, generation: 1 }], about);
      } else {
        assert.ok(isThere && pushed !== "moved", about);
      }
      const again = await direct().push(next);
      assert.ok(again !== "moved", about);
      assert.deepEqual((await headsOf(direct())).tag, again.tag, about);
      assert.deepEqual(await direct().generation(second.hash), second.file, about);
      assert.deepEqual(await direct().header(second.hash), second.header, about);
      return { passed, failed: pushed instanceof Error, isThere };
    };
    const whole = (await push(null)).passed;
    let [failed, there] = [0, 0];
    for (const direction of ["sent", "received"] as const) {
      for (const stays of [false, true]) {
        for (let at = 0; at < CUTS; at++) {
          const after = Math.floor(whole[direction] * at / CUTS);
          const result = await push({ direction, after, stays });
          if (!stays) {
            assert.equal(result.failed, false, `one cut after ${after} bytes ${direction}`);
          }
          if (result.failed) failed++;
          if (result.failed && result.isThere) there++;
        }
      }
    }
    report(
      `${
        4 * CUTS
      } pushes were cut off: ${failed} ended with an error, ${there} of them after the write`,
    );
    assert.ok(failed > CUTS && there > 0);

    const prefix = "read";
    await remoteAt(server.url, server, prefix).push(publicationOf([first, second], null));
    proxy.plan(null);
    await headsOf(remoteAt(proxy.url, server, prefix));
    const { received } = proxy.plan(null);
    for (let at = 0; at < CUTS; at++) {
      proxy.plan({ direction: "received", after: Math.floor(received * at / CUTS), stays: false });
      const { heads } = await headsOf(remoteAt(proxy.url, server, prefix));
      assert.deepEqual(heads, [{ hash: second.hash, generation: 2 }]);
    }
  },
});
