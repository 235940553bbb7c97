import { UserError } from "../errors.ts";
import { helperProgram, startHelper } from "../exec/start_helper.ts";
import type { Candidate } from "./candidate.ts";
import { onePasswordCandidates, opItems } from "./onepassword.ts";

/** What has no field for an access key, so that opaws does not ask for it. */
const OTHER_CATEGORIES: ReadonlySet<string> = new Set([
  "BANK_ACCOUNT",
  "CREDIT_CARD",
  "CRYPTO_WALLET",
  "DOCUMENT",
  "DRIVER_LICENSE",
  "IDENTITY",
  "MEDICAL_RECORD",
  "MEMBERSHIP",
  "OUTDOOR_LICENSE",
  "PASSPORT",
  "REWARD_PROGRAM",
  "SOCIAL_SECURITY_NUMBER",
  "SOFTWARE_LICENSE",
  "SSH_KEY",
  "WIRELESS_ROUTER",
]);

/**
 * Asks the installed `op`, 1Password's own program, for the items that it lists, in two calls. It may ask the user to
 * unlock 1Password.
 *
 * @throws UserError (66) without `op`; (69) if it fails or prints something else.
 */
export async function opCandidates(): Promise<Candidate[]> {
  const program = helperProgram("op");
  if (program === null) {
    throw new UserError({
      exit: "notFound",
      code: "no-op",
      cannot: "ask 1Password for its items",
      because: "its program op is not on your PATH",
      try: "opaws item import --1pux FILE",
    });
  }
  const listed = documentsOf(await output(program, ["item", "list", "--format", "json"], "[]"));
  const wanted = listed.flat().filter((item) => !OTHER_CATEGORIES.has(categoryOf(item)));
  if (wanted.length === 0) return [];
  const input = JSON.stringify(wanted);
  const items = documentsOf(await output(program, ["item", "get", "-", "--format", "json"], input));
  return onePasswordCandidates(opItems(items), "op");
}

async function output(program: string, args: readonly string[], input: string): Promise<string> {
  const child = startHelper(program, {
    args: [...args],
    environment: { inherit: {} },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit", // it may have to say what it waits for
  });
  const writer = child.stdin.getWriter();
  const written = writer.write(new TextEncoder().encode(input)).then(() => writer.close())
    .catch(() => {}); // it does not read its input
  const { success, code, stdout } = await child.output();
  await written;
  if (success) return new TextDecoder().decode(stdout);
  throw failed(`op ended with status ${code}`);
}

/** Returns the JSON documents in `text`, one after the other. `op` prints one for each item. */
function documentsOf(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    // There are several.
  }
  try {
    // Each begins at the start of a line, and the lines inside are indented.
    return text.trim().split(/\n(?=[{[])/).map((each) => JSON.parse(each));
  } catch {
    throw failed("op printed something else than JSON");
  }
}

function categoryOf(item: unknown): string {
  const { category } = (item ?? {}) as { category?: unknown };
  return typeof category === "string" ? category : "";
}

function failed(because: string): UserError {
  return new UserError({
    exit: "unavailable",
    code: "op-failed",
    cannot: "ask 1Password for its items",
    because,
    try: "op signin",
  });
}
