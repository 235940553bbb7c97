import assert from "node:assert/strict";
import { fetchIdentityToken } from "../../../src/aws/sts/identity_token.ts";
import type { WebIdentity } from "../../../src/aws/sts/web_identity.ts";
import { rejectionOf } from "../../error_of.ts";
import { throwaway } from "../../throwaway.ts";

const TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl";

function identity(source: WebIdentity["source"]): WebIdentity {
  return {
    role: "arn:aws:iam::123456789012:role/ci",
    sessionName: "job",
    audience: "a b&c",
    source,
  };
}

/** Fetches a token from a runner that responds with `response`. Returns the outcome and the requests of the runner. */
async function fromRunner(response: Response | "nobody") {
  const asked: { method: string; url: string; authorization: string | null }[] = [];
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    ({ method, url, headers }) => {
      asked.push({ method, url, authorization: headers.get("authorization") });
      return response as Response;
    },
  );
  const url = `http://127.0.0.1:${server.addr.port}/token?api=2`;
  if (response === "nobody") await server.shutdown();
  const source = { kind: "github", url, bearer: "runner secret" } as const;
  const fetched = fetchIdentityToken(identity(source), null);
  const outcome = await fetched.then((token) => token.reveal(), (error) => error);
  return { asked, outcome, host: new URL(url).host };
}

Deno.test("fetchIdentityToken() sends the bearer token and the audience, and keeps the query of the address", async () => {
  const { asked, outcome } = await fromRunner(Response.json({ count: 1, value: TOKEN }));
  assert.equal(outcome, TOKEN);
  assert.equal(asked.length, 1);
  const { method, url, authorization } = asked[0]!;
  assert.deepEqual([method, authorization], ["GET", "bearer runner secret"]);
  assert.deepEqual([...new URL(url).searchParams], [["api", "2"], ["audience", "a b&c"]]);
});

Deno.test("fetchIdentityToken() distinguishes a refusal (77) from a missing token (69), and quotes no response", async () => {
  const cases: [Response | "nobody", number, RegExp][] = [
    [new Response(TOKEN, { status: 401 }), 77, /responded with status 401$/],
    [new Response(TOKEN, { status: 403 }), 77, /responded with status 403$/],
    [new Response(TOKEN, { status: 404 }), 69, /responded with status 404$/],
    [new Response(TOKEN, { status: 201 }), 69, /responded with status 201$/],
    [new Response(TOKEN), 69, /its response has no token$/],
    [Response.json({ value: 1 }), 69, /its response has no token$/],
    [Response.json(null), 69, /its response has no token$/],
    [Response.json({ value: `${TOKEN}\n` }), 69, /its response has no token$/],
    [Response.json({ value: `a.${"b".repeat(65_536)}.c` }), 69, /its response has no token$/],
    ["nobody", 69, /: [^:]+$/],
  ];
  for (const [response, status, message] of cases) {
    const { outcome, host } = await fromRunner(response);
    const about = String(outcome);
    assert.deepEqual([outcome.status, outcome.code], [status, "no-identity-token"], about);
    assert.ok(outcome.message.startsWith(`cannot get a web identity token from ${host}: `), about);
    assert.match(outcome.message, message);
    assert.ok(
      !outcome.message.includes("runner secret") && !outcome.message.includes("eyJ"),
      about,
    );
  }
});

Deno.test("fetchIdentityToken() does not quote a bearer token that cannot be sent (69)", async () => {
  for (const sign of ["\n", "\0", "\u0100"]) {
    const source = { kind: "github", url: "http://127.0.0.1:9/", bearer: `b${sign}earer` } as const;
    const error = await rejectionOf(fetchIdentityToken(identity(source), null));
    assert.equal(error.status, 69);
    assert.match(error.message, /: header authorization has a character that no header can have$/);
  }
});

Deno.test("fetchIdentityToken() refuses an address that is neither https nor this machine (78)", async () => {
  for (const url of ["http://runner.example/token", "ftp://127.0.0.1/x", "", "nothing"]) {
    const source = { kind: "github", url, bearer: "runner secret" } as const;
    const error = await rejectionOf(fetchIdentityToken(identity(source), null));
    assert.deepEqual([error.status, error.code], [78, "insecure-address"], url);
  }
});

Deno.test("fetchIdentityToken() reads a file, or says that it is missing (66), has no token (65) or is unreadable (74)", async () => {
  using place = throwaway();
  const path = `${place.folder}/token`;
  const read = () => fetchIdentityToken(identity({ kind: "file", path }), null);
  assert.equal((await rejectionOf(read())).status, 66);
  Deno.writeTextFileSync(path, ` ${TOKEN}\n`);
  assert.equal((await read()).reveal(), TOKEN);
  for (const text of ["", "secret", "a.b", `${TOKEN} ${TOKEN}`, `a.${"b".repeat(65_536)}.c`]) {
    Deno.writeTextFileSync(path, text);
    const error = await rejectionOf(read());
    assert.deepEqual([error.status, error.code], [65, "bad-token"]);
    assert.ok(!error.message.includes("secret") && error.message.includes(path));
  }
  Deno.removeSync(path);
  Deno.mkdirSync(path);
  assert.equal((await rejectionOf(read())).status, 74);
});
