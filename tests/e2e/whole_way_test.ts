import assert from "node:assert/strict";
import { startScript } from "../../src/shell/start_script.ts";
import { ignoreWithout } from "../ignore.ts";
import { INSTALL, Release } from "./fake_release.ts";
import { AWS_1, MOTO, startMoto } from "./moto.ts";
import { PASSWORD, UserHome } from "./user_home.ts";

const TOOLS = Deno.env.get("OPAWS_CI_TOOLS") ?? "/nonexistent";

/** Returns the program to release: that of `OPAWS_BIN`, else a script that runs the bundle. */
function program(): Uint8Array<ArrayBuffer> {
  const own = Deno.env.get("OPAWS_BIN");
  if (own) return Deno.readFileSync(own);
  const bundle = new URL("../../dist/opaws.js", import.meta.url).pathname;
  const line = `exec '${Deno.execPath()}' run -A -q --no-config --no-lock '${bundle}' "$@"`;
  return new TextEncoder().encode(startScript("# Starts the bundle.", [line]));
}

Deno.test({
  name: "from curl to the answer of AWS: install.sh, init, the hook, a shim, uninstall",
  ignore: ignoreWithout(MOTO, AWS_1),
  async fn() {
    await using moto = await startMoto();
    const { id, secret } = await moto.user("dev");
    await using release = new Release();
    await release.publish("any", program());
    release.files.set("install.sh", Deno.readFileSync(INSTALL));
    using home = new UserHome({ AWS_ENDPOINT_URL: moto.url, AWS_DEFAULT_REGION: "eu-west-1" });
    const bin = `${home.folder}/.local/bin`;
    const PATH = [bin, `${TOOLS}/bin`, "/usr/bin", "/bin"].join(":");
    const sh = async (script: string, input = ""): Promise<string> => {
      const ended = await home.run("/bin/bash", ["-c", script], { env: { PATH }, input });
      assert.equal(ended.code, 0, `${script}\n${ended.stdout}${ended.stderr}`);
      return ended.stdout;
    };

    const { base } = release;
    await sh(`curl -fsSL ${base}/latest/download/install.sh | OPAWS_BASE_URL=${base} sh`);
    assert.ok(Deno.statSync(`${bin}/opaws`).isFile);
    await sh("opaws vault create personal --password-stdin", `${PASSWORD}\n`);
    await sh("opaws unlock --password-stdin", `${PASSWORD}\n`);
    const fields = { "access key id": id, "secret access key": secret };
    await sh("opaws item create --stdin", JSON.stringify({ title: "AWS dev", fields }));
    await sh("opaws init aws --item 'AWS dev' --scope global --yes");

    const ask = "aws sts get-caller-identity --output text --query Arn";
    assert.match(await sh(`eval "$(opaws hook bash)"; ${ask}`), /:user\/dev/);
    await sh("opaws shim install");
    const shims = `${home.folder}/.local/state/opaws/shims`;
    assert.match(await sh(`PATH="${shims}":$PATH; ${ask}`), /:user\/dev/);

    await sh("opaws uninstall --yes --purge personal");
    await sh(`curl -fsSL ${base}/latest/download/install.sh | sh -s -- --uninstall`);
    assert.throws(() => Deno.statSync(`${bin}/opaws`), Deno.errors.NotFound);
  },
});
