interface Pair {
  readonly client: Deno.TcpConn;
  readonly server: Deno.TcpConn;
  dropsAfterBytes: boolean;
}

/**
 * Listens on a free port of 127.0.0.1 and forwards every connection to a server there. A test can close a connection
 * without a response, which `Deno.serve` cannot do. The server identifies a connection by its source port.
 */
export class DroppingListener implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #pairs = new Map<number, Pair>();
  #isEnded = false;
  readonly #running: Promise<unknown>[] = [];

  /** Forwards connections to `serverPort` of 127.0.0.1. */
  constructor(readonly serverPort: number) {
    this.#running.push(this.#accept());
  }

  /** The port that it listens on. */
  get port(): number {
    return this.#listener.addr.port;
  }

  /** Closes the connection that the server sees as coming from `port`. */
  drop(port: number): void {
    close(this.#pairs.get(port));
  }

  /** Closes the connection from `port` after the first bytes of a response. */
  dropAfterBytes(port: number): void {
    const pair = this.#pairs.get(port);
    if (pair) pair.dropsAfterBytes = true;
  }

  /** Closes every connection and stops. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnded = true;
    this.#listener.close();
    for (const pair of this.#pairs.values()) close(pair);
    await Promise.allSettled(this.#running);
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) {
      const server = await Deno.connect({ hostname: "127.0.0.1", port: this.serverPort });
      const { port } = server.localAddr;
      const pair: Pair = { client, server, dropsAfterBytes: false };
      if (this.#isEnded) return close(pair);
      this.#pairs.set(port, pair);
      this.#running.push(
        Promise.allSettled([
          pass(client, server, () => false),
          pass(server, client, () => pair.dropsAfterBytes),
        ]).then(() => {
          close(pair);
          this.#pairs.delete(port);
        }),
      );
    }
  }
}

async function pass(
  from: Deno.TcpConn,
  to: Deno.TcpConn,
  isEnough: () => boolean,
): Promise<void> {
  const writer = to.writable.getWriter();
  for await (const chunk of from.readable) {
    await writer.write(chunk);
    if (isEnough()) return await writer.close();
  }
  await writer.close();
}

function close(pair: Pair | undefined): void {
  for (const each of pair ? [pair.client, pair.server] : []) {
    try {
      each.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }
}
