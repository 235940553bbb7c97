import type { UserHome } from "./user_home.ts";

/** The path of strace. */
export const STRACE = "/usr/bin/strace";

/** Puts an opaws on PATH whose keyring system calls named in `calls` fail with `error`. */
export function refuseKeyring(home: UserHome, calls: string, error: string): void {
  const real = `${home.folder}/bin/real`;
  Deno.renameSync(`${home.folder}/bin/opaws`, real);
  const refusing = `-e trace=${calls} -e inject=${calls}:error=${error}`;
  Deno.writeTextFileSync(
    `${home.folder}/bin/opaws`,
    `#!/bin/sh\nexec ${STRACE} -f -qq -o /dev/null ${refusing} '${real}' "$@"\n`,
    { mode: 0o755 },
  );
}
