import assert from "node:assert/strict";
import { PASSWORD, UserHome } from "./user_home.ts";

const SHOW = "env | grep -E '^(AWS|OPAWS)_' | sort";

Deno.test("opaws unlock in a script lets the commands after it run without asking", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  await home.opaws(["lock"]);
  const locked = await home.opaws(["run", "--item", "AWS dev", "--", "true"]);
  assert.equal(locked.code, 79);
  assert.match(
    locked.stderr,
    /^opaws: cannot unlock vault "personal": it is locked and there is no terminal to ask on\n {2}try: opaws unlock/,
  );
  const wrong = await home.opaws(["unlock", "--password-stdin"], { input: "not this one\n" });
  assert.deepEqual([wrong.code, wrong.stderr.split("\n")[0]], [
    77,
    'opaws: cannot unlock vault "personal": wrong password',
  ]);
  assert.equal(
    (await home.opaws(["unlock", "--password-stdin"], { input: `${PASSWORD}\n` })).code,
    0,
  );
  assert.equal((await home.opaws(["run", "--item", "AWS dev", "--", "true"])).code, 0);
});

Deno.test("run gives a command only the credentials, and no secret of opaws", async () => {
  using home = new UserHome({
    AWS_SESSION_TOKEN: "old",
    AWS_SECURITY_TOKEN: "old",
    AWS_ROLE_ARN: "old",
    AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1:1",
    AWS_PROFILE: "",
    OPAWS_VAULT: "secret",
  });
  await home.vault();
  await home.item("AWS dev", "AKIAIOSFODNN7EXAMPLE", { "default region": "eu-west-3" });
  const { stdout, code } = await home.opaws(["run", "--item", "AWS dev", "--", "sh", "-c", SHOW]);
  assert.equal(code, 0);
  assert.deepEqual(stdout.trim().split("\n"), [
    "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE",
    "AWS_DEFAULT_REGION=eu-west-3",
    "AWS_EC2_METADATA_DISABLED=true",
    "AWS_ENDPOINT_URL=http://127.0.0.1:1",
    "AWS_PAGER=",
    "AWS_REGION=eu-west-3",
    "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "OPAWS_CHOSEN=AKIAIOSFODNN7EXAMPLE",
    'OPAWS_PROVIDED={"AWS_REGION":"eu-west-3","AWS_DEFAULT_REGION":"eu-west-3"}',
    "OPAWS_USES=AWS dev",
  ]);
});

Deno.test("run keeps arguments, status and standard input, and gives no key to a command that needs none", async () => {
  using home = new UserHome();
  const odd = ["", " a  b ", "it's", '"', "two\nlines", "*", "$(x)", "--", "--item", "é漢"];
  const plain = ["run", "--", "terraform", "version", ...odd];
  home.program("terraform", `shift; printf '%s\\0' "$@"; cat; exit 42`);
  const ended = await home.opaws(plain, { input: "input" });
  assert.equal(ended.stderr, "");
  assert.equal(ended.code, 42);
  assert.equal(ended.stdout, odd.map((word) => `${word}\0`).join("") + "input");
});

Deno.test("run gives a key to a command that needs none if the user names the item", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  home.program("sam", 'echo "<$AWS_ACCESS_KEY_ID>"');
  const run = async (args: readonly string[]) => {
    const { stdout, stderr } = await home.opaws(["run", ...args]);
    assert.equal(stderr, "");
    return stdout;
  };
  assert.equal(await run(["--", "sam", "docs"]), "<>\n");
  assert.equal(await run(["--item", "AWS dev", "--", "sam", "docs"]), "<AKIAIOSFODNN7EXAMPLE>\n");
});

Deno.test("run gives a key to a command that passes it on or may call AWS, and to no other", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  for (const tool of ["sam", "packer"]) home.program(tool, 'echo "<$AWS_ACCESS_KEY_ID>"');
  const key = "AKIAIOSFODNN7EXAMPLE";
  const cases: [command: string, key: string][] = [
    ["sam local start-api", key],
    ["sam validate", key],
    ["sam validate --lint", ""],
    ["sam local generate-event s3 put", ""],
    ["packer validate -evaluate-datasources .", key],
    ["packer validate .", ""],
  ];
  for (const [command, wanted] of cases) {
    const { stdout, stderr } = await home.opaws(["run", "--", ...command.split(" ")]);
    assert.equal(stdout, `<${wanted}>\n`, `${command}: ${stderr}`);
  }
});

Deno.test("run gives eksctl the name of the profile where it writes a kubeconfig, as aws gets it", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  const config = "[default]\nregion = eu-west-1\n[profile ops]\nregion = us-west-2\n" +
    "[profile role]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = default\n";
  Deno.writeTextFileSync(`${home.folder}/.aws/config`, config);
  const script = 'echo "$* <$AWS_PROFILE> $AWS_ACCESS_KEY_ID <$AWS_REGION>"';
  for (const tool of ["aws", "eksctl"]) home.program(tool, script);
  const run = (line: string) => home.opaws(["run", "--", ...line.split(" ")]);
  const key = "AKIAIOSFODNN7EXAMPLE";
  const cases: [line: string, wanted: string][] = [
    [
      "aws eks update-kubeconfig --name c --profile ops",
      `eks update-kubeconfig --name c <ops> ${key} <>`,
    ],
    [
      "eksctl utils write-kubeconfig -c c --profile ops",
      `utils write-kubeconfig -c c <ops> ${key} <>`,
    ],
    ["eksctl create cluster -p ops", `create cluster <ops> ${key} <>`],
    ["eksctl get cluster -p ops", `get cluster <> ${key} <us-west-2>`],
  ];
  for (const [line, wanted] of cases) {
    const { stdout, stderr } = await run(line);
    assert.deepEqual([stdout, stderr], [`${wanted}\n`, ""], line);
  }
});

Deno.test("run without a binding leaves the environment's credentials alone, or fails with 66 and the command that fixes it", async () => {
  using home = new UserHome();
  const none = await home.opaws(["run", "--", "sh", "-c", SHOW]);
  assert.equal(none.code, 66);
  assert.match(
    none.stderr,
    /cannot choose an item for sh: nothing is bound .*\n {2}try: opaws init aws\n/,
  );
  const own = await home.opaws(["run", "--verbose", "--", "sh", "-c", SHOW], {
    env: { AWS_ACCESS_KEY_ID: "AKIAI44QH8DHBEXAMPLE", AWS_SECRET_ACCESS_KEY: "x", AWS_REGION: "r" },
  });
  assert.equal(own.code, 0);
  assert.match(own.stdout, /AWS_ACCESS_KEY_ID=AKIAI44QH8DHBEXAMPLE/);
  assert.match(own.stderr, /leaves this to sh: the environment has credentials/);
});

Deno.test("run stops at a binding whose item or vault is gone and names its scope, and never uses the next one", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  await home.item("AWS prod", "AKIAI44QH8DHBEXAMPLE");
  const project = home.directory("project");
  await home.bind("AWS dev");
  await home.bind("AWS prod", "aws", "directory", project);
  const deleted = await home.opaws(["item", "delete", "AWS prod", "--yes"]);
  assert.match(deleted.stdout, /Bindings that still point to it: 1/);
  const gone = await home.opaws(["run", "--", "true"], { cwd: project });
  assert.equal(gone.code, 66);
  assert.match(
    gone.stderr,
    /cannot use item "AWS prod" \(directory .*project\): vault "personal" no longer has it/,
  );
  const inspected = await home.opaws(["inspect", "aws", "--json"], { cwd: project });
  assert.equal(JSON.parse(inspected.stdout).tools[0].bindings[0].missing, "its item is gone");
  await home.opaws(["vault", "delete", "personal", "--yes"]);
  assert.match(
    (await home.opaws(["run", "--", "true"])).stderr,
    /\(global\): there is no vault "personal"/,
  );
});

Deno.test("clear removes one binding a call, or all with --all, also in / and outside the home", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  const bind = (scope: string, ...more: string[]) =>
    home.opaws(["init", "aws", "--item", "AWS dev", "--scope", scope, ...more, "--yes"], {
      cwd: "/",
    });
  await bind("global");
  await bind("directory");
  await bind("session");
  const clear = (...more: string[]) => home.opaws(["clear", "aws", "--yes", ...more], { cwd: "/" });
  assert.match((await clear()).stdout, /in this terminal session/);
  assert.match((await clear()).stdout, /in \/ and below/);
  assert.match((await clear()).stdout, /as the global default/);
  assert.equal((await clear()).code, 66);
  await bind("global");
  await bind("directory", "--directory", "/tmp");
  await bind("directory");
  await bind("session");
  const all = JSON.parse((await clear("--all", "--json")).stdout);
  assert.deepEqual(all.cleared.map((each: { scope: { kind: string } }) => each.scope.kind), [
    "session",
    "directory",
    "global",
  ]);
  assert.match(
    (await home.opaws(["which", "aws"], { cwd: "/tmp" })).stdout,
    /directory \/tmp: "AWS dev"/,
  );
});

Deno.test("item create keeps 40 items that are created at the same time", async () => {
  using home = new UserHome();
  await home.vault();
  const twenty = async (name: string): Promise<void> => {
    const all = Array.from({ length: 20 }, (_, index) => home.item(`${name} ${index}`));
    await Promise.all(all);
  };
  await Promise.all([twenty("left"), twenty("right")]);
  const { items } = JSON.parse((await home.opaws(["item", "list", "--json"])).stdout);
  assert.equal(items.length, 40);
});

Deno.test("no secret reaches a file, output or message without --reveal", async () => {
  using home = new UserHome({ OPAWS_DEBUG: "1" });
  await home.vault();
  await home.item("AWS dev");
  const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  const output: string[] = [];
  for (
    const args of [
      ["item", "list"],
      ["item", "show", "AWS dev"],
      ["item", "show", "AWS dev", "--json"],
      ["init", "aws", "--item", "AWS dev", "--scope", "global", "--yes"],
      ["which", "aws", "--json"],
      ["inspect", "--json"],
      ["status", "--json"],
      ["item", "rename-field", "AWS dev", "nothing", "x"],
      ["run", "--verbose", "--", "true"],
      ["run", "--", "/nowhere"],
    ]
  ) {
    const { stdout, stderr } = await home.opaws(args);
    output.push(stdout, stderr);
  }
  const all = output.join("\n");
  for (const hidden of [secret, PASSWORD, btoa(secret)]) assert.ok(!all.includes(hidden));
  const files = await home.run("grep", [
    "-rlE",
    "wJalrXUtnFEMI|AKIAIOSFODNN7|correct horse",
    home.folder,
  ]);
  assert.equal(files.stdout, "");
  const revealed = await home.opaws(["item", "show", "AWS dev", "--reveal"]);
  assert.ok(revealed.stdout.includes(secret));
});

Deno.test("item create and edit read the password line before the item, locked or not", async () => {
  using home = new UserHome();
  await home.vault();
  const options = ["--password-stdin", "--stdin"];
  for (const [title, lock] of [["AWS dev", false], ["AWS prod", true]] as const) {
    if (lock) await home.opaws(["lock"]);
    const fields = {
      "access key id": "AKIAIOSFODNN7EXAMPLE",
      "secret access key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    };
    const document = { title, fields };
    const created = await home.opaws(["item", "create", ...options], {
      input: `${PASSWORD}\n${JSON.stringify(document)}\n`,
    });
    assert.equal(created.code, 0, created.stderr);
    if (lock) await home.opaws(["lock"]);
    const edited = await home.opaws(["item", "edit", ...options, title], {
      input: `${PASSWORD}\n{"title":"${title} 2"}\n`,
    });
    assert.equal(edited.code, 0, edited.stderr);
  }
  const none = await home.opaws(["item", "create", ...options], { input: "" });
  assert.equal(none.code, 64);
});

Deno.test("item import says what to do about the plaintext that it read", async () => {
  using home = new UserHome();
  const pair = { id: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };
  home.credentials({ dev: pair });
  Deno.writeTextFileSync(
    `${home.folder}/keys.csv`,
    `Access key ID,Secret access key\nAKIAI44QH8DHBEXAMPLE,${pair.secret}\n`,
  );
  await home.vault();
  const csv = await home.opaws(["item", "import", "csv", "--csv", "keys.csv", "--all"]);
  assert.match(csv.stdout, /Imported as [^]*The CSV file still holds the plaintext: delete it\n$/);
  const file = await home.opaws(["item", "import", "credentials-file", "--all"]);
  assert.match(file.stdout, /Imported as "AWS dev"\.\nRemove the plaintext: opaws scrub\n$/);
  const again = await home.opaws(["item", "import", "--all"]);
  assert.doesNotMatch(again.stdout, /plaintext/);
});
