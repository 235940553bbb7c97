/**
 * Returns the names of the `secrets` that `text` contains: raw, in base64 at any offset, in hexadecimal, URL-encoded, or
 * in UTF-16.
 */
export function leaksOf(
  text: string,
  secrets: Readonly<Record<string, string | Uint8Array>>,
): string[] {
  return Object.entries(secrets).filter(([, secret]) =>
    forms(secret).some((form) => text.includes(form))
  ).map(([name]) => name);
}

/** Does the same as {@linkcode leaksOf} for bytes, which may not be text. */
export function leaksOfBytes(
  bytes: Uint8Array,
  secrets: Readonly<Record<string, string | Uint8Array>>,
): string[] {
  return leaksOf(new TextDecoder("latin1").decode(bytes), secrets);
}

function forms(secret: string | Uint8Array): string[] {
  const bytes = typeof secret === "string" ? new TextEncoder().encode(secret) : secret;
  const text = typeof secret === "string" ? secret : new TextDecoder("latin1").decode(secret);
  // The text before a secret shifts its base64 groups. The first and last digits of each shift depend on the neighbors.
  const shifted = [0, 1, 2].map((shift) => {
    const padded = new Uint8Array(shift + bytes.length);
    padded.set(bytes, shift);
    const whole = Math.floor(padded.length / 3) * 3;
    return padded.subarray(0, whole).toBase64().slice(shift === 0 ? 0 : 4);
  });
  return [
    text,
    ...(typeof secret === "string" ? [encodeURIComponent(secret)] : []),
    bytes.toHex(),
    bytes.toHex().toUpperCase(),
    [...text].join("\0"),
    ...shifted,
    ...shifted.map((each) => each.replaceAll("+", "-").replaceAll("/", "_")),
  ];
}
