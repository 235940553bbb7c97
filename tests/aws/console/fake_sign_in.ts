import type { FakeSts } from "../sts/fake_sts.ts";

/** A request that the fake sign-in received. */
interface SignInCall {
  readonly method: string;
  /** Its path and query. */
  readonly target: string;
  readonly form: Readonly<Record<string, string>>;
}

/**
 * A fake of the console's sign-in on loopback. It takes only sessions that `sts` has issued, and a duration only of the
 * session of a role, as AWS does.
 */
export class FakeSignIn implements AsyncDisposable {
  /** All requests, in order. */
  readonly calls: SignInCall[] = [];
  /** The response instead of the right one. */
  response: (() => Response) | null = null;
  readonly #end = new AbortController();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  /** Starts it on a free port of 127.0.0.1. */
  constructor(readonly sts: FakeSts) {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {}, signal: this.#end.signal },
      (request) => this.#serve(request),
    );
  }

  /** Its address, without a trailing slash. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async #serve(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const form = Object.fromEntries(new URLSearchParams(await request.text()));
    this.calls.push({ method: request.method, target: pathname + search, form });
    if (this.response !== null) return this.response();
    const { sessionId, sessionKey, sessionToken } = JSON.parse(form.Session ?? "{}");
    const key = this.sts.keys.get(sessionId);
    const seconds = form.SessionDuration;
    const isRight = form.Action === "getSigninToken" && key !== undefined &&
      key.secret === sessionKey &&
      key.sessionToken === sessionToken && key.from !== "GetSessionToken" &&
      (seconds === undefined ||
        key.from === "AssumeRole" && Number(seconds) >= 900 && Number(seconds) <= 43_200);
    return isRight
      ? Response.json({ SigninToken: "VCQgs5qZZt3Q6fn8Tr5EXAMPLE_sign-in" })
      : new Response("<html>Bad Request</html>", { status: 400 });
  }

  /** Stops it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#server.finished;
  }
}
