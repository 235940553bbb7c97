import { Fault } from "../fault.ts";
import { denoHost } from "../host.ts";
import { type Answer, askSecret } from "../unlock/terminal_prompt.ts";
import type { Secret } from "../secret.ts";
import { cleanText } from "../clean_text.ts";
import type { VaultKey } from "../vault/key.ts";
import { type OpenVault, openVault } from "../vault/open.ts";
import { unwrapWithPassword } from "../vault/password.ts";
import { readVault, type StoredVault } from "../vault/store.ts";
import { shellWord } from "../vault/vault_name.ts";
import { nobodyToAsk } from "./nobody_to_ask.ts";
import { tell } from "./output.ts";
import { whyNotAsked } from "./talk.ts";
import type { Workplace } from "./workplace.ts";

const TRIES = 3;

/** Why a vault is being unlocked, told above the question. */
export interface UnlockPurpose {
  /** What needs it, e.g. `aws needs item "AWS prod" here (directory /home/me/work)`. */
  readonly reason?: string;
  /** The command that does the same without asking; `opaws unlock` when left out. */
  readonly try?: string;
  /** Take the password from standard input instead of asking. */
  readonly passwordStdin?: boolean;
}

/**
 * Opens the vault named `name`: with the key kept for this terminal, else with the password, asked on the terminal or
 * taken from standard input, after which the key is kept for this terminal.
 * Faults: 66 no such vault; 65 damaged; 77 wrong password three times, or cancelled; 79 locked and no way to ask.
 */
export async function unlockVault(
  work: Workplace,
  name: string,
  purpose: UnlockPurpose = {},
): Promise<OpenVault> {
  const stored = readVault(work.places, name);
  const { id } = stored.file;
  const kept = work.unlocked.get(id) ?? await work.keeper()?.fetch(id);
  if (kept) return await openVault(work.host, work.places, stored, kept);
  const key = await keyByPassword(work, stored, purpose);
  const opened = await openVault(work.host, work.places, stored, key);
  await keepKey(work, stored.file.id, key);
  return opened;
}

/** Asks for the password of `stored`, even when its key is kept: three tries on the terminal, one from standard input. */
export async function keyByPassword(
  work: Workplace,
  stored: StoredVault,
  purpose: UnlockPurpose,
): Promise<VaultKey> {
  if (purpose.passwordStdin) {
    return await unwrapWithPassword(stored.file, await work.stdin.password());
  }
  const lines = purpose.reason ? [`opaws: ${cleanText(purpose.reason)}`] : [];
  for (let left = TRIES; left > 0; left--) {
    const password = await askPassword(lines, `Password of vault "${stored.name}": `, {
      cannot: `unlock vault ${JSON.stringify(stored.name)}`,
      answer: "OPAWS_TOKEN opens items for a command without a password",
      try: purpose.try ?? `opaws unlock --vault ${shellWord(stored.name)} --password-stdin`,
    });
    try {
      return await unwrapWithPassword(stored.file, password);
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== "wrong-password" || left === 1) throw error;
      lines.splice(0, lines.length, `opaws: wrong password, ${left - 1} more`);
    }
  }
  throw new Error("unreachable");
}

/** What to say when a secret cannot be asked. */
export interface Unasked {
  /** Verb and object of what was begun. */
  readonly cannot: string;
  /** Why, where there is no terminal. */
  readonly because?: string;
  /** What answers instead, where nobody is to be asked. */
  readonly answer?: string;
  /** The command that does the same without asking. */
  readonly try?: string;
}

/** Asks one secret on the terminal. Faults: 77 cancelled, 79 no terminal. */
export async function askPassword(
  lines: readonly string[],
  question: string,
  fault: Unasked,
): Promise<Secret> {
  const nobody = nobodyToAsk(denoHost);
  const answer: Answer = nobody === null
    ? await askSecret(lines, cleanText(question))
    : { kind: "no-terminal" };
  if (answer.kind === "answered") return answer.text;
  const next = fault.try === undefined ? {} : { try: fault.try };
  throw answer.kind === "cancelled"
    ? new Fault({
      exit: "denied",
      code: "cancelled",
      cannot: fault.cannot,
      because: "you cancelled",
    })
    : new Fault({
      exit: "locked",
      code: "locked",
      cannot: fault.cannot,
      because: nobody === null
        ? fault.because ?? "it is locked and there is no terminal to ask on"
        : `${whyNotAsked()}${fault.answer === undefined ? "" : `: ${fault.answer}`}`,
      ...next,
    });
}

/** Keeps `key` for this command and this terminal. Where the system refuses, that is told, and the vault will be asked for again. */
export async function keepKey(work: Workplace, vault: string, key: VaultKey): Promise<void> {
  work.unlocked.set(vault, key);
  try {
    await work.keeper()?.keep(vault, key, work.limits());
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== "keyring") throw error;
    tell(`opaws: ${error.message}; the next command will ask again`);
  }
}
