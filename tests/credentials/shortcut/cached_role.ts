import { DEFAULT_SCOPES, type SsoSession } from "../../../src/aws/sso/session.ts";
import { SessionCache } from "../../../src/credentials/session_cache.ts";
import { ssoCacheKeys } from "../../../src/credentials/session_cache_keys.ts";
import { bothClocks } from "../../../src/credentials/session_clock.ts";
import { roleSessionFolder } from "../../../src/credentials/sso/role_sessions.ts";
import { writeTokens } from "../../../src/credentials/sso/sign_in_tokens.ts";
import { Secret } from "../../../src/secret.ts";
import type { FakeSts } from "../../aws/sts/fake_sts.ts";
import { type Base, SECRET } from "../random_world.ts";

const ID = "ASIAIDENTITYCENTEREX";
/** The session token of the credentials of the role. */
const TOKEN = "token of a role of Identity Center";
/** How the profiles of a random world sign in. */
const SESSION: SsoSession = {
  ...{ name: null, startUrl: "https://example.com", region: "eu-west-1", kept: false },
  scopes: DEFAULT_SCOPES,
};

/** Signs in to the session of the random worlds, and caches credentials of its role, which `sts` knows. */
export async function cacheRole(
  { home: { host, paths }, vault }: Base,
  sts: FakeSts,
): Promise<void> {
  const expiresAt = host.now() + 3_600_000;
  const { sealer } = vault;
  await writeTokens(host, paths, {
    ...{ session: SESSION, vault: "personal", sealer, signedInAt: host.now() },
    registration: {
      ...{ grant: "code", clientId: "client", clientSecret: new Secret("x"), expiresAt },
    },
    tokens: { accessToken: new Secret("x"), refreshToken: null, expiresAt },
  });
  sts.know(ID, SECRET);
  const known = sts.keys.get(ID)!;
  sts.keys.set(ID, { ...known, sessionToken: TOKEN, from: "AssumeRole", expiresAt });
  const call = {
    call: "GetRoleCredentials",
    account: "123456789012",
    role: "dev",
    mfa: null,
  } as const;
  const label = SESSION.startUrl;
  const endpoint = {
    ...{ region: "us-east-1", url: sts.url, useGlobalEndpoint: false, useFips: false },
    ...{ useDualstack: false, caBundle: null },
  };
  const [key] = ssoCacheKeys({ ...SESSION, label }, call, [], endpoint);
  const cache = new SessionCache(host, paths, sealer, roleSessionFolder(label));
  await cache.write(await cache.path(key!), {
    credentials: {
      ...{ accessKeyId: ID, secretAccessKey: new Secret(SECRET), expiresAt },
      sessionToken: new Secret(TOKEN),
    },
    ...{ call: call.call, role: "dev in 123456789012", profile: null, mfa: false },
    created: bothClocks(host)(),
  });
}
