/** The names of those `secrets` that `text` holds: raw, in base64 at any offset, in hexadecimal, or URL-encoded. */
export function leaksOf(text: string, secrets: Readonly<Record<string, string>>): string[] {
  return Object.entries(secrets).filter(([, secret]) =>
    forms(secret).some((form) => text.includes(form))
  ).map(([name]) => name);
}

function forms(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret);
  // What lies before moves the groups of base64; the first and last digits of each shift mix with the neighbours.
  const shifted = [0, 1, 2].map((shift) => {
    const padded = new Uint8Array(shift + bytes.length);
    padded.set(bytes, shift);
    const whole = Math.floor(padded.length / 3) * 3;
    return padded.subarray(0, whole).toBase64().slice(shift === 0 ? 0 : 4);
  });
  return [
    secret,
    encodeURIComponent(secret),
    bytes.toHex(),
    ...shifted,
    ...shifted.map((each) => each.replaceAll("+", "-").replaceAll("/", "_")),
  ];
}
