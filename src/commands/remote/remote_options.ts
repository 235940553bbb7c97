import { option, type Parameter } from "../../cli/declare.ts";

/** The options of a remote on S3. */
export const remoteOptions: {
  readonly profile: Parameter<string | undefined>;
  readonly item: Parameter<string | undefined>;
  readonly endpoint: Parameter<string | undefined>;
  readonly region: Parameter<string | undefined>;
} = {
  profile: option(
    "--profile",
    "PROFILE",
    "S3: the profile of ~/.aws/config whose credentials are used.",
  ),
  item: option("--item", "ITEM", "S3: the item whose credentials are used, from another vault."),
  endpoint: option("--endpoint", "URL", "S3: the address of the server, if it is not AWS."),
  region: option("--region", "REGION", "S3: the region of the bucket."),
};
