import type { ServiceEndpoint } from "../../aws/endpoint.ts";
import type { StsCall } from "../../aws/sts/call.ts";
import type { ScopedBinding } from "../../scope/binding.ts";
import type { Document } from "../../scope/config.ts";
import type { VaultFile } from "../../vault/format/vault_file.ts";
import { VERSION } from "../../version.ts";
import type { Region } from "../choose_region.ts";

/** What a shortcut is for, and the settings and bindings that were decided by. */
export interface ShortcutSubject {
  /** The tool. */
  readonly tool: string;
  /** `--profile`; null without. */
  readonly profile: string | null;
  /** The binding that applies; null if none does. */
  readonly found: ScopedBinding | null;
  /** The content of `config.json`. */
  readonly document: Document;
}

/** The first line of a shortcut, as JSON: where everything is that the decision came from. */
export interface ShortcutHead {
  /** The name of the vault. */
  readonly vault: string;
  /** The id of the item; null for a role of IAM Identity Center. */
  readonly item: string | null;
  /** The cached session: its folder, `/`, and its name. */
  readonly session: string;
  /** The paths of the AWS config files, which may be missing. */
  readonly files: readonly string[];
  /** The names of the files in the folder of sign-ins. */
  readonly signIns: readonly string[];
  /** The names of all variables that were read. */
  readonly variables: readonly string[];
}

/** The rest of a shortcut, as sealed JSON: what the tool gets besides the session. */
export interface ShortcutText {
  /** Whether the user chose these credentials for this command line. */
  readonly isChosen: boolean;
  /** What {@linkcode ProvidedCredentials.uses} says. */
  readonly uses: string;
  /** The region that applies. */
  readonly region: Region | null;
  /** The region that the tool finds by itself. */
  readonly toolRegion: string | null;
  /** The profile for `AWS_PROFILE`. */
  readonly profile: string | null;
  /** The settings of the profile, as variables. */
  readonly settings: Readonly<Record<string, string>>;
  /** How the session is requested again; null if that needs more, such as a one-time code. */
  readonly renewal: Renewal | null;
}

/** What a session of an item is requested by, besides its access key. */
export interface Renewal {
  /** The calls, none of which needs a one-time code. */
  readonly calls: readonly StsCall[];
  readonly endpoint: ServiceEndpoint;
  /** What may be the reason if AWS refuses the session. */
  readonly notes: readonly string[];
}

/** The content of a file; null if there is none. */
export type Content = Uint8Array<ArrayBuffer> | null;

/** Returns the name of the file of the shortcut for `subject`. */
export async function shortcutFile({ tool, profile, found }: ShortcutSubject): Promise<string> {
  return `run-${(await digest(JSON.stringify([tool, profile, found]))).slice(0, 32)}`;
}

/**
 * Returns the name under which a shortcut is sealed. It has everything that was decided by, so a shortcut opens only if
 * nothing of that has changed: the vault's file, settings and bindings, the AWS config files, sign-ins, and the `values` of
 * the variables. A new version of opaws may decide in another way.
 *
 * @param head The first line of the shortcut.
 * @param contents Those of `files` and of `signIns` of the head, in order.
 */
export async function shortcutName(
  { generation, mac }: Pick<VaultFile, "generation" | "mac">,
  subject: ShortcutSubject,
  head: string,
  values: readonly (string | null)[],
  contents: readonly Content[],
): Promise<string> {
  const lengths = contents.map((content) => content?.length ?? null);
  const hash = await digest(JSON.stringify([subject, head, values, lengths]), contents);
  return `shortcut 1 ${VERSION} ${generation} ${mac} ${hash}`;
}

/** Returns the SHA-256 of `text` and then `contents`, in hexadecimal digits. */
async function digest(text: string, contents: readonly Content[] = []): Promise<string> {
  const parts = [new TextEncoder().encode(text), ...contents.filter((each) => each !== null)];
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
