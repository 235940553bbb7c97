const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const CHECKSUM_DIGITS = 6; // base62 digits of 32 bits

/** Returns `number` in base62 with `length` digits, the most significant first. */
export function toBase62(number: bigint, length: number): string {
  let text = "";
  for (let rest = number; text.length < length; rest /= 62n) {
    text = DIGITS[Number(rest % 62n)] + text;
  }
  return text;
}

/** Returns the number that the base62 digits `text` encode. */
export function fromBase62(text: string): bigint {
  let number = 0n;
  for (const digit of text) number = number * 62n + BigInt(DIGITS.indexOf(digit));
  return number;
}

/** Returns the CRC-32 (ISO-HDLC, as in zip and PNG) of the ASCII string `text`, as 6 digits of base62. */
export function checksum(text: string): string {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return toBase62(BigInt((crc ^ 0xffffffff) >>> 0), CHECKSUM_DIGITS);
}
