import {
  CreateTokenCommand,
  type CreateTokenRequest,
  RegisterClientCommand,
  SSOOIDCClient,
  StartDeviceAuthorizationCommand,
} from "@aws-sdk/client-sso-oidc";
import { Secret } from "../../secret.ts";
import { AwsCall, type AwsCallOptions } from "../aws_call.ts";
import { sessionLabel, type SsoSession } from "./session.ts";
import type { Grant, Registration, SsoTokens } from "./tokens.ts";

/** The path that the browser is sent back to. */
export const CALLBACK_PATH = "/oauth/callback";

const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"; // RFC 8628, section 3.4
/** How long to wait between two attempts if the service names no interval (RFC 8628, section 3.2); seconds. */
const DEFAULT_INTERVAL = 5;

/** What shows the person which device asks. */
interface DeviceCode {
  /** The code that opaws exchanges for tokens. */
  readonly deviceCode: Secret;
  /** The code that the person compares or types. */
  readonly userCode: string;
  /** The page on which the person types it. */
  readonly uri: string;
  /** The page that has it already. */
  readonly completeUri: string;
  /** How long to wait between two attempts; milliseconds. */
  readonly interval: number;
}

/** How tokens are obtained: what the request proves. */
type TokenProof =
  | { readonly code: Secret; readonly verifier: Secret; readonly redirectUri: string }
  | { readonly deviceCode: Secret }
  | { readonly refreshToken: Secret };

/**
 * Registers opaws as a client for `session`. As in the AWS CLI, the address for the browser is registered without a port,
 * so that any port of this machine fits (RFC 8252, section 7.3).
 *
 * @throws UserError as `AwsCall.send` does; (69, unavailable) on an unexpected response.
 */
export async function registerClient(
  session: SsoSession,
  grant: Grant,
  options: AwsCallOptions,
): Promise<Registration> {
  const aws = call(session, options);
  const response = await aws.send((config) =>
    new SSOOIDCClient(config).send(
      new RegisterClientCommand({
        clientName: "opaws",
        clientType: "public",
        scopes: [...session.scopes],
        ...(grant === "code" && {
          grantTypes: ["authorization_code", "refresh_token"],
          redirectUris: [`http://127.0.0.1${CALLBACK_PATH}`],
          issuerUrl: session.startUrl,
        }),
      }),
    )
  );
  const { clientId, clientSecret, clientSecretExpiresAt } = response;
  if (!clientId || !clientSecret || !clientSecretExpiresAt) {
    throw aws.badResponse("its response names no client");
  }
  const expiresAt = clientSecretExpiresAt * 1000;
  return { grant, clientId, clientSecret: new Secret(clientSecret), expiresAt };
}

/** Returns the address of the page on which the browser asks the person, without parameters. */
export async function authorizePage(
  session: SsoSession,
  options: AwsCallOptions,
): Promise<string> {
  const { url, region, useFips, useDualstack } = options.endpoint;
  if (url !== null) return `${url.replace(/\/$/, "")}/authorize`;
  return await call(session, options).send((config) => {
    const { endpointProvider } = new SSOOIDCClient(config).config;
    const place = { Region: region, UseFIPS: useFips, UseDualStack: useDualstack };
    return Promise.resolve(new URL("/authorize", endpointProvider(place).url).href);
  });
}

/**
 * Asks for a device code.
 *
 * @throws UserError as {@linkcode registerClient}.
 */
export async function startDevice(
  session: SsoSession,
  { clientId, clientSecret }: Registration,
  options: AwsCallOptions,
): Promise<DeviceCode> {
  const aws = call(session, options);
  const response = await aws.send((config) =>
    new SSOOIDCClient(config).send(
      new StartDeviceAuthorizationCommand({
        clientId,
        clientSecret: clientSecret.reveal(),
        startUrl: session.startUrl,
      }),
    )
  );
  const { deviceCode, userCode, verificationUri: uri } = response;
  if (!deviceCode || !userCode || !uri) throw aws.badResponse("its response has no code");
  return {
    deviceCode: new Secret(deviceCode),
    userCode,
    uri,
    completeUri: response.verificationUriComplete || uri,
    interval: (response.interval || DEFAULT_INTERVAL) * 1000,
  };
}

/**
 * Exchanges `proof` for tokens.
 *
 * @throws UserError as {@linkcode registerClient}. `AwsCall` keeps the SDK's error as its cause.
 */
export async function createToken(
  session: SsoSession,
  { clientId, clientSecret }: Registration,
  proof: TokenProof,
  options: AwsCallOptions,
): Promise<SsoTokens> {
  const aws = call(session, options);
  const response = await aws.send((config) =>
    new SSOOIDCClient(config).send(
      new CreateTokenCommand({
        clientId,
        clientSecret: clientSecret.reveal(),
        ...grantOf(proof),
      }),
    )
  );
  const { accessToken, refreshToken, expiresIn } = response;
  if (!accessToken || !expiresIn) throw aws.badResponse("its response has no token");
  if (![accessToken, refreshToken ?? "a"].every((each) => /^[\x21-\x7e]+$/.test(each))) {
    throw aws.badResponse("the token in its response has characters that no token has");
  }
  return {
    accessToken: new Secret(accessToken),
    refreshToken: refreshToken === undefined ? null : new Secret(refreshToken),
    expiresAt: options.host.now() + expiresIn * 1000,
  };
}

function grantOf(proof: TokenProof): Omit<CreateTokenRequest, "clientId" | "clientSecret"> {
  if ("refreshToken" in proof) {
    return { grantType: "refresh_token", refreshToken: proof.refreshToken.reveal() };
  }
  if ("deviceCode" in proof) {
    return { grantType: DEVICE_GRANT, deviceCode: proof.deviceCode.reveal() };
  }
  return {
    grantType: "authorization_code",
    code: proof.code.reveal(),
    codeVerifier: proof.verifier.reveal(),
    redirectUri: proof.redirectUri,
  };
}

function call(session: SsoSession, options: AwsCallOptions): AwsCall {
  return new AwsCall("sso-oidc", `sign in to ${sessionLabel(session)}`, options);
}
