import { denoHost } from "../../src/host.ts";
import { Bucket } from "../../src/aws/s3/bucket.ts";
import { Secret } from "../../src/secret.ts";
import { S3Remote } from "../../src/vault/remotes/s3_remote.ts";
import { ignoreWithout } from "../ignore.ts";
import { checkLongHistory, checkRemote } from "../vault/remotes/remote_contract.ts";
import { BUCKET, startS3Server, VERSITYGW } from "./s3_server.ts";

const ignore = ignoreWithout(VERSITYGW);

function remoteAt(url: string, key: { id: string; secret: string }, prefix: string): S3Remote {
  const bucket = new Bucket(
    BUCKET,
    { accessKeyId: key.id, secretAccessKey: new Secret(key.secret) },
    {
      host: denoHost,
      endpoint: {
        region: "us-east-1",
        url,
        useGlobalEndpoint: false,
        useFips: false,
        useDualstack: false,
        caBundle: null,
      },
      caBundle: null,
      report: () => {},
    },
  );
  return new S3Remote(bucket, {
    url: `s3://${BUCKET}/${prefix}`,
    prefix,
    sleep: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
    random: Math.random,
  });
}

Deno.test({
  name: "a bucket of versitygw is a remote",
  ignore,
  async fn() {
    await using server = await startS3Server();
    await checkRemote(() => remoteAt(server.url, server.key, "vaults/team"), {
      deletes: "deleted",
    });
    await checkLongHistory(() => remoteAt(server.url, server.key, ""), 150);
  },
});
