import assert from "node:assert/strict";

const root = new URL("../../", import.meta.url);
const sh = Deno.readTextFileSync(new URL("install.sh", root)).replaceAll(/ \\\n\s*/g, " ");
const ps1 = Deno.readTextFileSync(new URL("install.ps1", root)).replaceAll(/ `\r?\n\s*/g, " ");

/** Returns the options of the command that `start` matches in `script`, with those values that are the same in both. */
function optionsOf(script: string, start: RegExp): string[] {
  const line = script.split("\n").find((each) => start.test(each));
  assert.ok(line, `${start}`);
  return line.match(/--[\w-]+( (slsaprovenance1|https:\S+))?/g)!.map((each) => each.trim());
}

/** Returns where each of `steps` first is in `script`. */
function positions(script: string, steps: readonly string[]): number[] {
  return steps.map((step) => {
    const at = script.indexOf(step);
    assert.ok(at >= 0, step);
    return at;
  });
}

Deno.test("install.ps1 verifies the attestation by the same commands as install.sh", () => {
  const gh = [/gh attestation verify "/, /gh\.Source attestation verify \$file/] as const;
  assert.deepEqual(optionsOf(ps1, gh[1]), optionsOf(sh, gh[0]));
  assert.deepEqual(optionsOf(sh, gh[0]), ["--bundle", "--repo", "--cert-identity-regex"]);
  const cosign = [/cosign verify-blob-attestation --bundle/, /Source verify-blob-attestation --b/];
  assert.deepEqual(optionsOf(ps1, cosign[1]!), optionsOf(sh, cosign[0]!));
  const identity = [sh, ps1].map((script) =>
    /workflow ?= ?"(\^.*)"/.exec(script)![1]!.replaceAll("\\\\", "\\")
  );
  assert.equal(
    identity[0],
    "^$repository/\\.github/workflows/release\\.yml@refs/tags/v",
  );
  assert.equal(identity[1], identity[0]);
});

Deno.test("install.ps1 starts and unpacks nothing before it has verified it, as install.sh", () => {
  for (
    const [script, steps] of [
      [sh, [
        '[ "$(hash_of "$work/$archive")" = "$wanted" ]',
        "  verify_attestation\n",
        "tar -xzf",
        '("$work/opaws" --version)',
        'mv -f "$work/opaws"',
      ]],
      [ps1, [
        "if ($found -ne $wanted)",
        "$isAttested = Test-Attestation",
        "Expand-Archive",
        "& $new --version",
        "Move-Item -LiteralPath $new",
      ]],
    ] as const
  ) {
    const found = positions(script, steps);
    assert.deepEqual(found, found.toSorted((a, b) => a - b));
  }
});

Deno.test("install.ps1 downloads only in one place, which follows no redirect by itself", () => {
  assert.deepEqual(ps1.match(/Invoke-WebRequest|Invoke-RestMethod|WebClient|HttpClient/g), null);
  assert.equal(ps1.match(/\[Net\.WebRequest\]::Create/g)!.length, 1);
  const save = ps1.slice(ps1.indexOf("function Save-File"), ps1.indexOf("function Find-Program"));
  const [check, create, noRedirect, send] = positions(save, [
    "$at.Scheme -ne 'https'",
    "[Net.WebRequest]::Create($at)",
    ".AllowAutoRedirect = $false",
    ".GetResponse()",
  ]);
  assert.ok(check! < create! && create! < noRedirect! && noRedirect! < send!);
});
