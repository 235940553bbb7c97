/** The name of a header's or generation's file in a remote: `0000000000000012-HASH.json`. */
export interface GenerationName {
  /** The number of the generation. */
  readonly generation: number;
  /** The hash of its header. */
  readonly hash: string;
}

const DIGITS = 16; // of the largest exact integer, 2^53 - 1
/** 32 bytes in base64url: the last character has two spare bits. */
const HASH = "[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]";
const NAME = new RegExp(`^(\\d{${DIGITS}})-(${HASH})\\.json$`);
const WHOLE_HASH = new RegExp(`^${HASH}$`);

/** Returns the file name of a generation. Throws `TypeError` if `hash` is not one. */
export function generationName({ generation, hash }: GenerationName): string {
  if (!isHash(hash)) throw new TypeError("not a hash");
  return `${padded(generation)}-${hash}.json`;
}

/**
 * Returns what the file name `name` says; null if it is not exactly one that {@linkcode generationName} returns. Names come
 * from a store that is not trusted. Copies that sync services make have other names.
 */
export function parseGenerationName(name: string): GenerationName | null {
  const [, digits, hash] = NAME.exec(name) ?? [];
  const generation = Number(digits);
  return hash === undefined || !Number.isSafeInteger(generation) || generation < 1
    ? null
    : { generation, hash };
}

/** Returns the part before the hash of the names of this generation. Names sort by it. */
export function padded(generation: number): string {
  return String(Math.max(generation, 0)).padStart(DIGITS, "0");
}

/** Reports whether `text` is a hash: 32 bytes in base64url. */
function isHash(text: string): boolean {
  return WHOLE_HASH.test(text);
}
