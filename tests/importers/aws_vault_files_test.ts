import assert from "node:assert/strict";
import { type AskPassphrase, awsVaultCandidates } from "../../src/importers/aws_vault_files.ts";
import { UserError } from "../../src/errors.ts";
import { Secret } from "../../src/secret.ts";
import { throwaway } from "../throwaway.ts";
import { seal, SEALED_ELSEWHERE } from "./jwe_vector.ts";
import { pairs, plain } from "./plain.ts";

const ID = "AKIAI44QH8DHBEXAMPLE";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const PASSPHRASE = "correct horse";

function item(key: string, value: unknown): unknown {
  return { Key: key, Data: btoa(JSON.stringify(value)), Label: `aws-vault (${key})` };
}

function keyItem(key: string, id = ID, more: object = {}): unknown {
  return item(key, { AccessKeyID: id, SecretAccessKey: SECRET, SessionToken: "", ...more });
}

function write(folder: string, files: Readonly<Record<string, string>>): string {
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(files)) {
    Deno.writeTextFileSync(`${folder}/${name}`, text, { mode: 0o600 });
  }
  return folder;
}

function asking(answer: string | null): { ask: () => Promise<Secret | null>; times: number } {
  const asked = {
    times: 0,
    ask: () => {
      asked.times++;
      return Promise.resolve(answer === null ? null : new Secret(answer));
    },
  };
  return asked;
}

Deno.test("awsVaultCandidates() finds the keys of the file backend, and asks once", async () => {
  using place = throwaway();
  write(`${place.folder}/.aws`, {
    config: "[default]\nregion=d\n[profile prod]\nregion=p\nmfa_serial=arn:aws:iam::1:mfa/me\n",
  });
  write(`${place.folder}/.awsvault/keys`, {
    prod: SEALED_ELSEWHERE,
    "team%2Fdev": await seal(keyItem("team/dev"), PASSPHRASE),
    ".DS_Store": "Bud1",
  });
  Deno.mkdirSync(`${place.folder}/.awsvault/keys/folder`);
  const asked = asking(PASSPHRASE);
  const found = await awsVaultCandidates(place.host, place.folder, asked.ask);
  assert.equal(asked.times, 1);
  assert.deepEqual(plain(found), [
    {
      source: "aws-vault prod",
      kind: "aws-vault",
      suggestedTitle: "AWS prod",
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      secret: SECRET,
      region: "p",
      mfaSerial: "arn:aws:iam::1:mfa/me",
      profile: "prod",
      temporary: false,
    },
    {
      source: "aws-vault team/dev",
      kind: "aws-vault",
      suggestedTitle: "AWS team/dev",
      accessKeyId: ID,
      secret: SECRET,
      profile: "team/dev",
      temporary: false,
    },
  ]);
});

Deno.test("awsVaultCandidates() looks in AWS_VAULT_FILE_DIR, and prefers AWS_VAULT_FILE_PASSPHRASE", async () => {
  using place = throwaway({
    AWS_VAULT_FILE_DIR: "~/own keys/",
    AWS_VAULT_FILE_PASSPHRASE: PASSPHRASE,
  });
  write(`${place.folder}/own keys`, { prod: SEALED_ELSEWHERE });
  write(`${place.folder}/.awsvault/keys`, { other: await seal(keyItem("other"), "x") });
  const asked = asking("not this");
  const found = await awsVaultCandidates(place.host, place.folder, asked.ask);
  assert.equal(asked.times, 0);
  assert.deepEqual(found.map(({ profile }) => profile), ["prod"]);
});

Deno.test("awsVaultCandidates() asks nothing if there are no keys", async () => {
  const folders: Readonly<Record<string, string>>[] = [
    {},
    { ".DS_Store": "Bud1" },
    {
      "sts.GetSessionToken,cHJvZA,bWZh,1700000000": SEALED_ELSEWHERE,
      "session,prod,,1700000000": SEALED_ELSEWHERE,
      "session:prod:mfa:1700000000": SEALED_ELSEWHERE,
      "prod session (1700000000)": SEALED_ELSEWHERE,
      "oidc:https:%2F%2Fx.awsapps.com%2Fstart": SEALED_ELSEWHERE,
    },
  ];
  const asked = asking(PASSPHRASE);
  for (const files of folders) {
    using place = throwaway();
    write(`${place.folder}/.awsvault/keys`, files);
    assert.deepEqual(await awsVaultCandidates(place.host, place.folder, asked.ask), []);
  }
  using place = throwaway();
  assert.deepEqual(await awsVaultCandidates(place.host, place.folder, asked.ask), []);
  assert.equal(asked.times, 0);
});

Deno.test("awsVaultCandidates() skips the files without a passphrase", async () => {
  using place = throwaway();
  write(`${place.folder}/.awsvault/keys`, { prod: SEALED_ELSEWHERE });
  const asked = asking(null);
  assert.deepEqual(await awsVaultCandidates(place.host, place.folder, asked.ask), []);
  assert.equal(asked.times, 1);
  assert.deepEqual(await awsVaultCandidates(place.host, place.folder), []);
});

Deno.test("awsVaultCandidates() asks for the passphrase three times", async () => {
  using place = throwaway();
  write(`${place.folder}/.awsvault/keys`, { prod: SEALED_ELSEWHERE });
  const tries: (number | null)[] = [];
  const answers = ["wrong", "wrong too", PASSPHRASE];
  const ask: AskPassphrase = (left) => {
    tries.push(left);
    return Promise.resolve(new Secret(answers[tries.length - 1]!));
  };
  assert.ok((await awsVaultCandidates(place.host, place.folder, ask)).length > 0);
  assert.deepEqual(tries, [null, 2, 1]);
});

Deno.test("awsVaultCandidates() refuses a wrong passphrase (77)", async () => {
  using place = throwaway();
  write(`${place.folder}/.awsvault/keys`, { prod: SEALED_ELSEWHERE });
  await assert.rejects(
    awsVaultCandidates(place.host, place.folder, asking("wrong").ask),
    (error) =>
      error instanceof UserError && error.status === 77 && /wrong passphrase$/.test(error.message),
  );
});

Deno.test("awsVaultCandidates() skips payloads without a complete key", async () => {
  using place = throwaway();
  const payloads = [
    null,
    7,
    {},
    { Key: "a", Data: "*" },
    { Key: "a", Data: btoa("no JSON") },
    { Key: "a", Data: btoa("null") },
    item("a", { AccessKeyID: ID }),
    item("a", { SecretAccessKey: SECRET, AccessKeyID: "" }),
    item("a", { AccessKeyId: ID, SecretAccessKey: SECRET }),
    item("a", { AccessKeyID: 1, SecretAccessKey: SECRET }),
  ];
  const files: Record<string, string> = {};
  for (const [index, payload] of payloads.entries()) {
    files[`p${index}`] = await seal(payload, PASSPHRASE);
  }
  files.t1 = await seal(keyItem("t1", "ASIAI44QH8DHBEXAMPLE"), PASSPHRASE);
  files.t2 = await seal(keyItem("t2", ID, { SessionToken: "t" }), PASSPHRASE);
  write(`${place.folder}/.awsvault/keys`, files);
  const found = await awsVaultCandidates(place.host, place.folder, asking(PASSPHRASE).ask);
  assert.deepEqual(pairs(found), [
    ["aws-vault t1", "ASIAI44QH8DHBEXAMPLE", SECRET],
    ["aws-vault t2", ID, SECRET],
  ]);
  assert.deepEqual(found.map(({ temporary }) => temporary), [true, true]);
});

Deno.test("awsVaultCandidates() refuses a file that others can write (78) and a damaged one (65)", async () => {
  using place = throwaway();
  const folder = write(`${place.folder}/.awsvault/keys`, { prod: SEALED_ELSEWHERE });
  const asked = asking(PASSPHRASE);
  Deno.chmodSync(`${folder}/prod`, 0o666);
  await assert.rejects(
    awsVaultCandidates(place.host, place.folder, asked.ask),
    (error) => error instanceof UserError && error.status === 78,
  );
  Deno.chmodSync(`${folder}/prod`, 0o600);
  write(folder, { slow: await seal({}, PASSPHRASE, { header: { p2c: 2_000_000_000 } }) });
  await assert.rejects(
    awsVaultCandidates(place.host, place.folder, asked.ask),
    (error) => error instanceof UserError && error.status === 65 && error.message.includes("slow"),
  );
  assert.equal(asked.times, 0);
});
