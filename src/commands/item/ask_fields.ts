import { report } from "../../cli/output.ts";
import { askText, type PromptErrorParts } from "../../cli/prompts.ts";
import { KNOWN_FIELDS, type KnownFieldName, makeField } from "../../credentials/item_fields.ts";
import { askSecret } from "../../unlock/prompts/ask_secret.ts";
import type { Field } from "../../vault/item.ts";

const QUESTIONS: Readonly<Record<KnownFieldName, string>> = {
  "access key id": "Access key id",
  "secret access key": "Secret access key",
  "default region": "Default region",
  "one-time password": "One-time password secret (base32 or an otpauth:// URI)",
  "mfa serial": "MFA serial (an ARN)",
};

/**
 * Asks for each known field on the terminal. Returns those that were not left empty.
 *
 * @throws UserError (77) if the person cancels, (79) if there is no terminal.
 */
export async function askFields(prompt: PromptErrorParts): Promise<Field[]> {
  const fields: Field[] = [];
  for (const { name, secret, required } of KNOWN_FIELDS) {
    const text = secret
      ? await askSecretField(QUESTIONS[name], required, prompt)
      : await askText(QUESTIONS[name], prompt, required ? { check: checkNotEmpty } : {});
    if (text.trim() !== "") fields.push(makeField(name, text.trim()));
  }
  return fields;
}

async function askSecretField(
  question: string,
  required: boolean,
  prompt: PromptErrorParts,
): Promise<string> {
  for (;;) {
    const text = (await askSecret([], question, prompt)).reveal();
    const error = required ? checkNotEmpty(text) : undefined;
    if (error === undefined) return text;
    report(`opaws: ${error}`);
  }
}

/** Returns why an empty `text` is refused; undefined if it is not empty. */
export function checkNotEmpty(text: string): string | undefined {
  return text.trim() === "" ? "a value is required" : undefined;
}
