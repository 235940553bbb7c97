import assert from "node:assert/strict";
import { renderNuHook } from "../../src/shell/nu_hook.ts";
import { HookHome } from "./hook_home.ts";
import { NU } from "./nu.ts";
import { ignoreWithout } from "../ignore.ts";

const ignore = ignoreWithout(NU);

/** Runs `line` in a Nushell that has read the hook for `tools`; answers what the fake opaws was called with. */
async function nu(line: string, tools: readonly string[], program?: string): Promise<{
  readonly calls: readonly (readonly string[])[];
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}> {
  using home = new HookHome("bash");
  const path = program === undefined ? "opaws" : `${home.folder}/${program}`;
  if (program !== undefined) home.program(path);
  home.write("opaws.nu", renderNuHook([path], tools));
  const { code, stdout, stderr } = await new Deno.Command(NU!, {
    args: ["--no-config-file", "-c", `source ${home.folder}/opaws.nu\n${line}`],
    env: {
      HOME: home.folder,
      PATH: `${home.bin}:/usr/bin:/bin`,
      RECORD: `${home.folder}/record`,
      FAKE_STATUS: "0",
    },
    clearEnv: true,
    cwd: home.folder,
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { calls: home.calls(), code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test({
  name: "nushell runs a tool through opaws, each argument as it is",
  ignore,
  fn: async () => {
    const { calls, stderr } = await nu(
      `aws s3 "a b" --x=1 -- "" '$(x)' "it's" --profile p; cdk`,
      ["aws", "cdk", "if", "a;b"],
    );
    assert.deepEqual([calls, stderr], [[
      ["run", "--", "aws", "s3", "a b", "--x=1", "--", "", "$(x)", "it's", "--profile", "p"],
      ["run", "--", "cdk"],
    ], ""]);
  },
});

Deno.test({
  name: "nushell calls an opaws whose path has odd signs, and tells the tools that it has",
  ignore,
  fn: async () => {
    const { calls, stdout, stderr } = await nu(
      `aws; print $env.OPAWS_HOOK; print $nu.pid`,
      ["aws", "terraform"],
      'it\'s "$(x)" \\n ü',
    );
    assert.deepEqual([calls, stderr], [[["run", "--", "aws"]], ""]);
    const [told, pid] = stdout.trim().split("\n");
    assert.equal(told, `${pid}:aws,terraform`);
  },
});

Deno.test({
  name: "nushell pipes into a tool",
  ignore,
  fn: async () => {
    using home = new HookHome("bash");
    home.write("opaws.nu", renderNuHook(["opaws"], ["aws"]));
    const { stdout } = await new Deno.Command(NU!, {
      args: ["--no-config-file", "-c", `source ${home.folder}/opaws.nu\n"a b" | aws s3 cp -`],
      env: { PATH: `${home.bin}:/usr/bin:/bin`, RECORD: `${home.folder}/r`, FAKE_CAT: "1" },
      clearEnv: true,
    }).output();
    assert.equal(new TextDecoder().decode(stdout).trim(), "a b");
  },
});

Deno.test("renderNuHook() leaves no token, and passes over tools that cannot be commands", () => {
  const text = renderNuHook(["/x/::TOOLS::/opaws"], ["aws", "if", "a;b"]);
  assert.match(
    text,
    /^def --wrapped "aws" \[\.\.\.rest\] \{ \^"\/x\/::TOOLS::\/opaws" run -- "aws"/m,
  );
  assert.doesNotMatch(text, /a;b|"if"|::COMMANDS::|::TOOL_LIST::/);
});
