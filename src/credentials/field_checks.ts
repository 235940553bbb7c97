import { checkOtpSecret } from "../aws/mfa/otp_secret.ts";
import { type Field, foldName } from "../vault/item.ts";
import { isTemporary, KNOWN_FIELDS, type KnownFieldName } from "./item_fields.ts";
import { lineProblem, MAX_TEXT, textProblem } from "./text_checks.ts";
import { variableOf, variableProblem } from "./variable_names.ts";

/** What a check says about a value; nothing if it is fine. The texts never quote a value, which may be a secret. */
export interface Verdict {
  /** Why the value cannot be used: a sentence in lower case, without a full stop, that says what is expected. */
  readonly problem?: string;
  /** What is unusual about it. AWS may accept it, so the user may use it anyway. */
  readonly doubt?: string;
}

const KEY_ID = "an access key id is AKIA and 16 capital letters or digits";
const SECRET_KEY = "a secret access key has 40 characters: letters, digits, + and /";
const REGION = "a region is written like eu-west-1";
const OTP = "base32 (letters A to Z, digits 2 to 7) or an otpauth:// URI";
const TEMPORARY_ID = "the id of a temporary key is ASIA and 16 capital letters or digits";
const TOKEN = "a session token has 16 to 10,000 letters, digits and signs, and no spaces";
const END = "the end of a temporary key is written like 2026-01-31T12:00:00Z";
const SERIAL =
  "an MFA serial is an ARN such as arn:aws:iam::123456789012:mfa/me, or a device's serial number";

/** Prefixes of ids that are not those of access keys (IAM identifiers, "Understanding unique ID prefixes"). */
const OTHER_IDS = /^(ABIA|ACCA|AGPA|AIDA|AIPA|ANPA|ANVA|APKA|AROA|ASCA)[A-Z0-9]{10,}$/;
/** The regions of all partitions that have STS, in botocore 1.43. AWS adds some each year. */
const REGIONS: ReadonlySet<string> = new Set(
  ("af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 " +
    "ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 " +
    "eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 " +
    "me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2 cn-north-1 " +
    "cn-northwest-1 us-gov-east-1 us-gov-west-1 us-iso-east-1 us-iso-west-1 us-isob-east-1 us-isob-west-1 " +
    "eu-isoe-west-1 us-isof-east-1 us-isof-south-1 eusc-de-east-1").split(" "),
);
const MIN_OTP_LETTERS = 16; // 80 bits; AWS issues 64

const CHECKS: Readonly<Record<KnownFieldName, (text: string) => Verdict>> = {
  "access key id": checkKeyId,
  "secret access key": checkSecretKey,
  "default region": checkRegion,
  "one-time password": checkOtp,
  "mfa serial": checkSerial,
  "session token": checkToken,
  expires: checkEnd,
};

/**
 * Checks the value `text` of the field called `name`. Those that opaws does not know need only have a sane length.
 * `temporary` says whether the item holds temporary credentials, whose access key id is another one.
 */
export function checkValue(name: string, text: string, temporary = false): Verdict {
  const known = KNOWN_FIELDS.find((field) => field.name === foldName(name));
  if (temporary && known?.name === "access key id") {
    return /^ASIA[A-Z0-9]{12,}$/.test(text) ? {} : { problem: TEMPORARY_ID };
  }
  if (known !== undefined) return CHECKS[known.name](text);
  const problem = textProblem("a value", text, MAX_TEXT) ??
    (variableOf(name) !== null && text.includes("\0") ? "a variable has no NUL" : undefined);
  return problem === undefined ? {} : { problem };
}

/** Checks a region. It need not be one of today's. */
export function checkRegion(text: string): Verdict {
  const zone = /^([a-z]{2,4}(?:-[a-z]+)+-\d{1,2})(?:[a-z]|-[a-z]+-\d{1,2}[a-z])$/.exec(text);
  if (zone) return { problem: `that is an availability zone, and its region is ${zone[1]}` };
  if (REGIONS.has(text) || /^aws(-[a-z]+)*-global$/.test(text)) return {};
  if (REGIONS.has(text.toLowerCase())) {
    return { problem: `a region is written in lower case: ${text.toLowerCase()}` };
  }
  if (!/^[a-z]{2,4}(-[a-z]{2,12}){1,2}-\d{1,2}$/.test(text)) return { problem: REGION };
  return { doubt: `${text} is not a region that opaws knows` };
}

function checkKeyId(text: string): Verdict {
  if (/^AKIA[A-Z0-9]{16}$/.test(text)) return {};
  if (/^ASIA/.test(text)) {
    return { problem: "that is the id of a temporary key, which needs its session token too" };
  }
  const other = OTHER_IDS.exec(text)?.[1];
  if (other) return { problem: `an id that starts with ${other} is not that of an access key` };
  // The API takes 16 to 128 characters (IAM API Reference, AccessKey); a secret access key has 40, of both cases.
  const isSecret = text.length === 40 && /[a-z]/.test(text) && /[A-Z]/.test(text);
  const isCut = text.length < 20 || /^AKIA.{0,15}$/.test(text);
  if (!/^\w{16,128}$/.test(text) || isSecret || isCut) return { problem: KEY_ID };
  return { doubt: `this access key id is unusual: ${KEY_ID}` };
}

function checkSecretKey(text: string): Verdict {
  if (/^[A-Za-z0-9+/]{40}$/.test(text)) return {};
  if (/^A[KS]IA[A-Z0-9]{12,}$/.test(text)) {
    return { problem: `that is an access key id; ${SECRET_KEY}` };
  }
  if (!/^[!-~]{40,128}$/.test(text)) return { problem: SECRET_KEY };
  return { doubt: `this secret access key is unusual: ${SECRET_KEY}` };
}

function checkOtp(text: string): Verdict {
  const checked = checkOtpSecret(text);
  if (checked.problem !== null) return { problem: `${checked.problem}; expected ${OTP}` };
  if (checked.length >= MIN_OTP_LETTERS) return {};
  return { problem: `its secret has fewer than ${MIN_OTP_LETTERS} characters; expected ${OTP}` };
}

function checkSerial(text: string): Verdict {
  if (/^arn:aws[a-z-]*:iam::\d{12}:mfa\/[\w+=,.@/-]{1,128}$/.test(text)) return {};
  if (/^arn:aws[a-z-]*:iam::\d{12}:u2f\//.test(text)) {
    return { doubt: "this MFA serial is that of a security key, which has no one-time codes" };
  }
  if (!/^(?=.*\d)(?!A[KS]IA)[A-Za-z0-9-]{9,64}$/.test(text)) return { problem: SERIAL };
  if (/[a-z]/.test(text)) {
    return { doubt: "the serial number of an MFA device has capital letters and digits" };
  }
  return /^\d{12}$/.test(text) ? { doubt: "this MFA serial could be an account" } : {};
}

function checkToken(text: string): Verdict {
  return /^[!-~]{16,10000}$/.test(text) ? {} : { problem: TOKEN };
}

function checkEnd(text: string): Verdict {
  return Number.isNaN(endOf(text)) ? { problem: END } : {};
}

/** Returns the end of temporary credentials from the field `expires`, epoch milliseconds; NaN if it is no RFC 3339 time. */
export function endOf(text: string): number {
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(text);
  return isTime ? Date.parse(text) : NaN;
}

/** Checks the names and values of `fields`, and that those without which an item is useless are there. */
export function checkFields(fields: readonly Field[]): Verdict {
  const temporary = isTemporary(fields);
  const isNeeded = (known: typeof KNOWN_FIELDS[number]) =>
    known.required || (temporary && known.temporary);
  const verdicts = [
    ...fields.map((field) => checkField(field, temporary)),
    ...KNOWN_FIELDS.filter(isNeeded).map(({ name }) => checkHas(fields, name)),
  ];
  const problem = verdicts.find((verdict) => verdict.problem !== undefined)?.problem;
  if (problem !== undefined) return { problem };
  const doubts = verdicts.flatMap(({ doubt }) => doubt ?? []);
  return doubts.length === 0 ? {} : { doubt: doubts.join("; ") };
}

/** Checks the name and the value of `field`. `temporary` as for {@linkcode checkValue}. */
export function checkField(field: Field, temporary = false): Verdict {
  const problem = lineProblem("the name of a field", field.name) ?? variableProblem(field.name);
  return problem === undefined ? checkValue(field.name, valueText(field), temporary) : { problem };
}

/** A required field may have another name, which `opaws init` then offers to change. */
function checkHas(fields: readonly Field[], name: KnownFieldName): Verdict {
  if (fields.some((field) => foldName(field.name) === name)) return {};
  const isOther = (field: Field) =>
    !KNOWN_FIELDS.some((each) => each.name === foldName(field.name));
  const candidate = fields.find((field) =>
    isOther(field) && CHECKS[name](valueText(field)).problem === undefined
  );
  return candidate === undefined
    ? { problem: `it has no field "${name}"` }
    : { doubt: `it has no field "${name}", unless that is ${JSON.stringify(candidate.name)}` };
}

function valueText(field: Field): string {
  return field.secret ? field.value.reveal() : field.value;
}
