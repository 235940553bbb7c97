/** The head of an HTTP request. */
export interface RequestHead {
  readonly method: string;
  /** The path, with the query if there is one. */
  readonly target: string;
  /** The values of each header, by its name in lower case. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

/** A method, a target in origin form, and a version (RFC 9112, sections 3 and 3.2.1). */
const REQUEST_LINE = /^([A-Z]+) (\/[\x21-\x7e]*) HTTP\/1\.[01]$/;
/** A name without space before the colon, and a value on one line (RFC 9112, section 5). */
const FIELD_LINE = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*?)[ \t]*$/;

/** Parses the head of a request without its empty line; null if it is not one that an SDK sends. */
export function parseRequest(text: string): RequestHead | null {
  const [first = "", ...lines] = text.split("\r\n");
  const [, method, target] = REQUEST_LINE.exec(first) ?? [];
  if (method === undefined || target === undefined) return null;
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const [, name, value] = FIELD_LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) return null;
    const key = name.toLowerCase();
    headers.set(key, [...headers.get(key) ?? [], value]);
  }
  return { method, target, headers };
}
