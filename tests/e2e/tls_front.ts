/** The certificates of a server and of its authority. */
export interface Certificates {
  /** Path of the authority's certificate, PEM. */
  readonly ca: string;
  /** The server's certificate, PEM. */
  readonly cert: string;
  /** Its private key, PEM. */
  readonly key: string;
}

/**
 * Creates in `folder` an authority that nothing trusts, and a server certificate that it signs for `subject` (`IP:...` or
 * `DNS:...`).
 */
export function certificates(folder: string, subject: string): Certificates {
  const openssl = (...args: string[]) => {
    const { success, stderr } = new Deno.Command("openssl", { args, cwd: folder }).outputSync();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
  };
  const keyOptions = ["-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
  openssl("req", "-x509", ...keyOptions, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=ca");
  openssl("req", ...keyOptions, "-keyout", "own.key", "-out", "own.csr", "-subj", "/CN=sts");
  Deno.writeTextFileSync(`${folder}/own.ext`, `subjectAltName=${subject}\n`);
  openssl(
    ...["x509", "-req", "-in", "own.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"],
    ...["-out", "own.pem", "-extfile", "own.ext"],
  );
  const read = (name: string) => Deno.readTextFileSync(`${folder}/${name}`);
  return { ca: `${folder}/ca.pem`, cert: read("own.pem"), key: read("own.key") };
}

/** A TLS proxy in front of a server on loopback. */
export class TlsFront implements AsyncDisposable {
  readonly #listener: Deno.TlsListener;
  readonly #open: Promise<unknown>[] = [];

  /** Starts a proxy for `port` of 127.0.0.1. */
  constructor(cert: string, key: string, port: number) {
    this.#listener = Deno.listenTls({ hostname: "127.0.0.1", port: 0, cert, key });
    this.#open.push(this.#serve(port));
  }

  /** The port that it listens on. */
  get port(): number {
    return this.#listener.addr.port;
  }

  /** Its address. */
  get url(): string {
    return `https://127.0.0.1:${this.port}`;
  }

  async #serve(port: number): Promise<void> {
    for await (const outer of this.#listener) {
      const inner = await Deno.connect({ hostname: "127.0.0.1", port });
      this.#open.push(joined(outer, inner));
    }
  }

  /** Stops listening and waits until all connections have ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await Promise.allSettled(this.#open);
  }
}

/** Passes data between two connections until both have ended. */
export async function joined(outer: Deno.Conn, inner: Deno.Conn): Promise<void> {
  await Promise.all([
    outer.readable.pipeTo(inner.writable, { preventClose: true }).catch(() => {})
      .finally(() => close(inner)),
    inner.readable.pipeTo(outer.writable).catch(() => {}),
  ]);
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // The other direction has closed it.
  }
}
