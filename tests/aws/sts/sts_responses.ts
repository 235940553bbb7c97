/** An identity that the fake STS knows by its access key. */
export interface KnownKey {
  /** The secret access key. */
  readonly secret: string;
  /** The session token; null for a long-lived key. */
  readonly sessionToken: string | null;
  /** The ARN of the identity. */
  readonly arn: string;
  /** The operation that issued the temporary credentials; null for a long-lived key. */
  readonly from: "GetSessionToken" | "GetFederationToken" | "AssumeRole" | null;
  /** Whether a one-time code was used. */
  readonly mfa: boolean;
  /** When it expires; epoch milliseconds. */
  readonly expiresAt: number;
}

/** An error response of STS. */
export class StsError extends Error {
  /** Takes the contents of the XML. */
  constructor(readonly code: string, readonly status: number, message: string) {
    super(message);
  }
}

/** Temporary credentials as in a response. */
export interface Issued {
  /** `ASIA...EXAMPLE`. */
  readonly accessKeyId: string;
  /** Its secret. */
  readonly secret: string;
  /** Its session token. */
  readonly sessionToken: string;
  /** The text of `Expiration`. */
  readonly expiration: string;
}

const ACCOUNT = "123456789012";
/** The user that long-lived keys belong to. */
export const USER_ARN = `arn:aws:iam::${ACCOUNT}:user/Alice`;

const NAMESPACES = {
  sts: "https://sts.amazonaws.com/doc/2011-06-15/",
  iam: "https://iam.amazonaws.com/doc/2010-05-08/",
};

/** Returns the service of `action`. */
export function serviceOf(action: string): "sts" | "iam" {
  return action === "ListAccessKeys" ? "iam" : "sts";
}

/** Returns the XML of an error (STS API Reference, "Common Errors"). */
export function errorXml({ code, status, message }: StsError, requestId: string): string {
  const type = status < 500 ? "Sender" : "Receiver";
  const error = element("Type", type) + element("Code", code) + element("Message", message);
  return `<ErrorResponse xmlns="${NAMESPACES.sts}">\n<Error>${error}</Error>\n` +
    `${element("RequestId", requestId)}\n</ErrorResponse>\n`;
}

/** Returns the XML of a response to `action` with `result` inside. */
export function responseXml(
  action: string,
  result: string,
  requestId: string,
): string {
  const namespace = NAMESPACES[serviceOf(action)];
  return `<${action}Response xmlns="${namespace}">\n<${action}Result>${result}` +
    `</${action}Result>\n<ResponseMetadata>${element("RequestId", requestId)}` +
    `</ResponseMetadata>\n</${action}Response>\n`;
}

/** Returns the `Credentials` element without the members that `missing` names. */
export function credentialsXml(issued: Issued, missing: readonly string[]): string {
  const members = {
    AccessKeyId: issued.accessKeyId,
    SecretAccessKey: issued.secret,
    SessionToken: issued.sessionToken,
    Expiration: issued.expiration,
  };
  return `<Credentials>${elements(members, missing)}</Credentials>`;
}

/** Returns an element per member, without those that `missing` names. */
export function elements(
  members: Readonly<Record<string, string>>,
  missing: readonly string[],
): string {
  return Object.entries(members).filter(([name]) => !missing.includes(name))
    .map(([name, value]) => element(name, value)).join("");
}

/** Returns the ARN of a role session of `roleArn`. */
export function sessionArn(roleArn: string, sessionName: string): string {
  const [, partition, account, name] =
    /^arn:(aws[a-z-]*):iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(roleArn) ?? [];
  if (name === undefined) {
    throw new StsError("ValidationError", 400, `${roleArn} is invalid`);
  }
  return `arn:${partition}:sts::${account}:assumed-role/${name}/${sessionName}`;
}

/** Returns the duration that a request asks for, in seconds, within the limits of its action. */
export function durationOf(
  params: Readonly<Record<string, string>>,
  usual: number,
  most: number,
): number {
  const seconds = Number(params.DurationSeconds ?? usual);
  if (Number.isInteger(seconds) && seconds >= 900 && seconds <= most) return seconds;
  throw new StsError(
    "ValidationError",
    400,
    `1 validation error detected: Value '${params.DurationSeconds}' at 'durationSeconds' failed ` +
      `to satisfy constraint: Member must have value between 900 and ${most}`,
  );
}

// Control characters stay as they are, as a malicious server would send them.
function element(name: string, text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return `<${name}>${escaped}</${name}>`;
}

/** Formats a time in ISO 8601 without fractions, as STS does. */
export function isoSeconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
}
