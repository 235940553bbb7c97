import assert from "node:assert/strict";
import { seal } from "../importers/jwe_vector.ts";
import { type Answers, LIST, newHome, talk, UNLOCK } from "./guided_talk.ts";
import { PASSWORD } from "./user_home.ts";

const DOWN = "\x1b[B";
const UP = "\x1b[A";
const ERASE = "\x15";
const ID = "AKIAI44QH8DHBEXAMPLE";
const SECRET = "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY";

Deno.test("init asks for a new password until both are the same, and none of it reaches the shell", async () => {
  using home = newHome();
  const wrong = Array.from({ length: 5 }, (_, n): Answers => [
    [/◆ +New password of vault "personal"/, `touch pwned${n}\r`],
    [/◆ +Repeat the new password/, `touch other${n}\r`],
    [/the two passwords differ, so type both again/, ""],
  ]).flat();
  await using terminal = await talk(home, "opaws init --no-check", [
    [/Name of the vault/, "a/b\r"],
    [/this cannot be a vault's name: it has the character \//, `${ERASE}con\r`],
    [/it is the name of a Windows device/, `${ERASE}\r`],
    [/◆ +New password of vault "personal"/, "short\r"],
    [/it is shorter than 8 characters/, ""],
    ...wrong,
    [/◆ +New password of vault "personal"/, `${PASSWORD}\r`],
    [/◆ +Repeat the new password/, `${PASSWORD}\r`],
    [/vault "personal" is created[^]*Where do the credentials come from\?/, "\x1b"],
  ]);
  await terminal.expect(/Cancelled\.\n {2}done: vault "personal" is created\n[^]*status 77/);
  const names = [...Deno.readDirSync(home.folder)].map(({ name }) => name);
  assert.deepEqual(names.filter((name) => /pwned|other/.test(name)), []);
  assert.doesNotMatch(terminal.output, /pwned|other\d/);
});

Deno.test("vault passwd and unlock --recovery ask for a new password until both are the same", async () => {
  using home = newHome();
  await home.vault();
  const made = await home.opaws(["vault", "recovery", "create", "--password-stdin", "--json"], {
    input: `${PASSWORD}\n`,
  });
  const { code } = JSON.parse(made.stdout);
  const wrong = Array.from({ length: 4 }, (): Answers => [
    [/◆ +New password/, "one password\r"],
    [/◆ +Repeat/, "another password\r"],
  ]).flat();
  const right: Answers = [[/◆ +New password/, "new password\r"], [/◆ +Repeat/, "new password\r"]];
  await using passwd = await talk(home, "opaws vault passwd", [
    [/◆ +Password of vault/, "wrong\r"],
    [/wrong password, 2 tries left/, ""],
    [/◆ +Password of vault/, `${PASSWORD}\r`],
    ...wrong,
    ...right,
  ]);
  await passwd.expect(/Changed the password of vault "personal"\.[^]*status 0/, 20_000);
  await using recovery = await talk(home, "opaws unlock --recovery", [
    [/◆ +Recovery code/, "x\r"],
    [/2 tries left/, ""],
    [/◆ +Recovery code/, `${code}\r`],
    ...wrong,
    ...right,
  ]);
  await recovery.expect(/has a new password[^]*status 0/, 20_000);
});

Deno.test("item create asks each question again until the answer can be used, and keeps the others", async () => {
  using home = newHome();
  await home.vault();
  await home.item("AWS dev");
  await using terminal = await talk(home, "opaws item create", [
    UNLOCK,
    [/Name of the item/, "\r"],
    [/a title cannot be empty/, "aws DEV\r"],
    [/the vault has another item called "aws DEV"\. Use it anyway\?/, "n"],
    [/Name of the item/, `${ERASE}AWS new\r`],
    [/Access key id/, "foo\r"],
    [/an access key id is AKIA and 16 capital letters or digits/, `${ERASE}${SECRET}\r`],
    [/an access key id is AKIA/, `${ERASE}AKIBI44QH8DHBEXAMPLE\r`],
    [/this access key id is unusual[^]*Use it anyway\?/, "n"],
    [/Access key id[^]*AKIBI44QH8DHBEXAMPLE/, `${ERASE}${ID}\r`],
    [/◆ +Secret access key/, "20 characters, no it\r"],
    [/a secret access key has 40 characters/, ""],
    [/◆ +Secret access key/, `${ID}\r`],
    [/that is an access key id/, ""],
    [/◆ +Secret access key/, `${SECRET}x\r`],
    [/this secret access key is unusual[^]*Use it anyway\?/, "n"],
    [/◆ +Secret access key/, `${SECRET}\r`],
    [/Default region/, `${ID}\r`],
    [/a region is written like eu-west-1/, `${ERASE}us-east-1a\r`],
    [/availability zone, and its region is us-east-1/, `${ERASE}mars-north-1\r`],
    [/mars-north-1 is not a region that opaws knows\. Use it anyway\?/, "y"],
    [/◆ +One-time password/, "notbase32!!\r"],
    [/neither base32 nor an otpauth/, ""],
    [/◆ +One-time password/, "\r"],
    [/MFA serial/, "me\r"],
    [/an MFA serial is an ARN/, `${ERASE}arn:aws:iam::123456789012:mfa/me\r`],
    [/Ask AWS now/, "n"],
  ]);
  await terminal.expect(/status 0/);
  const { fields } = JSON.parse(
    (await home.opaws(["item", "show", "AWS new", "--reveal", "--json"])).stdout,
  );
  assert.deepEqual(fields.map((field: { value: string }) => field.value), [
    ID,
    SECRET,
    "mars-north-1",
    "arn:aws:iam::123456789012:mfa/me",
  ]);
  assert.doesNotMatch(terminal.output, /notbase32|20 characters, no it/);
});

Deno.test("item edit changes a field, the title or removes a field, asks again, and goes back", async () => {
  using home = newHome();
  await home.vault();
  await home.item("AWS dev", ID, { "default region": "eu-west-1" });
  await home.item("AWS prod");
  const field = `Which field\\?${LIST}`;
  const change = (answers: Answers) => talk(home, "opaws item edit 'AWS dev'", [...answers]);
  await using title = await change([
    UNLOCK,
    [new RegExp(field), "\r"],
    [/New title\n│ +AWS dev/, "AWS prod\r"],
    [/the vault has another item called "AWS prod"/, `${ERASE}AWS test\r`],
  ]);
  await title.expect(/Changed item "AWS test"\.\nstatus 0/);
  const region = `${DOWN}${DOWN}${DOWN}\r`;
  await using back = await talk(home, "opaws item edit 'AWS test'", [
    UNLOCK,
    [new RegExp(field), region],
    [new RegExp(`What to do with the default region\\?${LIST}`), `${UP}\r`],
    [new RegExp(field), region],
    [new RegExp(`What to do with the default region\\?${LIST}`), "\r"],
    [/New default region\n│ +eu-west-1/, "Ireland\r"],
    [/a region is written like eu-west-1/, `${ERASE}eu-west-2\r`],
  ]);
  await back.expect(/Changed item[^]*status 0/);
  const shown = (await home.opaws(["item", "show", "AWS test"])).stdout;
  assert.match(shown, /default region +eu-west-2/);
  await using remove = await talk(home, "opaws item edit 'AWS test'", [
    UNLOCK,
    [new RegExp(field), region],
    [new RegExp(`What to do with the default region\\?${LIST}`), `${DOWN}\r`],
  ]);
  await remove.expect(/Changed item[^]*status 0/);
  assert.doesNotMatch((await home.opaws(["item", "show", "AWS test"])).stdout, /region/);
});

Deno.test("init lists the items first, searches, and goes back from every list", async () => {
  using home = newHome();
  await home.vault();
  await home.item("AWS dev");
  await home.item("AWS prod", ID);
  home.credentials({ old: { id: "AKIAIOSFODNN7EXAMPL2", secret: SECRET } });
  const source = new RegExp(
    `● "AWS dev" of vault "personal"[^]*○ "AWS prod"[^]*○ Search in opaws[^]*` +
      `○ Import access key …MPL2 from ~/\\.aws/credentials \\[old\\][^]*○ Enter another access key${LIST}`,
  );
  const item = new RegExp(`Which item\\?[^]*Expand search[^]*Go back[^]*Type: to search`);
  await using terminal = await talk(home, "opaws init --no-check", [
    UNLOCK,
    [source, `${DOWN}${DOWN}\r`],
    [item, `${UP}\r`],
    [source, `${DOWN}${DOWN}\r`],
    [item, `${UP}${UP}\r`],
    [/Which item\?[^]*AWS dev[^]*AWS prod[^]*Go back[^]*Type: to search/, "zebra"],
    [/zebra[^]*/, "\r"],
    [item, "zebra"],
    [/● Expand search[^]*Search: zebra/, "\x7f\x7f\x7f\x7f\x7fpro"],
    [/● AWS prod[^]*Search: pro/, "\r"],
    [new RegExp(`When should it be used\\?[^]*○ Go back${LIST}`), `${UP}\r`],
    [source, "\r"],
    [new RegExp(`When should it be used\\?[^]*○ Go back${LIST}`), `${DOWN}\r`],
    [/aws uses "AWS dev" of vault "personal" in ~ and below\./, ""],
    [/Add it to ~\/\.bashrc\?/, "n"],
  ]);
  await terminal.expect(/status 0/);
});

Deno.test("init replaces a shown default by what is typed, and uses it for an empty answer", async () => {
  using home = newHome();
  home.credentials({ old: { id: ID, secret: SECRET } });
  await using terminal = await talk(home, "opaws init --no-check", [
    [/Name of the vault\n│ +personal/, "work\r"],
    [/◆ +New password of vault "work"/, `${PASSWORD}\r`],
    [/◆ +Repeat/, `${PASSWORD}\r`],
    [new RegExp(`Where do the credentials come from\\?${LIST}`), "\r"],
    [/Name of the item\n│ +AWS old/, "\r"],
    [new RegExp(`When should it be used\\?${LIST}`), "\x03"],
  ]);
  await terminal.expect(/done: item "AWS old" is saved in vault "work"/);
  assert.doesNotMatch(terminal.output, /Search in opaws/, "the vault was empty");
});

Deno.test("init --item --scope asks nothing, and without --scope it offers the rename as the picker does", async () => {
  using home = newHome();
  await home.vault();
  await home.uncheckedItem("odd", { "key id": ID, "secret access key": SECRET });
  home.credentials({ old: { id: ID, secret: SECRET } });
  await using quiet = await talk(home, "opaws init --no-check --item odd --scope global", [UNLOCK]);
  const output = await quiet.expect(/[^]*status \d+/, 20_000);
  assert.match(output, /item "odd" has no field "access key id", so no tool can use it\n/);
  assert.match(output, /try: opaws item rename-field \S+ 'key id' 'access key id'\n/);
  assert.match(output, /aws uses "odd" of vault "personal" as the global default\.\nstatus 0/);
  await using offer = await talk(home, "opaws init --no-check --item odd", [
    UNLOCK,
    [/has no field "access key id"\. Is it there under another name\?/, "y"],
    [new RegExp(`Which field is the access key id\\?[^]*key id[^]*Go back${LIST}`), "\r"],
    [new RegExp(`When should it be used\\?${LIST}`), `${DOWN}${DOWN}\r`],
    [/aws uses "odd"[^]*Remove them there\?/, "n"],
    [/Add it to/, "n"],
  ]);
  await offer.expect(/status 0/);
  assert.equal((await home.opaws(["run", "--", "true"])).code, 0);
});

Deno.test("the answer no to the rename cancels init --item and binds nothing", async () => {
  using home = newHome();
  await home.vault();
  await home.uncheckedItem("odd", { "key id": ID, "secret access key": SECRET });
  await using terminal = await talk(home, "opaws init --item odd", [
    UNLOCK,
    [/Is it there under another name\?/, "n"],
  ]);
  await terminal.expect(/no tool can use it[^]*Cancelled\.\nstatus 77/);
  assert.match((await home.opaws(["which", "aws"])).stdout, /global: nothing/);
});

Deno.test("item import asks three times for the passphrase of aws-vault, then goes on without its keys", async () => {
  using home = newHome();
  await home.vault();
  const keys = home.directory(".awsvault/keys");
  const data = btoa(JSON.stringify({ AccessKeyID: ID, SecretAccessKey: SECRET }));
  Deno.writeTextFileSync(`${keys}/dev`, await seal({ Key: "dev", Data: data }, "right one"), {
    mode: 0o600,
  });
  const ask = /◆ +Passphrase of aws-vault's files/;
  await using right = await talk(home, "opaws item import --dry-run", [
    [ask, "wrong\r"],
    [/opaws: wrong passphrase, 2 tries left/, ""],
    [ask, "right one\r"],
  ]);
  await right.expect(/…MPLE from aws-vault dev\nstatus 0/);
  const wrong = Array.from({ length: 3 }, () => [ask, "wrong\r"] as const);
  await using skipped = await talk(home, "opaws item import --dry-run", wrong);
  await skipped.expect(/wrong passphrase; they are skipped\nNo access keys found\.\nstatus 0/);
  await using named = await talk(home, "opaws item import aws-vault --dry-run", wrong);
  await named.expect(
    /cannot open the keys of aws-vault in ~\/\.awsvault\/keys: wrong passphrase\n/,
  );
  await named.expect(/status 77/);
});
