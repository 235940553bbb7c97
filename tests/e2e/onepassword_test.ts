import assert from "node:assert/strict";
import { ignoreWithout } from "../ignore.ts";
import { UserHome } from "./user_home.ts";

const ID = "AKIAIOSFODNN7EXAMPLE";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const SERIAL = "arn:aws:iam::123456789012:mfa/me";
const ZIP = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("export.attributes", '{"version":3,"description":"1Password Unencrypted Export"}')
    z.writestr("export.data", sys.stdin.read())
    z.writestr("files/x__me.png", b"0" * 4096)
`;

function item(title: string, id: string) {
  const fields = [
    { title: "access key id", id: "a", value: { string: id } },
    { title: "secret access key", id: "b", value: { concealed: SECRET } },
    { title: "one-time password", id: "c", value: { totp: `otpauth://totp/x?secret=${SEED}` } },
    { title: "mfa serial", id: "d", value: { string: SERIAL } },
    { title: "default region", id: "e", value: { string: "eu-west-1" } },
  ];
  return { state: "active", overview: { title }, details: { sections: [{ fields }] } };
}

Deno.test({
  name: "item import --1pux reads every vault of 1Password's export, one-time passwords included",
  ignore: ignoreWithout("python3"),
  fn: async () => {
    using home = new UserHome();
    await home.vault();
    const file = `${home.folder}/me.1pux`;
    const data = {
      accounts: [{
        vaults: [
          {
            attrs: { name: "Private" },
            items: [item("AWS dev", ID), { overview: { title: "Bank" } }],
          },
          { attrs: { name: "Team" }, items: [item("AWS prod", "AKIAI44QH8DHBEXAMPLE")] },
        ],
      }],
    };
    const zip = await home.run("python3", ["-c", ZIP, file], { input: JSON.stringify(data) });
    assert.equal(zip.code, 0, zip.stderr);
    const imported = await home.opaws(["item", "import", "--1pux", file, "--all"]);
    assert.equal(imported.code, 0, imported.stderr);
    assert.match(imported.stdout, /…MPLE from "AWS dev" of 1Password's vault "Private"\n/);
    assert.match(imported.stdout, /Imported as "AWS dev"\.\nImported as "AWS prod"\./);
    assert.match(imported.stdout, /still holds all of 1Password in plaintext: delete it/);
    assert.ok(!imported.stdout.includes(SECRET) && !imported.stdout.includes(SEED));
    const shown = JSON.parse(
      (await home.opaws(["item", "show", "AWS prod", "--json", "--reveal"])).stdout,
    );
    const fields = Object.fromEntries(
      shown.fields.map(({ name, value }: Record<string, string>) => [name, value]),
    );
    assert.deepEqual(fields, {
      "access key id": "AKIAI44QH8DHBEXAMPLE",
      "secret access key": SECRET,
      "one-time password": `otpauth://totp/x?secret=${SEED}`,
      "default region": "eu-west-1",
      "mfa serial": SERIAL,
    });
    assert.match((await home.opaws(["otp", "AWS prod"])).stdout, /^\d{6}\n$/);
    const again = await home.opaws(["item", "import", "--1pux", file, "--all"]);
    assert.match(again.stdout, /already in the vault/);
  },
});

Deno.test("item import --1pux refuses another file, and quotes nothing of it", async () => {
  using home = new UserHome();
  await home.vault();
  Deno.writeTextFileSync(`${home.folder}/x.1pux`, `{"secret": "${SECRET}"}`);
  const bad = await home.opaws(["item", "import", "--1pux", "x.1pux", "--all"]);
  assert.equal(bad.code, 64);
  assert.match(
    bad.stderr,
    /cannot read x\.1pux as an export of 1Password: it is not a ZIP archive/,
  );
  assert.ok(!bad.stderr.includes(SECRET));
  assert.equal((await home.opaws(["item", "import", "--1pux", "none.1pux"])).code, 66);
  assert.equal((await home.opaws(["item", "import", "--1pux", "x.1pux", "--op"])).code, 64);
  assert.equal((await home.opaws(["item", "import", "csv", "--1pux", "x.1pux"])).code, 64);
});

/** Behaves as 1Password's op: one document for each item, whose ids come from standard input. */
const OP = `
case "$*" in
"item list --format json")
  echo '[{"id":"i1","title":"AWS dev","category":"API_CREDENTIAL","vault":{"id":"v","name":"Private"}},'
  echo '{"id":"i2","title":"Visa","category":"CREDIT_CARD","vault":{"id":"v","name":"Private"}},'
  echo '{"id":"i3","title":"mail","category":"LOGIN","vault":{"id":"v","name":"Private"}}]' ;;
"item get - --format json")
  cat >"$HOME/asked"; env >"$HOME/op-env"
  printf '{\\n  "title": "AWS dev",\\n  "vault": {"name": "Private"},\\n  "fields": [\\n'
  printf '    {"label": "access key id", "value": "${ID}"},\\n'
  printf '    {"label": "secret access key", "value": "${SECRET}"},\\n'
  printf '    {"type": "OTP", "label": "one-time password", "value": "${SEED}", "totp": "123456"}\\n  ]\\n}\\n'
  printf '{\\n  "title": "mail",\\n  "vault": {"name": "Private"},\\n  "fields": []\\n}\\n' ;;
*) echo "unexpected: $*" >&2; exit 9 ;;
esac`;

Deno.test("item import --op asks the installed op for what it lists, and gives it no secret of opaws", async () => {
  using home = new UserHome();
  await home.vault();
  home.program("op", OP);
  const { code, stdout, stderr } = await home.opaws(["item", "import", "--op", "--all"], {
    env: { OPAWS_SESSION: `shell-x.${"ab".repeat(32)}` },
  });
  const locked = code === 79; // where the system knows no terminal, another OPAWS_SESSION is another terminal
  if (!locked) {
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Imported as "AWS dev"/);
    assert.match((await home.opaws(["otp", "AWS dev"])).stdout, /^\d{6}\n$/);
  }
  const asked = JSON.parse(Deno.readTextFileSync(`${home.folder}/asked`));
  assert.deepEqual(asked.map(({ id }: { id: string }) => id), ["i1", "i3"]);
  assert.ok(!Deno.readTextFileSync(`${home.folder}/op-env`).includes("OPAWS_SESSION"));
});

Deno.test("item import --op says what is wrong with op", async () => {
  using home = new UserHome();
  await home.vault();
  const missing = await home.opaws(["item", "import", "--op"]);
  if (missing.code !== 66) assert.fail(`op is installed here? ${missing.stderr}`);
  assert.match(missing.stderr, /its program op is not on your PATH/);
  home.program("op", "echo 'not signed in' >&2; exit 1");
  const failed = await home.opaws(["item", "import", "--op"]);
  assert.equal(failed.code, 69);
  assert.match(
    failed.stderr,
    /not signed in\nopaws: cannot ask 1Password .*: op ended with status 1/,
  );
  home.program("op", "echo hello");
  assert.match((await home.opaws(["item", "import", "--op"])).stderr, /something else than JSON/);
});
