import { cleanText } from "../clean_text.ts";
import { UserError } from "../errors.ts";
import { shellWord } from "../quote.ts";
import type { Secret } from "../secret.ts";
import type { PasswordSlot } from "../vault/format/vault_file.ts";
import { DEFAULT_COST, MAX_UNASKED_WORK, totalWork } from "../vault/format/kdf_cost.ts";
import { tryPassword } from "../vault/slots/password.ts";
import type { Unwrapped } from "../vault/slots/slot.ts";
import type { StoredVault } from "../vault/store/read.ts";
import { askUntilRight } from "./prompts/ask_secret.ts";
import { noninteractiveVariable } from "./prompts/noninteractive.ts";
import type { UnlockContext, UnlockPurpose } from "./unlock_context.ts";

/** A vault key with its slot and the password that opened it. */
interface KeyFromPassword extends Unwrapped<PasswordSlot> {
  /** The password. */
  readonly password: Secret;
}

/**
 * Asks for the password of `stored`, even if the key is cached, and returns the key. A terminal has three tries, standard
 * input one.
 *
 * @throws UserError 66 if the vault has no password, 77 if the password is wrong or the user cancels, 79 if there is no way
 * to ask, 78 if a try costs more than opaws spends without asking.
 */
export async function keyFromPassword(
  { stdin, host }: Pick<UnlockContext, "stdin" | "host">,
  { file, name }: StoredVault,
  purpose: UnlockPurpose,
): Promise<KeyFromPassword> {
  const unwrap = async (password: Secret): Promise<KeyFromPassword> => ({
    ...await tryPassword(file, password),
    password,
  });
  const work = totalWork(
    file.slots.flatMap((slot) => slot.kind === "password" ? [slot.kdf] : []),
  );
  const isExpensive = work > MAX_UNASKED_WORK;
  if (isExpensive && (purpose.passwordStdin || noninteractiveVariable(host) !== null)) {
    throw tooExpensive(name, work);
  }
  if (purpose.passwordStdin) return await unwrap(await stdin.password());
  if (!file.slots.some((slot) => slot.kind === "password")) throw noPassword(name);
  const prompt = {
    lines: [
      ...(isExpensive
        ? [
          `opaws: each try takes ${timesAsLong(work)}; press Ctrl-C if that is not what you set up`,
        ]
        : []),
      ...(purpose.reason ? [`opaws: ${cleanText(purpose.reason)}`] : []),
    ],
    question: `Password of vault "${name}"`,
    error: {
      cannot: `unlock vault ${JSON.stringify(name)}`,
      ...(purpose.fresh
        ? { because: "this needs the password again, and there is no terminal to ask on" }
        : { alternative: "OPAWS_TOKEN opens items for a command without a password" }),
      try: purpose.try ?? `opaws unlock --vault ${shellWord(name)} --password-stdin`,
    },
    wrongCode: "wrong-password",
    describe: () => "wrong password",
  };
  return await askUntilRight(prompt, host, unwrap);
}

/** Returns how much longer `work` (KiB times passes) takes than a password of a new vault. */
function timesAsLong(work: number): string {
  return `${Math.round(work / totalWork([DEFAULT_COST]))} times as long as for a new vault`;
}

function tooExpensive(name: string, work: number): UserError {
  return new UserError({
    exit: "refused",
    code: "kdf-limits",
    cannot: `unlock vault ${JSON.stringify(name)} without asking`,
    because: `one try of its password takes ${timesAsLong(work)}`,
    try: `opaws unlock --vault ${shellWord(name)}`,
  });
}

function noPassword(name: string): UserError {
  return new UserError({
    exit: "notFound",
    code: "no-password-slot",
    cannot: `unlock vault ${JSON.stringify(name)}`,
    because: "it has no password",
    try: `opaws unlock --recovery --vault ${shellWord(name)}`,
  });
}
