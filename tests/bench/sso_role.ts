import { FakeSso } from "../aws/sso/fake_sso.ts";
import { SSO_CONFIG } from "../e2e/sso_home.ts";
import { quote } from "../../src/quote.ts";
import { type BenchHome, opaws, runOnce } from "./homes.ts";
import type { Measured } from "./measure.ts";

/** `opaws run` with a role of IAM Identity Center, which is on this machine. */
export interface SsoRole extends AsyncDisposable {
  /** With credentials of the role in the cache. */
  readonly cached: Measured;
}

/** Signs in for the vault of `home` with a browser that opens every page at once. */
export async function ssoRole(home: BenchHome): Promise<SsoRole> {
  const sso = FakeSso.start();
  const folder = home.env.HOME!;
  await Deno.mkdir(`${folder}/.aws`, { recursive: true });
  await Deno.writeTextFile(`${folder}/.aws/config`, SSO_CONFIG);
  await Deno.writeTextFile(`${folder}/open.js`, "await (await fetch(Deno.args[0])).text();\n");
  const browser = `${folder}/browser`;
  const command = [Deno.execPath(), "run", "-A", "-q", "--no-config", `${folder}/open.js`];
  const words = command.map((word) => quote("bash", word)).join(" ");
  await Deno.writeTextFile(browser, `#!/bin/sh\n${words} "$1" >/dev/null 2>&1 &\n`, {
    mode: 0o755,
  });
  const env = { ...home.env, ...sso.variables, BROWSER: browser };
  await runOnce({ ...home, env }, ["sso", "login", "corp"]);
  return {
    cached: {
      ...opaws("opaws run -- true, a role of IAM Identity Center, cached", home, [
        ...["run", "--profile", "dev", "--", "true"],
      ]),
      env,
    },
    [Symbol.asyncDispose]: () => sso[Symbol.asyncDispose](),
  };
}
