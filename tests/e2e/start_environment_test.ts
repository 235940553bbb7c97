import assert from "node:assert/strict";
import { ignoreWithout } from "../ignore.ts";
import { NU } from "./nu.ts";
import { UserHome } from "./user_home.ts";

/** How each shell reads its hook. */
const SHELLS: Readonly<Record<string, string>> = {
  "/bin/bash": 'eval "$(opaws hook bash)"',
  "/usr/bin/zsh": 'eval "$(opaws hook zsh)"',
  "/usr/bin/fish": "opaws hook fish | source",
  [NU]: "source ./hook.nu",
};
const ENTRYPOINT = "DENO_INTERNAL_CHILD_ENTRYPOINT";
const SHOW =
  `printf '%s|' "\${TMPDIR-unset}" "\${OPAWS_START_TMPDIR-unset}" "\${${ENTRYPOINT}-unset}"`;

async function homeWithTool(): Promise<UserHome> {
  const home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  home.program("aws", SHOW);
  return home;
}

for (const [shell, load] of Object.entries(SHELLS)) {
  Deno.test({
    name: `${shell}: the hook starts opaws with a TMPDIR that works, and the tool with the user's`,
    ignore: ignoreWithout(shell),
    async fn() {
      using home = await homeWithTool();
      // Nushell reads the file when it parses.
      Deno.writeTextFileSync(`${home.folder}/hook.nu`, (await home.opaws(["hook", "nu"])).stdout);
      for (const TMPDIR of ["", "relative", "/tmp", `${home.folder}/run`]) {
        const env = { TMPDIR, [ENTRYPOINT]: "/nonexistent.mjs" };
        const script = `${load}; aws s3 ls`;
        const { code, stdout, stderr } = await home.run(shell, ["-c", script], { env });
        assert.equal(code, 0, stderr);
        assert.equal(stdout, `${TMPDIR}|unset|unset|`);
      }
    },
  });
}

Deno.test("a shim starts opaws with a TMPDIR that works, and the tool with the user's", async () => {
  using home = await homeWithTool();
  assert.equal((await home.opaws(["shim", "install"])).code, 0);
  const shim = `${home.folder}/.local/state/opaws/shims/aws`;
  for (const TMPDIR of ["", "relative", "/tmp"]) {
    const env = { TMPDIR, [ENTRYPOINT]: "/nonexistent.mjs" };
    const { code, stdout, stderr } = await home.run(shim, ["s3", "ls"], { env });
    assert.equal(code, 0, stderr);
    assert.equal(stdout, `${TMPDIR}|unset|unset|`);
  }
});
