import { AwsCall, type AwsCallOptions } from "../aws_call.ts";
import type { TemporaryCredentials } from "../credentials.ts";
import { Secret } from "../../secret.ts";

/**
 * Exchanges a session for a token that signs in to the console once, within 15 minutes. The session goes in the body, not
 * in the address, which a proxy could log. `sessionSeconds` is how long the console session lasts; null leaves it to AWS:
 * as long as the session, or an hour. `endpoint` is the address of the federation.
 *
 * @throws UserError (77, denied) if AWS refuses; (69, unavailable) without a usable response.
 */
export async function signInToken(
  session: TemporaryCredentials,
  sessionSeconds: number | null,
  endpoint: string,
  options: AwsCallOptions,
): Promise<Secret> {
  const aws = new AwsCall("signin", "sign in to the console", options);
  const { protocol, hostname, port, pathname } = new URL(endpoint);
  const body = new URLSearchParams({
    Action: "getSigninToken",
    ...(sessionSeconds !== null && { SessionDuration: String(sessionSeconds) }),
    Session: JSON.stringify({
      sessionId: session.accessKeyId,
      sessionKey: session.secretAccessKey.reveal(),
      sessionToken: session.sessionToken.reveal(),
    }),
  });
  const text = await aws.send(async ({ requestHandler }) => {
    const { response } = await requestHandler.handle({
      method: "POST",
      protocol,
      hostname,
      ...(port !== "" && { port: Number(port) }),
      path: pathname,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: String(body),
    });
    if (response.statusCode >= 400) throw refused(response.statusCode);
    return new TextDecoder().decode(response.body);
  });
  const token = tokenIn(text);
  if (token === null) throw aws.badResponse("its response has no sign-in token");
  return new Secret(token);
}

/** The sign-in service explains a refusal with a page for people, and does not say why. */
function refused(status: number): Error {
  const error = new Error("the sign-in service refuses the session or its duration");
  return Object.assign(error, { name: `status ${status}`, $metadata: { httpStatusCode: status } });
}

function tokenIn(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    const token = typeof value === "object" && value !== null && "SigninToken" in value
      ? value.SigninToken
      : null;
    return typeof token === "string" && /^[\x21-\x7e]+$/.test(token) ? token : null;
  } catch {
    return null;
  }
}
