/** The pages of services whose path is not their name. */
const PAGES: Readonly<Record<string, string>> = {
  cfn: "cloudformation/home",
  cloudmap: "cloudmap/home",
  cw: "cloudwatch/home",
  ddb: "dynamodbv2/home",
  dynamodb: "dynamodbv2/home",
  ecs: "ecs/v2/home",
  eks: "eks/home",
  logs: "cloudwatch/home",
  r53: "route53/v2/home",
  route53: "route53/v2/home",
  sfn: "states/home",
  sns: "sns/v3/home",
  sqs: "sqs/v3/home",
  ssm: "systems-manager/home",
  sso: "singlesignon/home",
  stepfunctions: "states/home",
  vpc: "vpcconsole/home",
};

/** Reports whether `text` can be the name of a service in an address. */
export function isServiceName(text: string): boolean {
  return /^[a-z][a-z0-9-]*$/.test(text);
}

/** Returns the address of the page of `service`, or of the first page, in the console on `host`. */
export function consolePage(host: string, service: string | null, region: string | null): string {
  const path = service === null
    ? "console/home"
    : Object.hasOwn(PAGES, service)
    ? PAGES[service]!
    : `${service}/home`;
  const query = region === null ? "" : `?${new URLSearchParams({ region })}`;
  return `https://${host}/${path}${query}`;
}

/** Returns the address that signs in with `token` and goes to `destination`. `endpoint` is that of the federation. */
export function signInAddress(endpoint: string, token: string, destination: string): string {
  const query = new URLSearchParams({
    Action: "login",
    Issuer: "opaws",
    Destination: destination,
    SigninToken: token,
  });
  return `${endpoint}?${query}`;
}
