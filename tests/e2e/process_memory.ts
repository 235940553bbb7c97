import { Buffer } from "node:buffer";

const PAGE = 4096;

/** Returns how many times `needle` is in the writable memory of the process `pid`, that for compiled code aside. Linux only, for root. */
export function copiesInMemory(pid: number, needle: Uint8Array): number {
  using memory = Deno.openSync(`/proc/${pid}/mem`);
  let count = 0;
  for (const line of Deno.readTextFileSync(`/proc/${pid}/maps`).split("\n")) {
    const range = /^([0-9a-f]+)-([0-9a-f]+) rw-/.exec(line);
    if (range === null) continue;
    const start = parseInt(range[1]!, 16);
    const bytes = Buffer.from(readMemory(memory, start, parseInt(range[2]!, 16) - start));
    for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) count++;
  }
  return count;
}

/** Returns `length` bytes from the address `start`. Pages that cannot be read are zeros. */
function readMemory(memory: Deno.FsFile, start: number, length: number): ArrayBuffer {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    try {
      memory.seekSync(start + at, Deno.SeekMode.Start);
      at += memory.readSync(bytes.subarray(at)) ?? length;
    } catch {
      at += PAGE;
    }
  }
  return bytes.buffer;
}
