import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { shellWord } from "../../quote.ts";
import { Secret } from "../../secret.ts";
import type { AwsCallOptions } from "../aws_call.ts";
import { openBrowser } from "./browser.ts";
import { listenForCallback } from "./loopback.ts";
import { authorizePage, createToken, registerClient, startDevice } from "./oidc.ts";
import { sessionLabel, type SsoSession } from "./session.ts";
import { explainSignInError, signInFailed, ssoErrorName } from "./sso_errors.ts";
import type { Grant, Registration, SsoTokens } from "./tokens.ts";

/** What signing in gives. */
export interface SignIn {
  /** opaws as a client, which the refresh token belongs to. */
  readonly registration: Registration;
  /** The tokens. */
  readonly tokens: SsoTokens;
}

/** The input of {@linkcode signIn}. */
export interface SignInInput {
  /** Where to sign in. */
  readonly session: SsoSession;
  /** How. */
  readonly grant: Grant;
  /** Whether to open a browser. The address is printed in any case. */
  readonly opensBrowser: boolean;
  /** The environment, the clock and randomness. */
  readonly host: Host;
  /** Where the OIDC service is, and how to call it. */
  readonly options: AwsCallOptions;
  /** Prints a line on standard error. */
  readonly report: (line: string) => void;
  /** Waits, in milliseconds. */
  readonly sleep: (time: number) => Promise<void>;
  /** How long the person has; milliseconds. 10 minutes by default, as long as the codes of the service are valid. */
  readonly timeout?: number;
}

const TIMEOUT = 600_000; // milliseconds
/** What slow_down adds to the interval (RFC 8628, section 3.5); milliseconds. */
const SLOW_DOWN = 5000;

/**
 * Signs a person in to `session`, in a browser. opaws registers itself again each time: a client that the service has
 * forgotten would leave the person with an error page.
 *
 * @throws UserError (77, denied) if the person or the service refuses; (69, unavailable) if nobody finishes in time.
 */
export async function signIn(input: SignInInput): Promise<SignIn> {
  const { session, grant, options } = input;
  try {
    const registration = await registerClient(session, grant, options);
    const tokens = grant === "code"
      ? await withCode(input, registration)
      : await withDevice(input, registration);
    return { registration, tokens };
  } catch (error) {
    throw explainSignInError(error, session);
  }
}

async function withCode(input: SignInInput, registration: Registration): Promise<SsoTokens> {
  const { session, host, options, timeout = TIMEOUT } = input;
  const state = randomText(host);
  const verifier = randomText(host);
  const loopback = listenForCallback(state, timeout);
  try {
    const { redirectUri } = loopback;
    // The parameters and their order are the AWS CLI's (`SSOTokenFetcherAuth._get_authorization_uri`).
    const query = new URLSearchParams({
      response_type: "code",
      client_id: registration.clientId,
      redirect_uri: redirectUri,
      state: state.reveal(),
      code_challenge_method: "S256",
      scopes: session.scopes.join(" "),
      code_challenge: await challengeOf(verifier),
    });
    show(input, `${await authorizePage(session, options)}?${query}`, null);
    const callback = await loopback.callback;
    if (callback === null) throw tooLate(session, timeout, "no browser came back");
    if (callback.kind === "refused") {
      throw signInFailed(session, "refused-in-browser", refusal(callback));
    }
    const { code } = callback;
    return await createToken(session, registration, { code, verifier, redirectUri }, options);
  } finally {
    await loopback.close();
  }
}

async function withDevice(input: SignInInput, registration: Registration): Promise<SsoTokens> {
  const { session, host, options, sleep, timeout = TIMEOUT } = input;
  const device = await startDevice(session, registration, options);
  const end = host.uptime() + timeout;
  show(input, device.completeUri, device.userCode);
  for (let interval = device.interval; host.uptime() < end;) {
    await sleep(interval);
    try {
      return await createToken(session, registration, { deviceCode: device.deviceCode }, options);
    } catch (error) {
      const name = ssoErrorName(error);
      if (name === "SlowDownException") interval += SLOW_DOWN;
      else if (name !== "AuthorizationPendingException") throw error;
    }
  }
  throw tooLate(session, timeout, "nobody confirmed the code");
}

/** Prints the page, and opens it. */
function show(
  { session, opensBrowser, host, report }: SignInInput,
  url: string,
  code: string | null,
): void {
  const label = sessionLabel(session);
  const cannotOpen = (because: string) =>
    report(`opaws: cannot open a browser (${because}), so open the page yourself`);
  report(
    opensBrowser
      ? `opaws: opening your browser to sign in to ${label}. If it does not open, open this page:`
      : `opaws: open this page in a browser to sign in to ${label}:`,
  );
  report(url);
  if (code !== null) report(`opaws: check that the page shows this code: ${code}`);
  const problem = opensBrowser ? openBrowser(url, host, cannotOpen) : null;
  if (problem !== null) cannotOpen(problem);
}

function refusal(
  { error, description }: { readonly error: string; readonly description: string },
): string {
  if (error === "access_denied" && description === "") return "it was denied in the browser";
  return description === "" ? `the browser brought ${error}` : `${error}: ${description}`;
}

function tooLate(session: SsoSession, timeout: number, because: string): UserError {
  return new UserError({
    exit: "unavailable",
    code: "sign-in-timeout",
    cannot: `sign in to ${sessionLabel(session)}`,
    because: `${because} within ${Math.round(timeout / 60_000)} minutes`,
    try: `opaws sso login ${shellWord(sessionLabel(session))} --device`,
  });
}

/** Returns 43 characters that nobody can guess (RFC 7636, section 4.1). */
function randomText({ random }: Pick<Host, "random">): Secret {
  return new Secret(random(32).toBase64({ alphabet: "base64url", omitPadding: true }));
}

async function challengeOf(verifier: Secret): Promise<string> {
  const bytes = new TextEncoder().encode(verifier.reveal());
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(digest).toBase64({ alphabet: "base64url", omitPadding: true });
}
