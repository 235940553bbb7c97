import assert from "node:assert/strict";
import { ignoreOnWindows } from "../ignore.ts";
import { withheldVariables } from "../../src/exec/withheld_variables.ts";
import { throwaway } from "../throwaway.ts";

const at = (path: string): string => new URL(`../../src/${path}`, import.meta.url).href;

const SCRIPT = `
import { withheldVariables } from ${JSON.stringify(at("exec/withheld_variables.ts"))};
import { restartWithoutTlsVariables, restartWithoutRuntimeVariables } from ${
  JSON.stringify(at("exec/clean_restart.ts"))
};
import { denoHost } from ${JSON.stringify(at("host.ts"))};
await restartWithoutRuntimeVariables(denoHost);
await restartWithoutTlsVariables(denoHost);
console.log(JSON.stringify([Deno.env.toObject(), withheldVariables(denoHost), Deno.args]));
`;

type Output = [
  clean: Record<string, string>,
  held: ReturnType<typeof withheldVariables>,
  args: string[],
];

/** Runs a process with `environment` that restarts without variables, and returns what it prints. */
async function runWith(environment: Record<string, string>): Promise<Output> {
  using place = throwaway();
  Deno.writeTextFileSync(`${place.folder}/start.ts`, SCRIPT);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-q", "--no-config", `${place.folder}/start.ts`, "a b", ""],
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

const ignore = ignoreOnWindows();

Deno.test({
  name:
    "restartWithoutTlsVariables() withholds each variable about trust, and keeps it for the tool",
  ignore,
  async fn() {
    using place = throwaway();
    const wanted = {
      DENO_CERT: "/dev/null",
      DENO_TLS_CA_STORE: "system",
      NODE_EXTRA_CA_CERTS: "/dev/null",
      NODE_TLS_REJECT_UNAUTHORIZED: "0",
      SSLKEYLOGFILE: `${place.folder}/keys`,
    };
    const [clean, held, args] = await runWith({ ...wanted, KEPT: "kept" });
    for (const name of Object.keys(wanted)) assert.equal(clean[name], undefined, name);
    assert.equal(clean.KEPT, "kept");
    assert.deepEqual(held.set, wanted);
    assert.deepEqual(
      [...held.unset].sort(),
      Object.keys(wanted).map((name) => `OPAWS_HELD_${name}`),
    );
    assert.deepEqual(args, ["a b", ""]);
  },
});

Deno.test({
  name:
    "restartWithoutRuntimeVariables() withholds OTEL_DENO with any value, also after a second restart",
  ignore,
  async fn() {
    const [clean, held] = await runWith({ OTEL_DENO: "false", DENO_TLS_CA_STORE: "system" });
    assert.deepEqual([clean.OTEL_DENO, clean.DENO_TLS_CA_STORE], [undefined, undefined]);
    assert.deepEqual(held.set, { DENO_TLS_CA_STORE: "system", OTEL_DENO: "false" });
  },
});

Deno.test({
  name: "restartWithoutRuntimeVariables() withholds NODE_OPTIONS unless all options are harmless",
  ignore,
  async fn() {
    const cases: [options: string, harmless: boolean][] = [
      ["", true],
      ["--max-old-space-size=4096 --no-warnings", true],
      [" --no-deprecation  --max_semi_space_size=64", true],
      ["--require=/nowhere.js --no-warnings", false],
      ["--no-warnings --inspect=127.0.0.1:0", false],
      ["--no-warnings --title=x --no-warnings", false],
      ["--max-old-space-size=1x", false],
    ];
    for (const [options, harmless] of cases) {
      const [clean, held] = await runWith({ NODE_OPTIONS: options });
      const kept = harmless ? options : undefined;
      assert.deepEqual(
        [clean.NODE_OPTIONS, held.set],
        [kept, harmless ? {} : { NODE_OPTIONS: options }],
        options,
      );
    }
  },
});

Deno.test({
  name: "restartWithoutRuntimeVariables() withholds DENO_V8_FLAGS unless all options are harmless",
  ignore,
  async fn() {
    const cases: [flags: string, harmless: boolean][] = [
      ["--max-old-space-size=4096,--max_semi_space_size=64", true],
      ["--max-old-space-size=4096,--expose-gc", false],
      ["--random-seed=1", false],
    ];
    for (const [flags, harmless] of cases) {
      const [clean, held] = await runWith({ DENO_V8_FLAGS: flags });
      assert.deepEqual(
        [clean.DENO_V8_FLAGS, held.set],
        harmless ? [flags, {}] : [undefined, { DENO_V8_FLAGS: flags }],
        flags,
      );
    }
  },
});
