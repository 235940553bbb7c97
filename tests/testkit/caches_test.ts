import assert from "node:assert/strict";
import { ignoreWithoutBotocore, python } from "../aws/python.ts";
import { makeCaches } from "./caches.ts";

const VECTOR = JSON.parse(Deno.readTextFileSync(new URL("caches.json", import.meta.url)));

Deno.test("makeCaches() makes the same bytes every time", async () => {
  assert.deepEqual(await makeCaches(), VECTOR);
});

Deno.test({
  name:
    "a Python reader made from the specification opens a cached session, a sealed unlock file and an index",
  // What CI installs for botocore's sake brings AES-GCM as well.
  ignore: ignoreWithoutBotocore(),
  async fn() {
    const { session, signIn, unlocked, seen, index } = await python(
      new URL("caches.py", import.meta.url),
      VECTOR,
    );
    assert.equal(session.name, VECTOR.session.name);
    assert.deepEqual(JSON.parse(session.plaintext), {
      call: "AssumeRole",
      role: "arn:aws:iam::123456789012:role/admin",
      profile: "prod",
      mfa: true,
      made: 1767323045678,
      uptime: 1234567.5,
      boot: "3b2a1c0d-0000-4000-8000-0000000000bb",
      expiresAt: 1767326645678,
      accessKeyId: "ASIAIOSFODNN7EXAMPLE",
      secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      sessionToken: "a session token",
    });
    assert.deepEqual(signIn, {
      name: VECTOR.signIn.name,
      file: {
        version: 1,
        session: {
          name: "corp",
          startUrl: "https://acme.awsapps.com/start",
          region: "us-east-1",
          scopes: ["sso:account:access"],
          kept: true,
        },
        vault: "personal",
        signedInAt: 1767323045678,
        expiresAt: 1767326645678,
        renewsUntil: 1775099045678,
      },
      plaintext: {
        grant: "code",
        clientId: "a client",
        clientSecret: "a client secret",
        clientExpiresAt: 1775099045678,
        accessToken: "an access token",
        refreshToken: "a refresh token",
        expiresAt: 1767326645678,
      },
    });
    const start = VECTOR.unlocked.uptime;
    const times = { start, end: start + 43_200_000, idle: 600_000, used: start };
    const hex = (first: number) => Uint8Array.from({ length: 32 }, (_, at) => first + at).toHex();
    assert.deepEqual(unlocked, {
      name: "terminal-shell-0001020304050607.unlocked",
      entries: {
        [VECTOR.session.vault]: {
          key: hex(0),
          slot: "000000000000400080000000000000aa",
          ...times,
        },
        "99999999-8888-4777-8666-555555555555": { key: hex(0x40), slot: "0".repeat(32), ...times },
      },
    });
    assert.deepEqual(seen, { [VECTOR.session.vault]: true });
    assert.deepEqual(index, {
      id: [VECTOR.session.item],
      title: ["AWS dév"],
      tags: [["a", "b"]],
      keyEnd: ["MPLE"],
      hasKey: [true],
      updated: ["2026-01-02T03:04:05.678Z"],
    });
  },
});
