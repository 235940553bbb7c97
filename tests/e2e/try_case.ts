/** The password that replaces {@linkcode PASSWORD}. */
export const NEW_PASSWORD = "another long password";
/** The vault and the item of most cases. Neither is the default one. */
export const [VAULT, ITEM] = ["it's work", "AWS $(x) 'prod'"];
/** The same as words of sh. */
export const [V, I] = [quote(VAULT), quote(ITEM)];

/** An item as JSON. */
export const KEY = JSON.stringify({
  fields: {
    "access key id": "AKIAIOSFODNN7EXAMPLF",
    "secret access key": "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
  },
});
/** Writes a credentials file. */
export const CREDENTIALS = "printf '[new]\\naws_access_key_id = AKIAIOSFODNN7EXAMPLF\\n" +
  "aws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY\\n' >.aws/credentials;" +
  "chmod 600 .aws/credentials";
/** Binds the item globally. */
export const BIND = `opaws init aws --item ${I} --scope global --yes --no-check`;
/** Writes a profile that is left to the tool. */
export const SSO =
  "printf '[profile sso]\\nsso_session = x\\nsso_account_id = 1\\nsso_role_name = y\\n" +
  "[sso-session x]\\nsso_region = eu-west-1\\nsso_start_url = https://x\\n' >.aws/config";

/** An error, and what its `try:` line does. */
export interface TryCase {
  /** Whether there are an STS, a sign-in endpoint of the console and a browser. */
  readonly aws?: true;
  /** What is done before, as sh commands. */
  readonly setup?: string;
  /** What is done in the shell of the command and in that of the fix. */
  readonly shell?: string;
  /** The command that fails. */
  readonly command: string;
  /** The command of its `try:` line; `ID` stands for any id. */
  readonly fix: string;
  /** Standard input of the fix. */
  readonly input?: string;
  /** The questions that the fix asks on a terminal, with their answers. It runs on a terminal if there are any. */
  readonly answers?: readonly (readonly [RegExp, string])[];
  /** What the fix prints; /^/ if only its status matters. */
  readonly prints?: RegExp;
  /** The exit status of the fix; 0 by default. */
  readonly status?: number;
  /** An sh command that succeeds only after the fix; `command` itself by default, null if there is none. */
  readonly check?: string | null;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
