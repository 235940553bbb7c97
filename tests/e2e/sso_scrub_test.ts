import assert from "node:assert/strict";
import { FakeSso } from "../aws/sso/fake_sso.ts";
import { exists } from "../../src/fs/exists.ts";
import { SsoHome } from "./sso_home.ts";

const TOKEN = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
const OTHER = ".aws/sso/cache/0000000000000000000000000000000000000000.json";
const CREDENTIALS = ".aws/cli/cache/6b17aaa4b7ddc1fd491e01d5f64d4b66d9e2b04c.json";

/** Writes what `aws sso login` and `aws --profile dev` leave behind, and a token of another session. */
function leaveCopies(home: SsoHome): void {
  for (const folder of [".aws/sso/cache", ".aws/cli/cache"]) home.directory(folder);
  const token = JSON.stringify({ accessToken: "access-1EXAMPLE", startUrl: "https://x" });
  for (const name of [TOKEN, OTHER]) Deno.writeTextFileSync(`${home.folder}/${name}`, token);
  const credentials = JSON.stringify({ ProviderType: "sso", Credentials: {} });
  Deno.writeTextFileSync(`${home.folder}/${CREDENTIALS}`, credentials);
}

Deno.test("doctor reports plaintext of sessions that opaws serves, and scrub removes it", async () => {
  await using sso = FakeSso.start();
  using home = await SsoHome.make(sso);
  leaveCopies(home);
  const before = await home.opaws(["scrub", "--dry-run"]);
  assert.doesNotMatch(before.stdout, /token/, "nobody is signed in through opaws");
  await home.opaws(["sso", "login"]);
  const doctor = await home.opaws(["doctor"]);
  assert.match(doctor.stdout, /~\/\.aws\/sso\/cache\/ee0b\S+: a token of corp in plaintext/);
  assert.match(
    doctor.stdout,
    /~\/\.aws\/cli\/cache\/6b17\S+: role credentials of corp in plaintext/,
  );
  assert.match(doctor.stdout, /signed in to corp/);
  const dry = await home.opaws(["scrub", "--dry-run"]);
  assert.match(dry.stdout, /Would remove token of corp: ~\/\.aws\/sso\/cache\/ee0b/);
  const unasked = await home.opaws(["scrub"]);
  assert.equal(unasked.code, 79);
  const left = () => [TOKEN, CREDENTIALS, OTHER].map((name) => exists(`${home.folder}/${name}`));
  assert.deepEqual(left(), [true, true, true]);
  const scrubbed = await home.opaws(["scrub", "--yes"]);
  assert.equal(scrubbed.code, 0, scrubbed.stderr);
  assert.match(scrubbed.stdout, /Removed role credentials of corp: ~\/\.aws\/cli\/cache\/6b17/);
  assert.deepEqual(left(), [false, false, true]);
  const json = JSON.parse((await home.opaws(["scrub", "--yes", "--json"])).stdout);
  assert.deepEqual(json.identityCenter, []);
});

Deno.test("doctor reports a bound session that nobody is signed in to", async () => {
  await using sso = FakeSso.start();
  using home = await SsoHome.make(sso);
  const role = ["--sso", "corp", "--account", "111122223333", "--role", "Developer"];
  const bound = await home.opaws(["init", "aws", ...role, "--scope", "global", "--no-check"]);
  assert.equal(bound.code, 0, bound.stderr);
  assert.equal(
    bound.stdout,
    "aws uses role Developer in 111122223333 through corp as the global default.\n",
  );
  const doctor = await home.opaws(["doctor"]);
  assert.match(
    doctor.stdout,
    /a role of corp is bound, and nobody is signed in[^]*opaws sso login corp/,
  );
  const run = await home.opaws(["run", "--", "true"]);
  assert.equal(run.code, 79);
  assert.match(run.stderr, /cannot use corp: nobody is signed in\n {2}try: opaws sso login corp/);
});
