import type { AwsCallOptions } from "../../../src/aws/aws_call.ts";
import type { SsoSession } from "../../../src/aws/sso/session.ts";
import { denoHost, type Host } from "../../../src/host.ts";
import type { FakeSso } from "./fake_sso.ts";

/** The session that the fake knows. */
export const CORP: SsoSession = {
  name: "corp",
  startUrl: "https://acme.awsapps.com/start",
  region: "us-east-1",
  scopes: ["sso:account:access"],
  kept: true,
};

/** Returns how to call `sso`. `lines` takes what is reported. */
export function callOptions(
  sso: FakeSso,
  lines: string[] = [],
  host: Pick<Host, "now"> = denoHost,
): AwsCallOptions {
  const endpoint = {
    region: "us-east-1",
    url: sso.url,
    useGlobalEndpoint: false,
    useFips: false,
    useDualstack: false,
    caBundle: null,
  };
  return { host, endpoint, caBundle: null, report: (line) => lines.push(line), attempts: 1 };
}

/** Opens the page in `line` as a browser does, if there is one, and follows it to opaws. Returns the last page. */
export async function browse(line: string): Promise<string> {
  const url = /https?:\/\/\S+/.exec(line)?.[0];
  if (url === undefined) return "";
  const response = await fetch(url);
  return await response.text();
}
