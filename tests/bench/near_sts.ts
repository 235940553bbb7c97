import { FakeSts } from "../aws/sts/fake_sts.ts";
import { certificates, joined, TlsFront } from "../e2e/tls_front.ts";
import { KEY } from "./homes.ts";

const HEAD_END = "\r\n\r\n";

/**
 * An STS under AWS's own host name, for programs that cannot use another address. A proxy on this machine leads to it, so
 * there is no network time.
 */
export class NearSts implements AsyncDisposable {
  readonly #sts = FakeSts.start();
  readonly #tls: TlsFront;
  readonly #proxy = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #open: Promise<unknown>[] = [];
  /** The variables that lead a program there. */
  readonly env: Readonly<Record<string, string>>;

  /** Starts it under the name `host`, with certificates in `folder`. */
  constructor(folder: string, host: string) {
    const { ca, cert, key } = certificates(folder, `DNS:${host}`);
    this.#sts.know(KEY.id, KEY.secret);
    this.#tls = new TlsFront(cert, key, Number(new URL(this.#sts.url).port));
    this.env = { HTTPS_PROXY: `http://127.0.0.1:${this.#proxy.addr.port}`, SSL_CERT_FILE: ca };
    this.#open.push(this.#serve());
  }

  /** How many times a role was assumed. */
  get assumed(): number {
    return this.#sts.count("AssumeRole");
  }

  async #serve(): Promise<void> {
    for await (const outer of this.#proxy) {
      this.#open.push((async () => {
        await readHead(outer);
        await outer.write(new TextEncoder().encode(`HTTP/1.1 200 OK${HEAD_END}`));
        await joined(outer, await Deno.connect({ hostname: "127.0.0.1", port: this.#tls.port }));
      })());
    }
  }

  /** Stops it after its open connections have closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#proxy.close();
    await Promise.allSettled(this.#open);
    await this.#tls[Symbol.asyncDispose]();
    await this.#sts[Symbol.asyncDispose]();
  }
}

/** Reads the head of a `CONNECT` request and nothing after it. */
async function readHead(connection: Deno.Conn): Promise<void> {
  let head = "";
  const byte = new Uint8Array(1);
  while (!head.endsWith(HEAD_END) && await connection.read(byte) !== null) {
    head += String.fromCharCode(byte[0]!);
  }
}
