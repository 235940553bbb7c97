import { type Authorization, type RawRequest, wrongSignature } from "./sigv4.ts";
import {
  credentialsXml,
  durationOf,
  elements,
  isoSeconds,
  type Issued,
  type KnownKey,
  serviceOf,
  sessionArn,
  StsError,
} from "./sts_responses.ts";

/** The conditions of a role's trust policy. */
export interface Trust {
  /** `sts:ExternalId`. */
  readonly externalId?: string;
  /** `aws:MultiFactorAuthPresent`. */
  readonly mfa?: boolean;
}

/** How a response differs from a correct one. */
export interface Flaws {
  /** The elements that it lacks. */
  readonly missing: readonly string[];
  /** The text of `Expiration`; null for the right one. */
  readonly expiration: string | null;
}

const FIVE_MINUTES = 300_000; // milliseconds; AWS General Reference, "Signing AWS API requests"

/** The state and rules of STS: keys, devices, roles and a clock. Throws `StsError` to refuse a request. */
export class StsRules {
  /** Known access keys; temporary ones are added as they are issued. */
  readonly keys = new Map<string, KnownKey>();
  /** MFA devices by serial. */
  readonly devices = new Map<string, (code: string) => boolean>();
  /** Trust policies by the ARN of the role; anyone may assume a role without one. */
  readonly trusts = new Map<string, Trust>();
  /** How far the clock is ahead of this machine's; milliseconds. */
  skew = 0;
  readonly #usedCodes = new Set<string>();
  #issued = 0;

  /** Returns the time of its clock; epoch milliseconds. */
  now(): number {
    return Date.now() + this.skew;
  }

  /** Returns the key that signed `raw`, whose `Authorization` header is `authorization`. */
  async signer(
    raw: RawRequest,
    authorization: Authorization | null,
    action: string,
  ): Promise<KnownKey> {
    if (authorization === null) {
      throw new StsError(
        "MissingAuthenticationToken",
        403,
        "Request is missing Authentication Token",
      );
    }
    const key = this.keys.get(authorization.accessKeyId);
    const invalid = "The security token included in the request is invalid";
    if (key === undefined || key.sessionToken !== (raw.headers["x-amz-security-token"] ?? null)) {
      throw new StsError("InvalidClientTokenId", 403, invalid);
    }
    const wrong = await wrongSignature(raw, authorization, key.secret);
    if (wrong !== null) {
      throw new StsError(
        "SignatureDoesNotMatch",
        403,
        "The request signature we calculated does not match the signature you provided. Check your " +
          "AWS Secret Access Key and signing method. Consult the service documentation for details. " +
          `(${wrong})`,
      );
    }
    this.#checkAge(raw.headers["x-amz-date"]!);
    const service = serviceOf(action);
    if (authorization.scope[2] !== service) {
      const message = `Credential should be scoped to correct service: '${service}'. `;
      throw new StsError("SignatureDoesNotMatch", 403, message);
    }
    if (key.expiresAt <= this.now()) {
      const message = "The security token included in the request is expired";
      throw new StsError("ExpiredToken", 403, message);
    }
    // IAM User Guide, "GetSessionToken": without MFA, the session cannot call IAM.
    if (service === "iam" && key.from === "GetSessionToken" && !key.mfa) {
      throw new StsError("InvalidClientTokenId", 403, invalid);
    }
    return key;
  }

  #checkAge(signed: string): void {
    const at = Date.parse(
      signed.replace(/(....)(..)(..)T(..)(..)(..)Z/, "$1-$2-$3T$4:$5:$6Z"),
    );
    const now = this.now();
    const bound = at < now ? now - FIVE_MINUTES : now + FIVE_MINUTES;
    if (Math.abs(at - now) <= FIVE_MINUTES) return;
    const message = at < now
      ? `Signature expired: ${signed} is now earlier than ${basic(bound)} (${basic(now)} - 5 min.)`
      : `Signature not yet current: ${signed} is still later than ${basic(bound)} ` +
        `(${basic(now)} + 5 min.)`;
    throw new StsError("SignatureDoesNotMatch", 403, message);
  }

  /** Returns the content of `<ActionResult>`. */
  result(
    action: string,
    params: Readonly<Record<string, string>>,
    key: KnownKey,
    { missing, expiration }: Flaws,
  ): string {
    if (action === "GetCallerIdentity") {
      const UserId = key.from === "AssumeRole" ? "AROACLKWSDQRAEXAMPLE:x" : "AIDACKCEVSQ6C2EXAMPLE";
      return elements({ Arn: key.arn, UserId, Account: key.arn.split(":")[4]! }, missing);
    }
    if (action === "ListAccessKeys") return this.#accessKeys(missing);
    if (action === "GetSessionToken") {
      if (key.from !== null) {
        throw denied("Cannot call GetSessionToken with session credentials");
      }
      const mfa = this.#checkMfa(params);
      const seconds = durationOf(params, 43_200, 129_600);
      const made = this.#issue({ arn: key.arn, from: action, mfa }, seconds, expiration);
      return missing.includes("Credentials") ? "" : credentialsXml(made, missing);
    }
    if (action === "GetFederationToken") {
      if (key.from !== null) {
        throw denied("Cannot call GetFederationToken with session credentials");
      }
      const arn = `${key.arn.replace(/:user\/.*$/, "")}:federated-user/${params.Name}`;
      const seconds = durationOf(params, 43_200, 129_600);
      const made = this.#issue({ arn, from: action, mfa: false }, seconds, expiration);
      return `<FederatedUser>${elements({ Arn: arn, FederatedUserId: "1:x" }, missing)}` +
        `</FederatedUser>${credentialsXml(made, missing)}`;
    }
    if (action === "AssumeRole") return this.#assumeRole(params, key, missing, expiration);
    throw new StsError("InvalidAction", 400, `Could not find operation ${action}`);
  }

  #assumeRole(
    params: Readonly<Record<string, string>>,
    key: KnownKey,
    missing: readonly string[],
    expiration: string | null,
  ): string {
    const { RoleArn = "", RoleSessionName = "" } = params;
    if (!/^[\w+=,.@-]{2,64}$/.test(RoleSessionName)) {
      throw new StsError("ValidationError", 400, `roleSessionName ${RoleSessionName} is invalid`);
    }
    const arn = sessionArn(RoleArn, RoleSessionName);
    const seconds = durationOf(params, 3_600, 43_200);
    if (key.from === "AssumeRole" && seconds > 3_600) {
      throw new StsError(
        "ValidationError",
        400,
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role " +
          "chaining",
      );
    }
    const mfa = this.#checkMfa(params) || key.mfa;
    const trust = this.trusts.get(RoleArn) ?? {};
    const isTrusted = (!trust.mfa || mfa) &&
      (trust.externalId === undefined || trust.externalId === params.ExternalId);
    if (!isTrusted) {
      throw denied(
        `User: ${key.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
      );
    }
    // AWS forgets the MFA of the caller in a role session.
    const made = this.#issue({ arn, from: "AssumeRole", mfa: false }, seconds, expiration);
    const user = elements(
      { AssumedRoleId: `AROACLKWSDQRAEXAMPLE:${RoleSessionName}`, Arn: arn },
      missing,
    );
    return `<AssumedRoleUser>${user}</AssumedRoleUser>` +
      (missing.includes("Credentials") ? "" : credentialsXml(made, missing));
  }

  #accessKeys(missing: readonly string[]): string {
    const members = [...this.keys].filter(([, { from }]) => from === null).map(([id]) =>
      `<member>${
        elements({
          UserName: "Alice",
          AccessKeyId: id,
          Status: "Active",
          CreateDate: "2024-02-29T08:00:00Z",
        }, missing)
      }</member>`
    );
    return `<IsTruncated>false</IsTruncated><AccessKeyMetadata>${members.join("")}` +
      "</AccessKeyMetadata>";
  }

  #checkMfa({ SerialNumber, TokenCode }: Readonly<Record<string, string>>): boolean {
    if (SerialNumber === undefined && TokenCode === undefined) return false;
    const isRight = this.devices.get(SerialNumber ?? "");
    if (isRight === undefined) {
      throw denied(
        "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA " +
          "serial number is valid and associated with this user.",
      );
    }
    const use = `${SerialNumber} ${TokenCode}`;
    if (this.#usedCodes.has(use) || !isRight(TokenCode ?? "")) {
      throw denied("MultiFactorAuthentication failed with invalid MFA one time pass code. ");
    }
    this.#usedCodes.add(use);
    return true;
  }

  #issue(
    key: Pick<KnownKey, "arn" | "from" | "mfa">,
    seconds: number,
    expiration: string | null,
  ): Issued {
    const number = String(++this.#issued).padStart(5, "0");
    const accessKeyId = `ASIAIOSF${number}EXAMPLE`;
    const secret = `temporary/${number}+K7MDENG/bPxRfiCYEXAMPLEKEY`;
    const random = crypto.getRandomValues(new Uint8Array(100)).toBase64();
    const sessionToken = `FwoGZXIvYXdzE${number}/+${random}EXAMPLE==`;
    const expiresAt = this.now() + seconds * 1000;
    this.keys.set(accessKeyId, { ...key, secret, sessionToken, expiresAt });
    return { accessKeyId, secret, sessionToken, expiration: expiration ?? isoSeconds(expiresAt) };
  }
}

function denied(message: string): StsError {
  return new StsError("AccessDenied", 403, message);
}

/** Formats `at` in the basic format of ISO 8601: `20261123T091500Z`. */
function basic(at: number): string {
  return isoSeconds(at).replace(/[:-]/g, "");
}
