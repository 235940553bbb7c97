/** How many bytes passed in each direction. */
interface Passed {
  /** From clients to the server. */
  readonly sent: number;
  /** From the server to clients. */
  readonly received: number;
}

/** Where a {@linkcode CuttingProxy} cuts: after this many bytes in one direction, of all connections together. */
export interface Cut {
  /** The direction, seen from the client. */
  readonly direction: "sent" | "received";
  /** The number of bytes that still pass. */
  readonly after: number;
  /** Whether every later connection is cut at once too. */
  readonly stays: boolean;
}

/** Forwards connections to a server on loopback, and cuts one in the middle on demand. */
export class CuttingProxy implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #running: Promise<unknown>[] = [];
  readonly #open = new Set<Deno.Conn>();
  #passed = { sent: 0, received: 0 };
  #cut: Cut | null = null;

  /** Forwards to `port` of 127.0.0.1. */
  constructor(readonly port: number) {
    this.#running.push(this.#accept());
  }

  /** Its address. */
  get url(): string {
    return `http://127.0.0.1:${this.#listener.addr.port}`;
  }

  /** Plans a cut, or none, and counts from zero. Returns what passed before. */
  plan(cut: Cut | null): Passed {
    const passed = this.#passed;
    this.#passed = { sent: 0, received: 0 };
    this.#cut = cut;
    return passed;
  }

  /** Closes every connection and stops. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const each of this.#open) close(each);
    await Promise.allSettled(this.#running);
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) {
      const server = await Deno.connect({ hostname: "127.0.0.1", port: this.port });
      const pair = [client, server];
      for (const each of pair) this.#open.add(each);
      this.#running.push(
        Promise.allSettled([
          this.#pass(client, server, "sent", pair),
          this.#pass(server, client, "received", pair),
        ]).then(() => {
          for (const each of pair) {
            this.#open.delete(each);
            close(each);
          }
        }),
      );
    }
  }

  async #pass(
    from: Deno.Conn,
    to: Deno.Conn,
    direction: Cut["direction"],
    pair: readonly Deno.Conn[],
  ): Promise<void> {
    const buffer = new Uint8Array(65_536);
    for (;;) {
      const count = await from.read(buffer);
      if (count === null) return await to.closeWrite();
      const cut = this.#cut?.direction === direction ? this.#cut : null;
      const left = cut === null ? Infinity : cut.after - this.#passed[direction];
      const passing = buffer.subarray(0, Math.max(0, Math.min(count, left)));
      this.#passed[direction] += count;
      for (let at = 0; at < passing.length;) at += await to.write(passing.subarray(at));
      if (count < left) continue;
      if (!cut!.stays) this.#cut = null;
      return pair.forEach(close);
    }
  }
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // It is closed.
  }
}
