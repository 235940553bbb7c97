/** A moto server on loopback in place of STS, IAM and S3. */
export interface Moto extends AsyncDisposable {
  /** Its address. */
  readonly url: string;
  /** Creates an IAM user called `name` and returns its access key. */
  user(name: string): Promise<{ readonly id: string; readonly secret: string }>;
}

/** moto's server, from the tools that CI installs. */
export const MOTO: string = `${Deno.env.get("OPAWS_CI_TOOLS") ?? "/nonexistent"}/bin/moto_server`;
/** The AWS CLI 1 from the same tools. */
export const AWS_1: string = `${Deno.env.get("OPAWS_CI_TOOLS") ?? "/nonexistent"}/bin/aws`;
/** The AWS CLI 2 of the system's package. */
export const AWS_2 = "/usr/bin/aws";

/** Starts moto's server on a free port of 127.0.0.1, with `env` added, and waits until it responds. */
export async function startMoto(env: Readonly<Record<string, string>> = {}): Promise<Moto> {
  const port = freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = new Deno.Command(MOTO, {
    args: ["-H", "127.0.0.1", "-p", String(port)],
    env: { ...env },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  for (let tries = 0;; tries++) {
    const response = await fetch(`${url}/moto-api/`).catch(() => null);
    await response?.body?.cancel();
    if (response?.ok) break;
    if (tries > 150) throw new Error("moto's server does not respond");
    await new Promise((done) => setTimeout(done, 200));
  }
  return {
    url,
    user: async (name) => {
      await iam(url, { Action: "CreateUser", UserName: name });
      const text = await iam(url, { Action: "CreateAccessKey", UserName: name });
      const pick = (tag: string): string => new RegExp(`<${tag}>([^<]+)<`).exec(text)![1]!;
      return { id: pick("AccessKeyId"), secret: pick("SecretAccessKey") };
    },
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      await child.status;
    },
  };
}

async function iam(url: string, parameters: Record<string, string>): Promise<string> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      authorization:
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0",
    },
    body: new URLSearchParams({ ...parameters, Version: "2010-05-08" }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}
