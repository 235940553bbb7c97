import type { Credentials } from "./credentials.ts";
import type { RequestHandler } from "./request_handler.ts";
import type { ServiceEndpoint } from "./endpoint.ts";

/** The options of an SDK client: all that the SDK would else read from files and variables in its own way, not botocore's. */
export interface SdkConfig {
  /** The region to sign for. */
  readonly region: string;
  /** The address, when not the service's own. */
  readonly endpoint?: string;
  /** Addresses are chosen by `serviceEndpoint` alone. */
  readonly ignoreConfiguredEndpointUrls: true;
  /** See {@linkcode ServiceEndpoint.useGlobalEndpoint}. */
  readonly useGlobalEndpoint: boolean;
  /** See {@linkcode ServiceEndpoint.useFips}. */
  readonly useFipsEndpoint: boolean;
  /** See {@linkcode ServiceEndpoint.useDualstack}. */
  readonly useDualstackEndpoint: boolean;
  /** How many attempts are made. */
  readonly maxAttempts: number;
  /** How the time between them grows. */
  readonly retryMode: "standard";
  /** Which further defaults hold. */
  readonly defaultsMode: "standard";
  /** No signature but version 4. */
  readonly authSchemePreference: string[];
  /** Nor one for several regions. */
  readonly sigv4aSigningRegionSet: string[];
  /** What CloudTrail shows as the user agent's application. */
  readonly userAgentAppId: string;
  /** Sends the requests. */
  readonly requestHandler: RequestHandler;
  /** Reads the body of an answer: it has been read already. */
  readonly streamCollector: (body: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>;
}

/** The options of a client that calls `endpoint` through `requestHandler`. */
export function sdkConfig(
  endpoint: ServiceEndpoint,
  requestHandler: RequestHandler,
  maxAttempts: number,
): SdkConfig {
  return {
    region: endpoint.region,
    ...(endpoint.url === null ? {} : { endpoint: endpoint.url }),
    ignoreConfiguredEndpointUrls: true,
    useGlobalEndpoint: endpoint.useGlobalEndpoint,
    useFipsEndpoint: endpoint.useFips,
    useDualstackEndpoint: endpoint.useDualstack,
    maxAttempts,
    retryMode: "standard",
    defaultsMode: "standard",
    authSchemePreference: [],
    sigv4aSigningRegionSet: [],
    userAgentAppId: "opaws",
    requestHandler,
    streamCollector: (body) => Promise.resolve(body),
  };
}

/** `credentials` as the SDK takes them. */
export function sdkCredentials(credentials: Credentials): {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
} {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  return {
    accessKeyId,
    secretAccessKey: secretAccessKey.reveal(),
    ...(sessionToken && { sessionToken: sessionToken.reveal() }),
  };
}
