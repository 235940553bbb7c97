import { Bucket } from "../../../src/aws/s3/bucket.ts";
import type { AwsCallOptions } from "../../../src/aws/aws_call.ts";
import { denoHost } from "../../../src/host.ts";
import { Secret } from "../../../src/secret.ts";

/** Returns a bucket at the server `url`, with the access key `key`. */
export function bucketAt(
  url: string,
  name: string,
  key: { readonly id: string; readonly secret: string },
  more: Partial<AwsCallOptions> & { readonly region?: string } = {},
): Bucket {
  const { region = "eu-west-1", ...options } = more;
  const standard = { useGlobalEndpoint: false, useFips: false, useDualstack: false };
  return new Bucket(name, { accessKeyId: key.id, secretAccessKey: new Secret(key.secret) }, {
    host: denoHost,
    endpoint: { region, url, ...standard, caBundle: null },
    caBundle: null,
    report: () => {},
    ...options,
  });
}
