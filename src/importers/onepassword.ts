import { Secret } from "../secret.ts";
import { type Candidate, type CandidateKind, isTemporaryId } from "./candidate.ts";

/** An item of 1Password: what its export and `op` have in common. */
interface OnePasswordItem {
  /** Its title. */
  readonly title: string;
  /** The name of its vault. */
  readonly vault: string;
  /** The values of its fields by name, in lower case. */
  readonly fields: ReadonlyMap<string, string>;
}

/**
 * Returns the items with an access key, by the names that 1Password's shell plugin for AWS gives to fields: `access key
 * id`, `secret access key`, `default region`, `one-time password` and `mfa serial`.
 */
export function onePasswordCandidates(
  items: readonly OnePasswordItem[],
  kind: CandidateKind,
): Candidate[] {
  return items.flatMap(({ title, vault, fields }): Candidate[] => {
    const accessKeyId = fields.get("access key id")?.trim();
    const secret = fields.get("secret access key")?.trim();
    if (!accessKeyId || !secret) return [];
    const region = fields.get("default region")?.trim();
    const mfaSerial = fields.get("mfa serial")?.trim();
    const oneTimePassword = fields.get("one-time password")?.trim();
    return [{
      source: `"${title}" of 1Password's vault "${vault}"`,
      kind,
      suggestedTitle: title.trim() === "" ? "AWS" : title,
      accessKeyId,
      secretAccessKey: new Secret(secret),
      ...(region ? { region } : {}),
      ...(mfaSerial ? { mfaSerial } : {}),
      ...(oneTimePassword ? { oneTimePassword: new Secret(oneTimePassword) } : {}),
      temporary: isTemporaryId(accessKeyId),
    }];
  });
}

/**
 * Returns the items of `export.data` in 1Password's export, without those in the archive. Source: 1Password, "About the
 * 1Password Unencrypted Export format", versions 1 to 3. What it does not know it leaves out.
 */
export function exportedItems(data: unknown): OnePasswordItem[] {
  return listOf(data, "accounts").flatMap((account) => listOf(account, "vaults"))
    .flatMap((vault) => {
      const name = textOf(memberOf(vault, "attrs"), "name");
      return listOf(vault, "items").flatMap((each) => {
        const item = memberOf(each, "item") ?? each; // versions 1 and 2 wrap it
        if (memberOf(item, "state") === "archived" || memberOf(item, "trashed") === true) return [];
        return [{
          title: textOf(memberOf(item, "overview"), "title"),
          vault: name,
          fields: exportedFields(memberOf(item, "details")),
        }];
      });
    });
}

function exportedFields(details: unknown): Map<string, string> {
  const fields = listOf(details, "sections").flatMap((section) => listOf(section, "fields"));
  return firstOfEach(fields.map((field) => {
    const value = memberOf(field, "value");
    // `{"concealed": "..."}`, `{"string": "..."}`, `{"totp": "..."}`: the member names the type.
    const text = typeof value === "object" && value !== null
      ? Object.values(value).find((each) => typeof each === "string")
      : undefined;
    return [textOf(field, "title"), text ?? ""];
  }));
}

/** Returns the items that `op item get --format json` printed, one JSON document after the other or in an array. */
export function opItems(documents: readonly unknown[]): OnePasswordItem[] {
  return documents.flat().map((item) => ({
    title: textOf(item, "title"),
    vault: textOf(memberOf(item, "vault"), "name"),
    fields: firstOfEach(
      listOf(item, "fields").map((field) => [textOf(field, "label"), textOf(field, "value")]),
    ),
  }));
}

/** Returns the first value of each name that has one. */
function firstOfEach(fields: readonly (readonly [string, string])[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of fields) {
    const folded = name.trim().toLowerCase();
    if (value !== "" && !found.has(folded)) found.set(folded, value);
  }
  return found;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function listOf(value: unknown, name: string): unknown[] {
  const member = memberOf(value, name);
  return Array.isArray(member) ? member : [];
}

function textOf(value: unknown, name: string): string {
  const member = memberOf(value, name);
  return typeof member === "string" ? member : "";
}
