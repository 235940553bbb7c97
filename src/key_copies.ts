let copied = false;
let left = false;

/** Notes that the runtime has copies of a key which nobody can wipe, as WebCrypto makes them. */
export function noteCopies(): void {
  copied = true;
}

/** Notes that a command has left the plain case, so that this process may wait for a person or for AWS. */
export function leavePlainCase(): void {
  left = true;
}

/** Reports whether opaws has to restart before it waits: it has left the plain case, and copies of a key with it. */
export function mustDropCopies(): boolean {
  return copied && left;
}
