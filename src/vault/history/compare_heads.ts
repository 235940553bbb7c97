import { UserError } from "../../errors.ts";
import { shellWord } from "../../quote.ts";
import { fromBase64url } from "../format/base64url.ts";
import { ancestorsOf, type Headers } from "./header_graph.ts";

/** The newest generation of one member, as another gets it on another way than through the remote. */
interface SeenHead {
  readonly generation: number;
  readonly hash: string;
}

/** How the newest generation of another member relates to the history of this machine. */
type Comparison =
  /** Both have seen the same. */
  | "same"
  /** The other member is behind. */
  | "behind"
  /** The other member is ahead, or sees another history: after the next sync it can be said which. */
  | "ahead"
  /** The remote shows two different histories. */
  | "fork"
  /** The history that is remembered here does not go back that far. */
  | "unknown";

const PATTERN = /^(\d{1,16})-([\w-]{43})$/;
const HASH_BYTES = 32;

/** Returns what a member gives to others to compare: `57-` and the hash of generation 57. */
export function formatHead({ generation, hash }: SeenHead): string {
  return `${generation}-${hash}`;
}

/**
 * Returns the generation in the text form of {@linkcode formatHead}. `name` is the vault's, for messages.
 *
 * @throws UserError (64, `bad-head`).
 */
export function parseHead(text: string, name: string): SeenHead {
  const [, generation, hash] = PATTERN.exec(text.trim()) ?? [];
  const isHead = hash !== undefined && fromBase64url(hash)?.length === HASH_BYTES &&
    Number.isSafeInteger(Number(generation));
  if (isHead) return { generation: Number(generation), hash };
  throw badHead(name, "that is not a generation as `opaws vault history` shows it");
}

function badHead(name: string, because: string): UserError {
  return new UserError({
    exit: "usage",
    code: "bad-head",
    cannot: "compare the histories",
    because,
    try: `opaws vault history ${shellWord(name)}`,
  });
}

/**
 * Compares the newest generation of another member with the history of the vault called `name` on this machine. `isSequential`: the remote has only one
 * newest generation at a time. On a folder, a sibling that has not arrived yet looks like one of another history.
 *
 * @throws UserError (64, `bad-head`) if the hash is known and is that of a generation with another number.
 */
export function compareHead(
  name: string,
  other: SeenHead,
  { heads, headers }: { readonly heads: readonly string[]; readonly headers: Headers },
  isSequential: boolean,
): Comparison {
  const known = headers.get(other.hash)?.header.generation ?? other.generation;
  // The number was mistyped, or the two are of different lines.
  if (known !== other.generation) {
    throw badHead(name, `that hash is the one of generation ${known}`);
  }
  if (heads.includes(other.hash)) return "same";
  if (ancestorsOf(heads, headers).has(other.hash)) return "behind";
  const generations = [...headers.values()].map(({ header }) => header.generation);
  const newest = Math.max(...heads.map((hash) => headers.get(hash)?.header.generation ?? 0));
  if (other.generation > newest || !isSequential) return "ahead";
  return other.generation < Math.min(...generations) ? "unknown" : "fork";
}

/** Returns what to say about a comparison, a sentence. `name` is the vault's. */
export function describeComparison(comparison: Comparison, name: string): string {
  const vault = `vault ${JSON.stringify(name)}`;
  switch (comparison) {
    case "same":
      return `You both see the same newest generation of ${vault}.`;
    case "behind":
      return `The other member has an older generation of ${vault}, which yours continues.`;
    case "ahead":
      return `The other member has a generation of ${vault} that this machine has not seen: sync and compare again.`;
    case "fork":
      return `The remote shows you two different histories of ${vault}: do not trust it, and sync through another.`;
    case "unknown":
      return `This machine does not remember the history of ${vault} that far back.`;
  }
}
