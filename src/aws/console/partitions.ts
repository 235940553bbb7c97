/** Where the console of a partition is. */
interface ConsoleHosts {
  /** The host that signs in. */
  readonly signIn: string;
  /** The host of the console itself. */
  readonly console: string;
}

/**
 * The hosts by partition (IAM user guide, "Enable custom identity broker access to the AWS console"; the endpoint rules of
 * `signin` in the AWS SDKs).
 */
const HOSTS: Readonly<Record<string, ConsoleHosts>> = {
  aws: { signIn: "signin.aws.amazon.com", console: "console.aws.amazon.com" },
  "aws-cn": { signIn: "signin.amazonaws.cn", console: "console.amazonaws.cn" },
  "aws-us-gov": {
    signIn: "signin.amazonaws-us-gov.com",
    console: "console.amazonaws-us-gov.com",
  },
  "aws-eusc": {
    signIn: "eusc-de-east-1.signin.amazonaws-eusc.eu",
    console: "console.amazonaws-eusc.eu",
  },
  "aws-iso": { signIn: "signin.c2shome.ic.gov", console: "console.c2shome.ic.gov" },
  "aws-iso-b": { signIn: "signin.sc2shome.sgov.gov", console: "console.sc2shome.sgov.gov" },
  "aws-iso-e": { signIn: "signin.csphome.adc-e.uk", console: "console.csphome.adc-e.uk" },
  "aws-iso-f": { signIn: "signin.csphome.hci.ic.gov", console: "console.csphome.hci.ic.gov" },
};

/** The beginnings of the regions of a partition (`partitions.json` of botocore), the longest first; any other is of `aws`. */
const REGIONS: readonly (readonly [string, string])[] = [
  ["us-isob-", "aws-iso-b"],
  ["us-isof-", "aws-iso-f"],
  ["eu-isoe-", "aws-iso-e"],
  ["us-iso-", "aws-iso"],
  ["us-gov-", "aws-us-gov"],
  ["eusc-", "aws-eusc"],
  ["cn-", "aws-cn"],
];

/** Returns the hosts of `partition`; null if it has no console that opaws knows. */
export function consoleHosts(partition: string): ConsoleHosts | null {
  return Object.hasOwn(HOSTS, partition) ? HOSTS[partition]! : null;
}

/** Returns the partition of `arn`, if there is one, else that of `region`, else `aws`. */
export function partitionOf(arn: string | null, region: string | null): string {
  const named = /^arn:([a-z-]+):/.exec(arn ?? "")?.[1];
  return named ?? REGIONS.find(([start]) => region?.startsWith(start))?.[1] ?? "aws";
}
