import { UserError } from "../../errors.ts";
import { Secret } from "../../secret.ts";
import { CALLBACK_PATH } from "./oidc.ts";

/** What the browser brings back. */
type Callback =
  | { readonly kind: "code"; readonly code: Secret }
  /** The person or the service refused. */
  | { readonly kind: "refused"; readonly error: string; readonly description: string };

/** A server on this machine that waits for one request of the browser. */
interface Loopback {
  /** The address that the browser is sent to. */
  readonly redirectUri: string;
  /** Resolves to what the browser brings; null if the time is over. */
  readonly callback: Promise<Callback | null>;
  /** Stops listening. */
  close(): Promise<void>;
}

/** Pages are fixed text: nothing of a request is repeated in them. */
const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'",
  "referrer-policy": "no-referrer",
  "connection": "close",
};

/**
 * Listens on a free port of 127.0.0.1 for the browser (RFC 8252, section 7.3). Only a GET request for the callback with
 * the right `state` and `Host` counts, which another page in the browser does not know. Everything else gets 404, and the server waits on, for `timeout` milliseconds in all.
 *
 * @throws UserError (69, unavailable) if this machine lets no program listen.
 */
export function listenForCallback(
  state: Secret,
  timeout: number,
  serve: typeof Deno.serve = Deno.serve,
): Loopback {
  const { promise, resolve } = Promise.withResolvers<Callback | null>();
  let server: Deno.HttpServer<Deno.NetAddr>;
  try {
    server = serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {}, onError: () => notFound() },
      (request) => {
        const callback = readCallback(request, server.addr.port, state);
        if (callback === null) return notFound();
        resolve(callback);
        return page(callback.kind === "code" ? "You are signed in." : "Nothing was signed in.");
      },
    );
  } catch (error) {
    throw new UserError({
      exit: "unavailable",
      code: "no-loopback",
      cannot: "listen for your browser",
      because: "this machine lets no program listen on 127.0.0.1",
      cause: error,
    });
  }
  const timer = setTimeout(() => resolve(null), timeout);
  return {
    redirectUri: `http://127.0.0.1:${server.addr.port}${CALLBACK_PATH}`,
    callback: promise,
    async close() {
      clearTimeout(timer);
      resolve(null);
      await server.shutdown();
    },
  };
}

function readCallback(request: Request, port: number, state: Secret): Callback | null {
  const url = new URL(request.url);
  const isRight = request.method === "GET" && url.pathname === CALLBACK_PATH &&
    request.headers.get("host") === `127.0.0.1:${port}` &&
    url.searchParams.get("state") === state.reveal();
  if (!isRight) return null;
  const code = url.searchParams.get("code");
  if (code) return { kind: "code", code: new Secret(code) };
  const error = url.searchParams.get("error");
  const description = url.searchParams.get("error_description") ?? "";
  return error ? { kind: "refused", error, description } : null;
}

function page(result: string): Response {
  const text = `${result} You can close this page and go back to the terminal.`;
  const html = `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>opaws</title>` +
    `<p>${text}</p></html>\n`;
  return new Response(html, { headers: HEADERS });
}

function notFound(): Response {
  return new Response("Not found\n", { status: 404, headers: HEADERS });
}
