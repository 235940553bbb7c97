import { describeError } from "../../fs/system_error.ts";
import { UserError } from "../../errors.ts";
import { Secret } from "../../secret.ts";
import { isLoopback } from "../proxy.ts";
import type { SdkResponse } from "../http_response.ts";
import { NoResponse } from "../no_response.ts";
import { requestHandler } from "../request_handler.ts";
import type { WebIdentity } from "./web_identity.ts";

const MAX_LENGTH = 65_536; // characters; GitHub's tokens have about 1 500
const TIMEOUT = 30_000; // milliseconds
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * Gets the OpenID Connect token of `identity` from its file or from the runner of GitHub Actions (GitHub docs, "OpenID
 * Connect reference", methods for requesting the token). `caBundle` contains additional certificates to trust, in PEM.
 *
 * @throws UserError (66, not found) if there is no such file; (65, damaged) if the file has no token; (69, unavailable)
 * if the runner sends no token; (77, denied) if the runner refuses; (78, refused) if its address is not https.
 */
export async function fetchIdentityToken(
  identity: WebIdentity,
  caBundle: string | null,
): Promise<Secret> {
  const { source } = identity;
  if (source.kind === "file") return readToken(source.path);
  const url = issuerUrl(source.url, identity.audience);
  const { statusCode, body } = await requestToken(url, source.bearer, caBundle);
  if (statusCode !== 200) {
    const refused = statusCode === 401 || statusCode === 403;
    const because = `it responded with status ${statusCode}`;
    throw failed(refused ? "denied" : "unavailable", url.host, because);
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(body)).value;
  } catch {
    // Reported below. The response is not quoted, because it may contain a token all the same.
  }
  if (typeof value !== "string" || !JWT.test(value) || value.length > MAX_LENGTH) {
    throw failed("unavailable", url.host, "its response has no token");
  }
  return new Secret(value);
}

function readToken(path: string): Secret {
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
    because: "it is not a JSON Web Token",
  });
}

function issuerUrl(text: string, audience: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (
    url === null ||
    url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))
  ) {
    throw new UserError({
      exit: "refused",
      code: "insecure-address",
      cannot: "ask for a web identity token",
      because: "ACTIONS_ID_TOKEN_REQUEST_URL is neither https nor http to this machine",
    });
  }
  url.searchParams.set("audience", audience);
  return url;
}

async function requestToken(
  url: URL,
  bearer: string,
  caBundle: string | null,
): Promise<SdkResponse> {
  const signal = AbortSignal.timeout(TIMEOUT);
  try {
    const { response } = await requestHandler({ signal, caBundle, onDate: () => {} }).handle({
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
      ? `no response within ${TIMEOUT / 1000} s`
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
