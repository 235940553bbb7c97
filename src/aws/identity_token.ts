import { reason } from "../disk/folder.ts";
import { Fault } from "../fault.ts";
import { Secret } from "../secret.ts";
import { isLoopback } from "./loopback.ts";
import type { WebIdentity } from "./web_identity.ts";

const MAX_BYTES = 65_536;
const TIMEOUT = 30_000; // milliseconds
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * Fetches the token of an OpenID Connect provider that `identity` describes: from its file, or from the runner of
 * GitHub Actions (GitHub docs, "OpenID Connect reference", methods for requesting the token).
 * Faults: 66 no such file, 69 no answer or none with a token, 77 the runner refuses, 78 an address that is not https.
 */
export async function identityToken(identity: WebIdentity): Promise<Secret> {
  const { source } = identity;
  if (source.kind === "file") return tokenIn(source.path);
  const url = issuerAddress(source.url, identity.audience);
  const answer = await ask(url, source.bearer);
  const text = await bounded(answer, url.host);
  if (!answer.ok) {
    const refused = answer.status === 401 || answer.status === 403;
    throw failed(refused ? "denied" : "unavailable", url.host, `it answers ${answer.status}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text).value;
  } catch {
    // Told below: what it answered is not quoted, for it may be a token all the same.
  }
  if (typeof value !== "string" || !JWT.test(value)) {
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
    throw new Fault({
      exit: gone ? "notFound" : "io",
      code: "unreadable-file",
      cannot,
      because: gone ? "there is no such file" : reason(error),
      cause: error,
    });
  }
  if (JWT.test(text) && text.length <= MAX_BYTES) return new Secret(text);
  throw new Fault({
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
    throw new Fault({
      exit: "refused",
      code: "insecure-address",
      cannot: "ask for a web identity token",
      because: "ACTIONS_ID_TOKEN_REQUEST_URL is neither https nor on this machine",
    });
  }
  url.searchParams.set("audience", audience);
  return url;
}

async function ask(url: URL, bearer: string): Promise<Response> {
  try {
    return await fetch(url, {
      headers: { authorization: `bearer ${bearer}`, accept: "application/json" },
      redirect: "error", // the bearer token would go along
      signal: AbortSignal.timeout(TIMEOUT),
    });
  } catch (error) {
    const late = error instanceof DOMException && error.name === "TimeoutError";
    const because = late ? `no answer within ${TIMEOUT / 1000} s` : "it cannot be reached";
    throw failed("unavailable", url.host, because, error);
  }
}

async function bounded(answer: Response, host: string): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const part of answer.body ?? []) {
    text += decoder.decode(part, { stream: true });
    if (text.length > MAX_BYTES) throw failed("unavailable", host, "its answer is too long");
  }
  return text;
}

function failed(
  exit: "denied" | "unavailable",
  host: string,
  because: string,
  cause?: unknown,
): Fault {
  return new Fault({
    exit,
    code: "no-identity-token",
    cannot: `get a web identity token from ${host}`,
    because,
    cause,
  });
}
