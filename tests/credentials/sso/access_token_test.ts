import assert from "node:assert/strict";
import { withAccessToken } from "../../../src/credentials/sso/access_token.ts";
import {
  isSignInTo,
  readSignIn,
  readSignIns,
  signInPath,
} from "../../../src/credentials/sso/sign_in_file.ts";
import { openTokens } from "../../../src/credentials/sso/sign_in_tokens.ts";
import type { SsoAccess } from "../../../src/credentials/sso/sso_access.ts";
import { listAccounts } from "../../../src/aws/sso/portal.ts";
import { FakeSso } from "../../aws/sso/fake_sso.ts";
import { CORP } from "../../aws/sso/fixtures.ts";
import { errorOf, rejectionOf } from "../../error_of.ts";
import { throwaway } from "../../throwaway.ts";
import { accessIn, sealerWith, signedIn } from "./sso_home.ts";

const HOUR = 3_600_000;

async function countAccounts(access: SsoAccess): Promise<number> {
  const list = await withAccessToken(
    access,
    (token) => listAccounts(access.session, token, access.options("sso")),
  );
  return list.length;
}

Deno.test("a sign-in file says where and until when, and only its vault opens the tokens", async () => {
  await using sso = FakeSso.start();
  using home = throwaway();
  const access = await accessIn(home, sso);
  await signedIn(access);
  const path = signInPath(home.paths, "corp");
  const text = Deno.readTextFileSync(path);
  assert(!/access-|refresh-|secret-|client-/.test(text), "nothing secret is readable");
  assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
  const file = readSignIn(home.paths, "corp")!;
  assert.deepEqual([{ ...file.session }, file.vault], [CORP, "personal"]);
  assert(file.expiresAt > Date.now() + 3_500_000 && file.renewsUntil! > Date.now() + 24 * HOUR);
  assert(
    (await openTokens(access.sealer, file))?.tokens.accessToken.reveal().startsWith("access-"),
  );
  assert.equal(await openTokens(await sealerWith(1), file), null);
  const elsewhere = { ...file, session: { ...CORP, startUrl: "https://evil.example/start" } };
  assert.equal(await openTokens(access.sealer, elsewhere), null, "the place is bound");
  assert.equal(await openTokens(access.sealer, { ...file, sealed: "!" }), null);
  assert.deepEqual([...readSignIns(home.paths).keys()], ["corp"]);
  assert(isSignInTo(file, { ...CORP, kept: false }));
  assert(!isSignInTo(file, { ...CORP, region: "eu-west-1" }));
  for (const damaged of ["", "{", "[]", "{}", text.replace('"version": 1', '"version": 2')]) {
    Deno.writeTextFileSync(path, damaged);
    assert.equal(readSignIn(home.paths, "corp"), null);
  }
  const long = errorOf(() => signInPath(home.paths, "x".repeat(151)));
  assert.equal(long.exit, "usage");
});

Deno.test("an expired token is renewed once, also by 20 at once, and so is one that is not accepted", async () => {
  await using sso = FakeSso.start();
  using home = throwaway();
  const access = await accessIn(home, sso);
  await signedIn(access);
  const tokens = sso.count("CreateToken");
  assert.equal(await countAccounts(access), 3);
  assert.equal(sso.count("CreateToken"), tokens);
  sso.oidc.expireTokens(); // the service does not accept it before its time
  assert.equal(await countAccounts(access), 3);
  assert.equal(sso.count("CreateToken"), tokens + 1);
  const later = { ...home.host, now: () => Date.now() + HOUR };
  const expired = await accessIn(home, sso, { host: later });
  sso.oidc.skew = HOUR;
  const counts = await Promise.all(Array.from({ length: 20 }, () => countAccounts(expired)));
  assert.deepEqual(counts, Array(20).fill(3));
  assert.equal(sso.count("CreateToken"), tokens + 2);
});

Deno.test("what only a new sign-in can change says so", async () => {
  const cases: [string, (sso: FakeSso) => void, number, RegExp][] = [
    ["revoked", (sso) => sso.oidc.end(), 0, /its sign-in has ended or was revoked/],
    ["session duration reached", (sso) => sso.oidc.end(), HOUR, /its sign-in has ended/],
    [
      "registration expired here",
      () => {},
      91 * 24 * HOUR,
      /its client registration has expired/,
    ],
    [
      "registration expired there",
      (sso) => sso.oidc.clients.expireClients(),
      HOUR,
      /its client registration has expired/,
    ],
  ];
  for (const [name, prepare, later, message] of cases) {
    await using sso = FakeSso.start();
    using home = throwaway();
    await signedIn(await accessIn(home, sso));
    prepare(sso);
    sso.oidc.skew = later;
    const host = { ...home.host, now: () => Date.now() + later };
    const access = await accessIn(home, sso, { host });
    const error = await rejectionOf(countAccounts(access));
    assert.match(error.message, message, name);
    assert.deepEqual(
      [error.exit, error.code, error.try],
      ["locked", "signed-out", "opaws sso login corp"],
    );
  }
});

Deno.test("without a sign-in, and after the session or its vault changed, a sign-in is needed", async () => {
  await using sso = FakeSso.start();
  using home = throwaway();
  const access = await accessIn(home, sso);
  assert.match((await rejectionOf(countAccounts(access))).message, /nobody is signed in/);
  await signedIn(access);
  const moved = await accessIn(home, sso, { session: { ...CORP, region: "eu-west-1" } });
  assert.match((await rejectionOf(countAccounts(moved))).message, /have changed since the sign-in/);
  const other = { ...access, vault: "other", sealer: await sealerWith(1) };
  assert.match((await rejectionOf(countAccounts(other))).message, /not sealed by vault "other"/);
});

Deno.test("a token that ends soon is used if it cannot be renewed now", async () => {
  await using sso = FakeSso.start();
  using home = throwaway();
  sso.oidc.tokenSeconds = 240;
  const lines: string[] = [];
  const access = await accessIn(home, sso, { lines });
  await signedIn(access);
  sso.plan("CreateToken", {
    kind: "error",
    name: "InternalServerException",
    status: 500,
    message: "x",
  });
  assert.equal(await countAccounts(access), 3);
  assert.match(lines.join(), /InternalServerException: x; using the token that it has/);
});
