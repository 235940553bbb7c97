// Writes to the vault `personal` of each home named on standard input: `waiting_writer.ts <key in hex> <what>`. Adds the
// item "new", or if <what> is "password", changes the password to NEW_PASSWORD, or if it is "share", shares the vault. Prints one
// line for each: the result.
// While it waits for a line it is in one system call, so that strace can attach to it there.
import { UserError } from "../../src/errors.ts";
import { denoHost } from "../../src/host.ts";
import { VaultKey } from "../../src/vault/crypto/vault_key.ts";
import { changeVault } from "../../src/vault/store/change.ts";
import { changePassword } from "../../src/vault/store/change_password.ts";
import { shareVault } from "../../src/vault/store/share.ts";
import { fixedOwner } from "./fixed_owner.ts";
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

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

// If only parents may trace (Yama), this allows any process of this user: PR_SET_PTRACER, PR_SET_PTRACER_ANY.
Deno.dlopen("libc.so.6", { prctl: { parameters: ["i32", "i64"], result: "i32" } })
  .symbols.prctl(0x59616d61, -1n);

// Loads modules before the trace starts that are otherwise loaded at their first use.
try {
  readUnparsed(pathsIn("/nowhere"), "personal");
} catch {
  // There is no such vault.
}
print("ready");
for (let home = nextLine(); home !== ""; home = nextLine()) {
  const key = new VaultKey(Uint8Array.fromHex(hex!) as Uint8Array<ArrayBuffer>);
  // Gives temporary files fixed names. Nothing else draws six random bytes.
  let files = 0;
  const random = (length: number) =>
    length === 6 ? Uint8Array.of(0, 0, 0, 0, 0, ++files) : denoHost.random(length);
  try {
    const host = { ...denoHost, random };
    const paths = pathsIn(home);
    if (what === "password") {
      await changePassword(host, paths, "personal", key, NEW_PASSWORD, CHEAP);
    } else if (what === "share") {
      await shareVault(host, paths, "personal", key, await fixedOwner(), "Ann");
    } else {
      await changeVault(host, paths, "personal", key, (draft) => draft.putItem(sampleItem("new")));
    }
    print("written");
  } catch (error) {
    print(error instanceof UserError ? `${error.status} ${error.code}` : `bug ${error}`);
  }
}
