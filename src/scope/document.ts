import type { Document } from "./config.ts";

/**
 * `document` with the member at `path` set to `value`, or removed when `value` is undefined; objects on the way that
 * become empty by a removal go too, down to the first level. Nothing else changes, in content or in order.
 */
export function withMember(
  document: Document,
  path: readonly [string, ...string[]],
  value: unknown,
): Document {
  const [key, ...rest] = path;
  const copy: Record<string, unknown> = Object.assign(Object.create(null), document);
  const [next, ...deeper] = rest;
  if (next === undefined) {
    if (value === undefined) delete copy[key];
    else copy[key] = value;
    return copy;
  }
  const child = withMember(
    (copy[key] ?? Object.create(null)) as Document,
    [next, ...deeper],
    value,
  );
  if (value === undefined && Object.keys(child).length === 0) delete copy[key];
  else copy[key] = child;
  return copy;
}
