/** A user without rights, made for one test and removed at its end. Needs root, `useradd` and `userdel` (shadow). */
export class UnprivilegedUser implements Disposable {
  /** Its name. */
  readonly name: string = `opaws-${crypto.getRandomValues(new Uint8Array(6)).toHex()}`;
  /** Its user id, which is random: the kernel keeps the keyring of a user id for a while. */
  readonly uid: number = 100_000 + crypto.getRandomValues(new Uint32Array(1))[0]! % 900_000_000;

  /** Makes the user, with a group of its own and without a home directory. */
  constructor() {
    const own = ["--user-group", "--no-create-home", "--no-log-init", "--shell", "/bin/sh"];
    call("useradd", [...own, "--key", `UID_MAX=${this.uid}`, "--uid", String(this.uid), this.name]);
  }

  /** Returns the arguments of `setpriv` that run a program as this user. */
  get privileges(): string[] {
    return [`--reuid=${this.uid}`, `--regid=${this.name}`, "--clear-groups"];
  }

  /** Gives `path` and everything in it to this user. */
  own(path: string): void {
    call("chown", ["--recursive", "--no-dereference", `${this.name}:`, path]);
  }

  /** Removes the user. Its processes must have ended. */
  [Symbol.dispose](): void {
    call("userdel", ["--force", this.name]);
  }
}

function call(program: string, args: string[]): string {
  const { success, stdout, stderr } = new Deno.Command(program, { args }).outputSync();
  if (!success) throw new Error(`${program}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout).trim();
}
