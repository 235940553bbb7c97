import assert from "node:assert/strict";
import { ignoreUnlessLinux } from "../ignore.ts";
import { throwaway } from "../throwaway.ts";

const SCRIPT = `
import { removeNodeShim } from ${
  JSON.stringify(new URL("../../src/exec/node_shim.ts", import.meta.url).href)
};
const [platform] = Deno.args;
const before = Deno.env.get("PATH");
removeNodeShim({ env: (name) => Deno.env.get(name), platform });
console.log(JSON.stringify([before, Deno.env.get("PATH"), Deno.env.get("DENO_NODE_SHIM_ACTIVE")]));
`;

/** Returns PATH as Deno set it, then PATH and the variable after `removeNodeShim`; null if unset. */
async function runWith(
  platform: string,
  environment: Record<string, string>,
): Promise<[string, string | null, string | null]> {
  using place = throwaway();
  Deno.writeTextFileSync(`${place.folder}/start.ts`, SCRIPT);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-q", "--no-config", `${place.folder}/start.ts`, platform],
    env: {
      ...environment,
      DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
    },
    clearEnv: true,
  }).output();
  const text = new TextDecoder().decode(stdout);
  assert.notEqual(text, "", new TextDecoder().decode(stderr));
  return JSON.parse(text);
}

Deno.test({
  name: "removeNodeShim() restores the PATH from before Deno put its node on it",
  ignore: ignoreUnlessLinux(),
  async fn() {
    for (const platform of ["linux", "darwin"]) {
      const [before, after, active] = await runWith(platform, { PATH: "/nowhere:/else" });
      assert.match(before, /\/node_compat_bin:\/nowhere:\/else$/, "Deno does that");
      assert.deepEqual([after, active], ["/nowhere:/else", null], platform);
      const none = await runWith(platform, {});
      assert.deepEqual(none.slice(1), [null, null], platform);
    }
    const own = "/x/node_compat_bin:/nowhere";
    const inherited = await runWith("linux", { PATH: own, DENO_NODE_SHIM_ACTIVE: "1" });
    assert.deepEqual(inherited.slice(1), [own, "1"]);
  },
});
