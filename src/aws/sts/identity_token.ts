import { describeError } from "../../fs/system_error.ts";
import { UserError } from "../../errors.ts";
import { Secret } from "../../secret.ts";
import { isLoopback } from "../endpoint.ts";
import { NoResponse, requestHandler, type SdkResponse } from "../request_handler.ts";
import type { WebIdentity } from "./web_identity.ts";

const MAX_LENGTH = 65_536; // characters; GitHub's have about 1 500
const TIMEOUT = 30_000; // milliseconds
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * Fetches the token of an OpenID Connect provider that `identity` describes: from its file, or from the runner of
 * GitHub Actions (GitHub docs, "OpenID Connect reference", methods for requesting the token).
 * `caBundle` holds further certificates to trust (PEM).
 * Faults: 66 no such file, 69 no answer or none with a token, 77 the runner refuses, 78 an address that is not https.
 */
export async function fetchIdentityToken(
  identity: WebIdentity,
  caBundle: string | null,
): Promise<Secret> {
  const { source } = identity;
  if (source.kind === "file") return tokenIn(source.path);
  const url = issuerAddress(source.url, identity.audience);
  const { statusCode, body } = await ask(url, source.bearer, caBundle);
  if (statusCode !== 200) {
    const refused = statusCode === 401 || statusCode === 403;
    throw failed(refused ? "denied" : "unavailable", url.host, `it answers ${statusCode}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(body)).value;
  } catch {
    // Told below: what it answered is not quoted, for it may be a token all the same.
  }
  if (typeof value !== "string" || !JWT.test(value) || value.length > MAX_LENGTH) {
    throw failed("unavailable", url.host, "its answer holds no token");
  }
  return new Secret(value);
}

function tokenIn(path: string): Secret {
  const cannot = `read the web identity token in ${path}`;
  let text: string;
  try {
    text = Deno.readTextFileSync(path).trim();
  } catch (error) {
    const gone = error instanceof Deno.errors.NotFound;
    throw new UserError({
      exit: gone ? "notFound" : "io",
      code: "unreadable-file",
      cannot,
      because: gone ? "there is no such file" : describeError(error),
      cause: error,
    });
  }
  if (JWT.test(text) && text.length <= MAX_LENGTH) return new Secret(text);
  throw new UserError({
    exit: "damaged",
    code: "bad-token",
    cannot,
    because: "it is no JSON Web Token",
  });
}

function issuerAddress(text: string, audience: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (
    url === null ||
    url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))
  ) {
    throw new UserError({
      exit: "refused",
      code: "insecure-address",
      cannot: "ask for a web identity token",
      because: "ACTIONS_ID_TOKEN_REQUEST_URL is neither https nor on this machine",
    });
  }
  url.searchParams.set("audience", audience);
  return url;
}

async function ask(url: URL, bearer: string, caBundle: string | null): Promise<SdkResponse> {
  const signal = AbortSignal.timeout(TIMEOUT);
  try {
    const { response } = await requestHandler({ signal, caBundle, sawDate: () => {} }).handle({
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port === "" ? {} : { port: Number(url.port) }),
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      method: "GET",
      headers: { authorization: `bearer ${bearer}`, accept: "application/json" },
    });
    return response;
  } catch (error) {
    const because = signal.aborted
      ? `no answer within ${TIMEOUT / 1000} s`
      : error instanceof NoResponse
      ? error.message
      : "it cannot be reached";
    throw failed("unavailable", url.host, because, error);
  }
}

function failed(
  exit: "denied" | "unavailable",
  host: string,
  because: string,
  cause?: unknown,
): UserError {
  return new UserError({
    exit,
    code: "no-identity-token",
    cannot: `get a web identity token from ${host}`,
    because,
    cause,
  });
}
