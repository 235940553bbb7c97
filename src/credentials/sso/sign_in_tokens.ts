import { sessionLabel, type SsoSession } from "../../aws/sso/session.ts";
import type { SignIn } from "../../aws/sso/sign_in.ts";
import type { Grant } from "../../aws/sso/tokens.ts";
import { writeAtomic } from "../../fs/atomic_write.ts";
import type { Paths } from "../../fs/paths.ts";
import type { Host } from "../../host.ts";
import { Secret } from "../../secret.ts";
import type { Sealer } from "../../vault/crypto/sealer.ts";
import { formatSignIn, type SignInFile, signInPath } from "./sign_in_file.ts";

/** The JSON of a sign-in before it is sealed. The names stay, so that builds read each other's files. */
interface StoredTokens {
  readonly grant: Grant;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clientExpiresAt: number;
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly expiresAt: number;
}

/** Opens the tokens of `file`; null if the vault of `sealer` did not seal them for the session that the file names. */
export async function openTokens(sealer: Sealer, file: SignInFile): Promise<SignIn | null> {
  let sealed: Uint8Array<ArrayBuffer>;
  try {
    sealed = Uint8Array.fromBase64(file.sealed, { alphabet: "base64url" });
  } catch {
    return null;
  }
  const plain = await sealer.open(await nameOf(sealer, file.session), sealed);
  if (plain === null) return null;
  // Only opaws seals with the vault key, so what opens has the right shape.
  const stored: StoredTokens = JSON.parse(new TextDecoder().decode(plain));
  plain.fill(0);
  const { grant, clientId, refreshToken } = stored;
  return {
    registration: {
      grant,
      clientId,
      clientSecret: new Secret(stored.clientSecret),
      expiresAt: stored.clientExpiresAt,
    },
    tokens: {
      accessToken: new Secret(stored.accessToken),
      refreshToken: refreshToken === null ? null : new Secret(refreshToken),
      expiresAt: stored.expiresAt,
    },
  };
}

/**
 * Writes the sign-in file of `session`. The caller holds its lock.
 *
 * @throws UserError (73) or (74) as `writeAtomic` does.
 */
export async function writeTokens(
  host: Pick<Host, "random">,
  paths: Pick<Paths, "state">,
  { session, vault, sealer, signedInAt, registration, tokens }: SignIn & {
    readonly session: SsoSession;
    readonly vault: string;
    readonly sealer: Sealer;
    readonly signedInAt: number;
  },
): Promise<void> {
  const stored: StoredTokens = {
    grant: registration.grant,
    clientId: registration.clientId,
    clientSecret: registration.clientSecret.reveal(),
    clientExpiresAt: registration.expiresAt,
    accessToken: tokens.accessToken.reveal(),
    refreshToken: tokens.refreshToken?.reveal() ?? null,
    expiresAt: tokens.expiresAt,
  };
  const plain = new TextEncoder().encode(JSON.stringify(stored));
  const sealed = await sealer.seal(host, await nameOf(sealer, session), plain);
  plain.fill(0);
  const text = formatSignIn({
    session,
    vault,
    signedInAt,
    expiresAt: tokens.expiresAt,
    renewsUntil: tokens.refreshToken === null ? null : registration.expiresAt,
    sealed: sealed.toBase64({ alphabet: "base64url", omitPadding: true }),
  });
  const path = signInPath(paths, sessionLabel(session));
  writeAtomic(host, path, new TextEncoder().encode(text));
}

/** The name under which the tokens are sealed says where they belong, so that the file cannot send them elsewhere. */
function nameOf(sealer: Sealer, { name, startUrl, region, scopes }: SsoSession): Promise<string> {
  return sealer.name(JSON.stringify(["sso", name, startUrl, region, scopes]));
}
