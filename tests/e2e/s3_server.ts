import { isFile } from "../ignore.ts";

/** An S3 server on loopback with the bucket `team-vaults`. */
export interface S3Server extends AsyncDisposable {
  /** Its address. */
  readonly url: string;
  /** Its only user's access key. */
  readonly key: { readonly id: string; readonly secret: string };
  /** The folder with its objects, as files. */
  readonly folder: string;
}

/** The versitygw of CI's tools: a server with conditional writes that are atomic. */
export const VERSITYGW = `${Deno.env.get("OPAWS_CI_TOOLS") ?? "/nonexistent"}/bin/versitygw`;
/** The bucket of every {@linkcode S3Server}. */
export const BUCKET = "team-vaults";

/** The access key of versitygw's root user in these tests. */
const KEY = { id: "AKIAVERSITYGWEXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };

/**
 * Starts versitygw on a free port of 127.0.0.1 and waits until it responds. With `hasVersions`, buckets can keep what they
 * had before.
 */
export async function startS3Server(hasVersions = false): Promise<S3Server> {
  if (!isFile(VERSITYGW)) throw new Error(`${VERSITYGW} is missing`);
  const folder = Deno.makeTempDirSync({ prefix: "opaws-versitygw-" });
  const versions = Deno.makeTempDirSync({ prefix: "opaws-versions-" });
  Deno.mkdirSync(`${folder}/${BUCKET}`);
  const port = freePort();
  const child = new Deno.Command(VERSITYGW, {
    args: [
      "--port",
      `127.0.0.1:${port}`,
      "--quiet",
      "--keep-alive",
      "posix",
      ...hasVersions ? ["--versioning-dir", versions] : [],
      folder,
    ],
    env: { ROOT_ACCESS_KEY: KEY.id, ROOT_SECRET_KEY: KEY.secret },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  await until(port);
  return {
    url: `http://127.0.0.1:${port}`,
    key: KEY,
    folder: `${folder}/${BUCKET}`,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      await child.status;
      for (const each of [folder, versions]) Deno.removeSync(each, { recursive: true });
    },
  };
}

/** Waits until something listens on `port` of 127.0.0.1. */
async function until(port: number): Promise<void> {
  for (let tries = 0;; tries++) {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port }).catch(() => null);
    connection?.close();
    if (connection !== null) return;
    if (tries > 300) throw new Error("the S3 server does not start");
    await new Promise((done) => setTimeout(done, 100));
  }
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}
