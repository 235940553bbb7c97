import type { TemporaryCredentials } from "../aws/credentials.ts";
import { UserError } from "../errors.ts";
import type { Host } from "../host.ts";
import { Secret } from "../secret.ts";
import { PATH } from "./check_request.ts";

const TOKEN_BYTES = 32;

/** A running server. */
interface CredentialServer {
  /** `AWS_CONTAINER_CREDENTIALS_FULL_URI`. */
  readonly uri: string;
  /** `AWS_CONTAINER_AUTHORIZATION_TOKEN`. */
  readonly token: Secret;
  /** Stops listening. */
  stop(): void;
}

/**
 * Starts a server on 127.0.0.1 that hands out what `credentials` returns, in the format of the container credential
 * provider of the AWS SDKs (AWS SDKs and Tools Reference Guide, "Container credential provider"). `port` is 0 for any free
 * port. It speaks HTTP itself, because `Deno.serve` costs half of an empty Deno program at each start, and what it needs
 * for that is loaded with the first connection.
 *
 * @throws UserError (69, unavailable) if it cannot listen.
 */
export function startServer(
  host: Pick<Host, "random">,
  port: number,
  credentials: () => Promise<TemporaryCredentials>,
): CredentialServer {
  const token = host.random(TOKEN_BYTES).toHex();
  const listener = listen(port);
  const address = listener.addr.port;
  const accept = async (): Promise<void> => {
    for await (const connection of listener) {
      const { answer } = await import("./answer.ts");
      answer(connection, { token, port: address }, credentials);
    }
  };
  accept().catch(() => {}); // it was stopped
  return {
    uri: `http://127.0.0.1:${address}${PATH}`,
    token: new Secret(token),
    stop: () => listener.close(),
  };
}

function listen(port: number): Deno.TcpListener {
  try {
    return Deno.listen({ hostname: "127.0.0.1", port });
  } catch (error) {
    const because = error instanceof Deno.errors.AddrInUse
      ? "another program listens there"
      : error instanceof Error
      ? error.message
      : String(error);
    throw new UserError({
      exit: "unavailable",
      code: "no-listener",
      cannot: port === 0 ? "start a server on loopback" : `start a server on port ${port}`,
      because,
      ...(port === 0 ? {} : { try: "opaws serve" }),
      cause: error,
    });
  }
}
