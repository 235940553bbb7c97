/**
 * Publishes a generation to a shared folder, as a process that a test can kill: `folder_pusher.ts FOLDER FILE`, where FILE
 * has the publication. Its temporary files always have the same names.
 */
import { FolderFiles } from "../../src/vault/remotes/folder_files.ts";
import { FolderRemote } from "../../src/vault/remotes/folder_remote.ts";

const [folder, file] = Deno.args as [string, string];
const { hash, content, headers } = JSON.parse(Deno.readTextFileSync(file));
const host = { random: (length: number) => new Uint8Array(length) };
const files = new FolderFiles(folder, host, (line) => console.error(line));
await new FolderRemote(files).push({
  hash,
  file: Uint8Array.fromBase64(content),
  headers: headers.map(({ hash, bytes }: { hash: string; bytes: string }) => ({
    hash,
    bytes: Uint8Array.fromBase64(bytes),
  })),
  replaces: [],
  tag: null,
});
