import { UserError } from "../../errors.ts";
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
 * Returns the generation in the text form of {@linkcode formatHead}.
 *
 * @throws UserError (64, `bad-head`).
 */
export function parseHead(text: string): SeenHead {
  const [, generation, hash] = PATTERN.exec(text.trim()) ?? [];
  const isHead = hash !== undefined && fromBase64url(hash)?.length === HASH_BYTES &&
    Number.isSafeInteger(Number(generation));
  if (isHead) return { generation: Number(generation), hash };
  throw new UserError({
    exit: "usage",
    code: "bad-head",
    cannot: "compare the histories",
    because: "that is not a generation as `opaws vault history` shows it",
    try: "opaws vault history",
  });
}

/**
 * Compares the newest generation of another member with the history of this machine. `isSequential`: the remote has only one
 * newest generation at a time. On a folder, a sibling that has not arrived yet looks like one of another history.
 */
export function compareHead(
  other: SeenHead,
  heads: readonly string[],
  headers: Headers,
  isSequential: boolean,
): Comparison {
  if (heads.includes(other.hash)) return "same";
  if (ancestorsOf(heads, headers).has(other.hash)) return "behind";
  const generations = [...headers.values()].map(({ header }) => header.generation);
  const newest = Math.max(...heads.map((hash) => headers.get(hash)?.header.generation ?? 0));
  if (other.generation > newest || !isSequential) return "ahead";
  return other.generation < Math.min(...generations) ? "unknown" : "fork";
}

/** Returns what to say about a comparison, one sentence without a full stop. `name` is the vault's. */
export function describeComparison(comparison: Comparison, name: string): string {
  const vault = `vault ${JSON.stringify(name)}`;
  switch (comparison) {
    case "same":
      return `you both see the same newest generation of ${vault}`;
    case "behind":
      return `the other member has an older generation of ${vault}, which yours continues`;
    case "ahead":
      return `the other member has a generation of ${vault} that this machine has not seen: sync and compare again`;
    case "fork":
      return `the remote shows you two different histories of ${vault}: do not trust it, and sync through another`;
    case "unknown":
      return `this machine does not remember the history of ${vault} that far back`;
  }
}
