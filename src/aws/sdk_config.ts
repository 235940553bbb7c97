import type { Credentials } from "./credentials.ts";
import type { RequestHandler } from "./request_handler.ts";
import type { ServiceEndpoint } from "./endpoint.ts";

/**
 * The options of an SDK client. They include everything that the SDK would otherwise read from files and variables,
 * because it reads them differently from botocore.
 */
export interface SdkConfig {
  /** The region to sign for. */
  readonly region: string;
  /** The address, unless it is the service's standard one. */
  readonly endpoint?: string;
  /** Only `serviceEndpoint` chooses addresses. */
  readonly ignoreConfiguredEndpointUrls: true;
  /** See {@linkcode ServiceEndpoint.useGlobalEndpoint}. */
  readonly useGlobalEndpoint: boolean;
  /** See {@linkcode ServiceEndpoint.useFips}. */
  readonly useFipsEndpoint: boolean;
  /** See {@linkcode ServiceEndpoint.useDualstack}. */
  readonly useDualstackEndpoint: boolean;
  /** The maximum number of attempts. */
  readonly maxAttempts: number;
  /** How the SDK retries. */
  readonly retryMode: "standard";
  /** Which set of other defaults applies. */
  readonly defaultsMode: "standard";
  /** Empty: only Signature Version 4. */
  readonly authSchemePreference: string[];
  /** Empty: no signature for several regions. */
  readonly sigv4aSigningRegionSet: string[];
  /** The application in the user agent, as CloudTrail shows it. */
  readonly userAgentAppId: string;
  /** Sends the requests. */
  readonly requestHandler: RequestHandler;
  /** Returns the body of a response, which the request handler has already read. */
  readonly streamCollector: (body: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>;
}

/** Returns the options of a client that calls `endpoint` through `requestHandler`. */
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

/** Returns `credentials` in the form that the SDK takes. */
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
