import type { SsoSession } from "../../../src/aws/sso/session.ts";
import { signIn } from "../../../src/aws/sso/sign_in.ts";
import { writeTokens } from "../../../src/credentials/sso/sign_in_tokens.ts";
import type { SsoAccess } from "../../../src/credentials/sso/sso_access.ts";
import { denoHost, type Host } from "../../../src/host.ts";
import { importSecret } from "../../../src/vault/crypto/derive.ts";
import { type Sealer, sealerOf } from "../../../src/vault/crypto/sealer.ts";
import type { FakeSso } from "../../aws/sso/fake_sso.ts";
import { browse, callOptions, CORP } from "../../aws/sso/fixtures.ts";
import type { Throwaway } from "../../throwaway.ts";

const VAULT = "0b0e5cb9-0d6a-4b6c-9a35-5b1de6a7f001";

/** Returns a sealer whose key is 32 bytes of `byte`. */
export async function sealerWith(byte: number): Promise<Sealer> {
  return sealerOf(await importSecret(new Uint8Array(32).fill(byte)), VAULT);
}

/** Returns access to `session` at `sso`, with files in `home`. `lines` takes what is reported. */
export async function accessIn(
  home: Throwaway,
  sso: FakeSso,
  { session = CORP, lines = [], host = home.host }: {
    readonly session?: SsoSession;
    readonly lines?: string[];
    readonly host?: Host;
  } = {},
): Promise<SsoAccess> {
  return {
    host,
    paths: home.paths,
    session,
    vault: "personal",
    sealer: await sealerWith(0),
    options: () => callOptions(sso, lines, host),
    report: (line) => lines.push(line),
  };
}

/** Signs in and stores the tokens, as `opaws sso login` does. */
export async function signedIn(access: SsoAccess): Promise<void> {
  const made = await signIn({
    session: access.session,
    grant: "code",
    opensBrowser: false,
    host: denoHost,
    options: access.options("sso-oidc"),
    report: (line) => void (line.startsWith("http") && browse(line)),
    sleep: () => Promise.resolve(),
  });
  const { host, paths } = access;
  await writeTokens(host, paths, { ...access, ...made, signedInAt: host.now() });
}
