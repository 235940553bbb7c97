import assert from "node:assert/strict";
import { UserHome } from "./user_home.ts";

const ID = "AKIAIOSFODNN7EXAMPLE";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const PAIR = { "access key id": ID, "secret access key": SECRET };
const TITLE = "AWS dev";

/** Item documents that `item create --stdin` refuses, and what it says. */
const REFUSED: readonly [document: unknown, message: RegExp][] = [
  [{ title: TITLE }, /no field "access key id"/],
  [{ title: TITLE, fields: { "access key id": ID } }, /no field "secret access key"/],
  [
    { title: TITLE, fields: { ...PAIR, "secret access key": null } },
    /no field "secret access key"/,
  ],
  [{ title: TITLE, fields: { ...PAIR, "access key id": "foo" } }, /AKIA and 16 capital letters/],
  [{ title: TITLE, fields: { ...PAIR, "access key id": "ASIAIOSFODNN7EXAMPLE" } }, /temporary/],
  [{ title: TITLE, fields: { "access key id": SECRET, "secret access key": ID } }, /AKIA and 16/],
  [{ title: TITLE, fields: { ...PAIR, "secret access key": "20 characters, no it" } }, /40/],
  [{ title: TITLE, fields: { ...PAIR, "secret access key": ID } }, /that is an access key id/],
  [{ title: TITLE, fields: { ...PAIR, "default region": ID } }, /region is written like eu-west-1/],
  [{ title: TITLE, fields: { ...PAIR, "default region": "us-east-1a" } }, /availability zone/],
  [{ title: TITLE, fields: { ...PAIR, "one-time password": "notbase32!!" } }, /base32/],
  [{ title: TITLE, fields: { ...PAIR, "mfa serial": "me" } }, /MFA serial is an ARN/],
  [{ title: TITLE, fields: { ...PAIR, note: "x".repeat(10_001) } }, /10,000 characters/],
  [{ title: TITLE, fields: { ...PAIR, ["x".repeat(101)]: "x" } }, /100 characters/],
  [{ title: TITLE, fields: { ...PAIR, "a\nb": "x" } }, /one line/],
  [{ fields: PAIR }, /title cannot be empty/],
  [{ title: "  ", fields: PAIR }, /title cannot be empty/],
  [{ title: "x".repeat(3000), fields: PAIR }, /at most 300 characters/],
  [{ title: "two\nlines", fields: PAIR }, /one line/],
  [{ title: TITLE, fields: PAIR, notes: "x".repeat(10_001) }, /notes have at most/],
  [{ title: TITLE, fields: PAIR, tags: ["x".repeat(101)] }, /a tag has at most/],
  [{ title: TITLE, fields: PAIR, tags: ["a\nb"] }, /a tag is one line/],
];

Deno.test("item create --stdin refuses what no item can be, says what it expects, and stores nothing (64)", async () => {
  using home = new UserHome();
  await home.vault();
  for (const [document, message] of REFUSED) {
    const input = JSON.stringify(document);
    const { code, stdout, stderr } = await home.opaws(["item", "create", "--stdin"], { input });
    assert.deepEqual([code, stdout], [64, ""], input.slice(0, 200));
    assert.match(stderr, message);
    assert.match(stderr, /^opaws: cannot create the item: [^\n]+\n$/);
    assert.ok(!stderr.includes(SECRET), input);
  }
  const { items } = JSON.parse((await home.opaws(["item", "list", "--json"])).stdout);
  assert.deepEqual(items, []);
});

Deno.test("item create and edit store what AWS may accept one day, and say what is unusual", async () => {
  using home = new UserHome();
  await home.vault();
  for (
    const [field, value] of [
      ["access key id", "AKIBIOSFODNN7EXAMPLE"],
      ["secret access key", `${SECRET}x`],
      ["default region", "mars-north-1"],
      ["mfa serial", "arn:aws:iam::123456789012:u2f/user/me/key"],
    ] as const
  ) {
    const input = JSON.stringify({ title: field, fields: { ...PAIR, [field]: value } });
    const { code, stderr } = await home.opaws(["item", "create", "--stdin"], { input });
    assert.deepEqual([code, field], [0, field], stderr);
    assert.match(stderr, /^opaws: saved as it is, but [^\n]+\n$/);
  }
  const edited = await home.opaws(["item", "edit", "access key id", "--region", "mars-north-2"]);
  assert.equal(edited.code, 0);
  assert.match(edited.stderr, /saved as it is, but mars-north-2 is not a region that opaws knows/);
});

Deno.test("item edit refuses what no item can be, and leaves the item as it was (64)", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item(TITLE);
  await home.item("Caf\u00e9");
  const before = (await home.opaws(["item", "show", TITLE, "--json"])).stdout;
  const documents: [document: unknown, message: RegExp][] = [
    [{ title: "" }, /title cannot be empty/],
    [{ title: "x".repeat(3000) }, /at most 300 characters/],
    [{ title: "a\nb" }, /one line/],
    [{ title: "cafe\u0301" }, /has another item called/],
    [{ title: "CAF\u00c9" }, /has another item called/],
    [{ fields: { "secret access key": null } }, /needs a field "secret access key"/],
    [{ fields: { "access key id": "foo" } }, /AKIA and 16/],
    [{ fields: { "default region": ID } }, /like eu-west-1/],
    [{ fields: { "one-time password": "123456" } }, /base32/],
    [{ notes: "x".repeat(10_001) }, /notes have at most/],
    [{ tags: Array(51).fill("a") }, /at most 50 tags/],
  ];
  for (const [document, message] of documents) {
    const input = JSON.stringify(document);
    const { code, stderr } = await home.opaws(["item", "edit", TITLE, "--stdin"], { input });
    assert.deepEqual([code, input], [64, input], stderr);
    assert.match(stderr, message);
    assert.match(stderr, /^opaws: cannot change item "AWS dev": /);
  }
  for (
    const [options, message] of [
      [["--title", "x".repeat(3000)], /at most 300 characters/],
      [["--title", " "], /cannot be empty/],
      [["--title", "caf\u00e9"], /has another item called/],
      [["--region", "eu-west"], /like eu-west-1/],
    ] as const
  ) {
    const { code, stderr } = await home.opaws(["item", "edit", TITLE, ...options]);
    assert.equal(code, 64, stderr);
    assert.match(stderr, message);
  }
  assert.equal((await home.opaws(["item", "show", TITLE, "--json"])).stdout, before);
  const renamed = await home.opaws(["item", "edit", TITLE, "--title", "aws DEV"]);
  assert.equal(renamed.code, 0, "the item's own title in another case");
});

Deno.test("item create accepts the title of another item, and warns that only ids tell them apart", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item(TITLE);
  const input = JSON.stringify({ title: "aws dev", fields: PAIR });
  const { code, stderr } = await home.opaws(["item", "create", "--stdin"], { input });
  assert.equal(code, 0);
  assert.match(stderr, /has another item called "aws dev", so only their ids tell them apart/);
  assert.equal((await home.opaws(["run", "--item", "Aws Dev", "--", "true"])).code, 64);
});

Deno.test("item rename-field checks the value under its new name", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item(TITLE, ID, { where: "Ireland" });
  const rename = (...names: string[]) => home.opaws(["item", "rename-field", TITLE, ...names]);
  const refused = await rename("where", "default region");
  assert.equal(refused.code, 64);
  assert.match(refused.stderr, /a region is written like eu-west-1/);
  assert.equal((await rename("where", "x".repeat(101))).code, 64);
  const away = await rename("access key id", "key id");
  assert.equal(away.code, 0);
  assert.match(away.stderr, /no field "access key id", unless that is "key id"/);
});

Deno.test("item import skips keys that AWS cannot have made, and says why", async () => {
  using home = new UserHome();
  await home.vault();
  home.credentials({
    good: { id: ID, secret: SECRET },
    local: { id: "test", secret: "test" },
    cut: { id: "AKIAI44QH8DHBEXAMPLE", secret: SECRET.slice(1) },
  });
  Deno.writeTextFileSync(
    `${home.folder}/.aws/config`,
    "[profile good]\nregion = Ireland\nmfa_serial = arn:aws:iam::123456789012:mfa/me\n",
  );
  Deno.writeTextFileSync(
    `${home.folder}/keys.csv`,
    `Access key ID,Secret access key\nAKIAIOSFODNN7EXAMPL2,${SECRET}\nAKIAIOSFODNN7EXAMPL,${SECRET}\n`,
  );
  const { code, stdout } = await home.opaws(["item", "import", "--all", "--csv", "keys.csv"]);
  assert.equal(code, 0);
  assert.match(
    stdout,
    /…test from ~\/\.aws\/credentials \[local\]: not imported: an access key id/,
  );
  assert.match(stdout, /\[cut\]: not imported: a secret access key has 40 characters/);
  assert.match(
    stdout,
    /\[good\] \(without its default region: a region is written like eu-west-1\)/,
  );
  assert.match(stdout, /…AMPL from keys\.csv line 3: not imported: an access key id is AKIA/);
  assert.equal(stdout.match(/Imported as/g)?.length, 2);
  const { items } = JSON.parse((await home.opaws(["item", "list", "--json"])).stdout);
  assert.equal(items.length, 2);
  const shown = (await home.opaws(["item", "show", "AWS good"])).stdout;
  assert.match(shown, /mfa serial +arn:aws:iam::123456789012:mfa\/me/);
  assert.doesNotMatch(shown, /default region/);
});

Deno.test("options that end up in a vault or a binding are checked before anything is asked (64)", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item(TITLE);
  await home.opaws(["lock"]);
  const long = "x".repeat(101);
  for (
    const [args, message] of [
      [["item", "create", "a\nb"], /one line/],
      [["item", "create", "x", "--region", ID], /like eu-west-1/],
      [["item", "create", "x".repeat(3000), "--stdin"], /at most 300/],
      [["init", "aws", "--item", TITLE, "--scope", "global", "--region", "Ireland"], /eu-west-1/],
      [["init", "aws", "--item", TITLE, "--scope", "global", "--profile", long], /100 characters/],
      [["profile", "map", long, "--item", TITLE], /a profile's name has at most 100 characters/],
      [["token", "create", "--item", TITLE, "--label", long], /a label has at most 100/],
      [["vault", "recovery", "create", "--label", "a\nb"], /a label is one line/],
      [["vault", "create", long], /longer than 100 bytes/],
      [["vault", "create", "a/b"], /character \//],
    ] as const
  ) {
    const { code, stderr } = await home.opaws(args);
    assert.equal(code, 64, `${args.join(" ").slice(0, 80)}: ${stderr}`);
    assert.match(stderr, message);
  }
});
