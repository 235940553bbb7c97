/** The end of a ZIP archive, with a comment of up to 65,535 bytes (PKWARE APPNOTE 6.3.10, section 4.3.16). */
const MAX_END = 22 + 65_535;
const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const STORED = 0;
/** Deflated, without a name or a time (RFC 1952, section 2.3). */
const GZIP_HEADER = new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
const DEFLATED = 8;

/**
 * Returns the content of the entry called `name` of the ZIP archive `file`. Reads no other entry, because an archive can
 * be large.
 *
 * @throws SyntaxError if `file` is not a ZIP archive, has no such entry, or the entry is encrypted, damaged or larger than
 * `maxBytes`.
 */
export async function readZipEntry(
  file: Deno.FsFile,
  name: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const entry = findEntry(file, name);
  if (entry.flags & 1) throw new SyntaxError(`${name} in it is encrypted`);
  if (entry.size > maxBytes || entry.packedSize > maxBytes) {
    throw new SyntaxError(`${name} in it is too large`);
  }
  const local = view(file, entry.offset, 30);
  if (local.getUint32(0, true) !== LOCAL) throw notZip();
  const start = entry.offset + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  const packed = read(file, start, entry.packedSize);
  try {
    if (entry.method === STORED) return packed;
    if (entry.method === DEFLATED) return await inflate(packed, entry);
  } catch {
    // It is damaged.
  }
  throw new SyntaxError(`${name} in it is damaged`);
}

/** Inflates an entry as the content of a gzip file, whose reader checks the CRC and the size. */
async function inflate(packed: Uint8Array<ArrayBuffer>, { crc, size }: Entry): Promise<Uint8Array> {
  const trailer = new DataView(new ArrayBuffer(8));
  trailer.setUint32(0, crc, true);
  trailer.setUint32(4, size, true);
  const gzip = new Blob([GZIP_HEADER, packed, trailer.buffer]);
  const content = new Uint8Array(size);
  let at = 0;
  for await (const part of gzip.stream().pipeThrough(new DecompressionStream("gzip"))) {
    content.set(part, at); // throws a RangeError beyond the size
    at += part.length;
  }
  return content;
}

interface Entry {
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  readonly offset: number;
}

function findEntry(file: Deno.FsFile, name: string): Entry {
  const { size } = file.statSync();
  const tail = view(file, Math.max(0, size - MAX_END), Math.min(size, MAX_END));
  let at = tail.byteLength - 22;
  // The comment goes up to the end of the file, and may itself look like an end.
  const isEnd = () =>
    tail.getUint32(at, true) === END && tail.getUint16(at + 20, true) === tail.byteLength - at - 22;
  while (at >= 0 && !isEnd()) at--;
  if (at < 0) throw notZip();
  const length = tail.getUint32(at + 12, true);
  const start = tail.getUint32(at + 16, true);
  if (start + length > size) throw notZip();
  const central = view(file, start, length);
  for (let next = 0; next + 46 <= length && central.getUint32(next, true) === CENTRAL;) {
    const nameLength = central.getUint16(next + 28, true);
    const end = next + 46 + nameLength;
    if (end > length) throw notZip();
    const bytes = new Uint8Array(central.buffer, central.byteOffset + next + 46, nameLength);
    if (new TextDecoder().decode(bytes) === name) {
      return {
        flags: central.getUint16(next + 8, true),
        method: central.getUint16(next + 10, true),
        crc: central.getUint32(next + 16, true),
        packedSize: central.getUint32(next + 20, true),
        size: central.getUint32(next + 24, true),
        offset: central.getUint32(next + 42, true),
      };
    }
    next = end + central.getUint16(next + 30, true) + central.getUint16(next + 32, true);
  }
  throw new SyntaxError(`it has no ${name}`);
}

function view(file: Deno.FsFile, start: number, length: number): DataView {
  const bytes = read(file, start, length);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function read(file: Deno.FsFile, start: number, length: number): Uint8Array<ArrayBuffer> {
  if (start + length > file.statSync().size) throw notZip();
  const bytes = new Uint8Array(length);
  file.seekSync(start, Deno.SeekMode.Start);
  for (let done = 0; done < length;) {
    const count = file.readSync(bytes.subarray(done));
    if (count === null) throw notZip();
    done += count;
  }
  return bytes;
}

function notZip(): SyntaxError {
  return new SyntaxError("it is not a ZIP archive, or it is cut off");
}
