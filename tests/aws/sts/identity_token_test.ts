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

/** What `identityToken` answers where the runner answers `response`; and what the runner was asked. */
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
  const answer = fetchIdentityToken(identity(source), null);
  const outcome = await answer.then((token) => token.reveal(), (error) => error);
  return { asked, outcome, host: new URL(url).host };
}

Deno.test("fetchIdentityToken() asks the runner with its bearer, for the audience, and keeps what stands in the address", async () => {
  const { asked, outcome } = await fromRunner(Response.json({ count: 1, value: TOKEN }));
  assert.equal(outcome, TOKEN);
  assert.equal(asked.length, 1);
  const { method, url, authorization } = asked[0]!;
  assert.deepEqual([method, authorization], ["GET", "bearer runner secret"]);
  assert.deepEqual([...new URL(url).searchParams], [["api", "2"], ["audience", "a b&c"]]);
});

Deno.test("fetchIdentityToken() tells a refusal (77) from no token (69), and quotes nothing of the answer", async () => {
  const cases: [Response | "nobody", number, RegExp][] = [
    [new Response(TOKEN, { status: 401 }), 77, /it answers 401$/],
    [new Response(TOKEN, { status: 403 }), 77, /it answers 403$/],
    [new Response(TOKEN, { status: 404 }), 69, /it answers 404$/],
    [new Response(TOKEN, { status: 201 }), 69, /it answers 201$/],
    [new Response(TOKEN), 69, /holds no token$/],
    [Response.json({ value: 1 }), 69, /holds no token$/],
    [Response.json(null), 69, /holds no token$/],
    [Response.json({ value: `${TOKEN}\n` }), 69, /holds no token$/],
    [Response.json({ value: `a.${"b".repeat(65_536)}.c` }), 69, /holds no token$/],
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

Deno.test("fetchIdentityToken() quotes no bearer that cannot be sent (69)", async () => {
  for (const sign of ["\n", "\0", "\u0100"]) {
    const source = { kind: "github", url: "http://127.0.0.1:9/", bearer: `b${sign}earer` } as const;
    const fault = await rejectionOf(fetchIdentityToken(identity(source), null));
    assert.equal(fault.status, 69);
    assert.match(fault.message, /: the header authorization has a sign that none may hold$/);
  }
});

Deno.test("fetchIdentityToken() asks no address that is neither https nor this machine (78)", async () => {
  for (const url of ["http://runner.example/token", "ftp://127.0.0.1/x", "", "nothing"]) {
    const source = { kind: "github", url, bearer: "runner secret" } as const;
    const fault = await rejectionOf(fetchIdentityToken(identity(source), null));
    assert.deepEqual([fault.status, fault.code], [78, "insecure-address"], url);
  }
});

Deno.test("fetchIdentityToken() reads a file, and tells a missing one (66) from one without a token (65) or none (74)", async () => {
  using place = throwaway();
  const path = `${place.folder}/token`;
  const read = () => fetchIdentityToken(identity({ kind: "file", path }), null);
  assert.equal((await rejectionOf(read())).status, 66);
  Deno.writeTextFileSync(path, ` ${TOKEN}\n`);
  assert.equal((await read()).reveal(), TOKEN);
  for (const text of ["", "secret", "a.b", `${TOKEN} ${TOKEN}`, `a.${"b".repeat(65_536)}.c`]) {
    Deno.writeTextFileSync(path, text);
    const fault = await rejectionOf(read());
    assert.deepEqual([fault.status, fault.code], [65, "bad-token"]);
    assert.ok(!fault.message.includes("secret") && fault.message.includes(path));
  }
  Deno.removeSync(path);
  Deno.mkdirSync(path);
  assert.equal((await rejectionOf(read())).status, 74);
});
