// Writes to the vault `personal` of each home named on standard input: `waiting_writer.ts <key in hex> <what>`, which adds
// the item "new", or gives it the password NEW_PASSWORD where `what` is "password".
// Answers a line each: what became of it. It waits in one system call, so that it can be traced from there.
import { UserError } from "../../src/errors.ts";
import { denoHost } from "../../src/host.ts";
import { VaultKey } from "../../src/vault/crypto/vault_key.ts";
import { changeVault } from "../../src/vault/store/change.ts";
import { changePassword } from "../../src/vault/store/change_password.ts";
import { readUnparsed } from "../../src/vault/store/read.ts";
import { Secret } from "../../src/secret.ts";
import { CHEAP, pathsIn, sampleItem } from "../vault/temp_vault.ts";

const [hex, what] = Deno.args;

const NEW_PASSWORD = new Secret("another horse");

function nextLine(): string {
  let line = "";
  const byte = new Uint8Array(1);
  while (Deno.stdin.readSync(byte) !== null) {
    if (byte[0] === 0x0a) return line;
    line += String.fromCharCode(byte[0]!);
  }
  return "";
}

function answer(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

// Where only parents may trace (Yama), this lets anyone of this user: PR_SET_PTRACER, PR_SET_PTRACER_ANY.
Deno.dlopen("libc.so.6", { prctl: { parameters: ["i32", "i64"], result: "i32" } })
  .symbols.prctl(0x59616d61, -1n);

// What is loaded at its first use is loaded before the tracing begins.
try {
  readUnparsed(pathsIn("/nowhere"), "personal");
} catch {
  // There is none.
}
answer("ready");
for (let home = nextLine(); home !== ""; home = nextLine()) {
  const key = new VaultKey(Uint8Array.fromHex(hex!) as Uint8Array<ArrayBuffer>);
  // The temporary files get names that the test knows: six random bytes are drawn for nothing else.
  let files = 0;
  const random = (length: number) =>
    length === 6 ? Uint8Array.of(0, 0, 0, 0, 0, ++files) : denoHost.random(length);
  try {
    const host = { ...denoHost, random };
    const paths = pathsIn(home);
    if (what === "password") {
      await changePassword(host, paths, "personal", key, NEW_PASSWORD, CHEAP);
    } else {
      await changeVault(host, paths, "personal", key, (draft) => draft.putItem(sampleItem("new")));
    }
    answer("written");
  } catch (error) {
    answer(error instanceof UserError ? `${error.status} ${error.code}` : `bug ${error}`);
  }
}
