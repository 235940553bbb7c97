import assert from "node:assert/strict";
import { DEVICE } from "./role_home.ts";
import { MOTO, startMoto } from "./moto.ts";
import { PASSWORD, UserHome } from "./user_home.ts";
import { ignoreWithout } from "../ignore.ts";

const ignore = ignoreWithout(MOTO);

/** A call to AWS: its action and who signed it. */
interface Call {
  readonly action: string;
  readonly signer: string;
  readonly session: boolean;
}

/** A proxy in front of moto that records every call. `before` can respond instead of moto. */
function recordingProxy(url: string, before: (action: string) => Promise<Response | null>) {
  const calls: Call[] = [];
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      const body = await request.text();
      const action = new URLSearchParams(body).get("Action") ?? "";
      const { headers } = request;
      const signer = /Credential=([^/]+)/.exec(headers.get("authorization") ?? "")?.[1] ?? "";
      calls.push({ action, signer, session: headers.has("x-amz-security-token") });
      return await before(action) ?? await fetch(url, { method: "POST", headers, body });
    },
  );
  return {
    calls,
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function denied(): Response {
  const text =
    "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not you</Message></Error></ErrorResponse>";
  return new Response(text, { status: 403, headers: { "content-type": "text/xml" } });
}

async function keysOf(url: string, user: string): Promise<string[]> {
  const body = new URLSearchParams({
    Action: "ListAccessKeys",
    UserName: user,
    Version: "2010-05-08",
  });
  const authorization =
    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0";
  const answer = await (await fetch(url, { method: "POST", headers: { authorization }, body }))
    .text();
  return [...answer.matchAll(/<AccessKeyId>([^<]+)<[\s\S]*?<Status>([^<]+)</g)].map((
    [, id, status],
  ) => `${id} ${status}`);
}

async function keyIn(home: UserHome, title = "AWS dev"): Promise<string> {
  const shown = await home.opaws(["item", "show", title, "--json"]);
  const fields: { name: string; value: string }[] = JSON.parse(shown.stdout).fields;
  return fields.find(({ name }) => name === "access key id")!.value;
}

// https://github.com/99designs/aws-vault/issues/129, 298 and 536; pull 60.
Deno.test({
  name: "item rotate creates a new key, saves it, and only then deletes or deactivates the old one",
  ignore,
  fn: async () => {
    await using moto = await startMoto();
    await using aws = recordingProxy(moto.url, () => Promise.resolve(null));
    const dev = await moto.user("dev");
    using home = await homeWith(aws.url, dev);
    const { code, stdout, stderr } = await home.opaws(["item", "rotate", "AWS dev", "--yes"]);
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /^Item "AWS dev" has a new access key for arn:\S+user\/dev\. The old one is deleted\.\n$/,
    );
    const first = await keyIn(home);
    assert.notEqual(first, dev.id);
    assert.deepEqual(await keysOf(moto.url, "dev"), [`${first} Active`]);
    assert.deepEqual(aws.calls.map(({ action, signer }) => `${action} ${signer}`), [
      `GetCallerIdentity ${dev.id}`,
      `CreateAccessKey ${dev.id}`,
      `GetCallerIdentity ${first}`,
      `DeleteAccessKey ${dev.id}`,
    ]);
    const again = await home.opaws(["item", "rotate", "--deactivate", "--yes", "--json"]);
    assert.equal(JSON.parse(again.stdout).old, "deactivated");
    const second = await keyIn(home);
    assert.deepEqual(
      (await keysOf(moto.url, "dev")).sort(),
      [
        `${first} Inactive`,
        `${second} Active`,
      ].sort(),
    );
    const third = await home.opaws(["item", "rotate", "--yes"]);
    assert.equal(third.code, 77);
    assert.match(third.stderr, /cannot create an access key: .*LimitExceeded/);
    assert.equal(await keyIn(home), second);
    assert.doesNotMatch(stdout + stderr + again.stdout + third.stderr, /AKIA/);
  },
});

Deno.test({
  name: "item rotate asks first, and uses one session with MFA if the item has an MFA serial",
  ignore,
  fn: async () => {
    await using moto = await startMoto();
    await using aws = recordingProxy(moto.url, () => Promise.resolve(null));
    const dev = await moto.user("dev");
    using home = await homeWith(aws.url, dev, {
      "mfa serial": DEVICE,
      "one-time password": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
    });
    const unasked = await home.opaws(["item", "rotate"]);
    assert.equal(unasked.code, 79);
    assert.match(unasked.stderr, /try: opaws item rotate \S+ --yes/);
    assert.deepEqual(aws.calls.map(({ action }) => action), ["GetCallerIdentity"]);
    aws.calls.length = 0;
    const { code, stderr } = await home.opaws(["item", "rotate", "--yes"]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(aws.calls.map(({ action, session }) => [action, session]), [
      ["GetCallerIdentity", false],
      ["GetSessionToken", false],
      ["CreateAccessKey", true],
      ["GetCallerIdentity", false],
      ["DeleteAccessKey", true],
    ]);
  },
});

Deno.test({
  name: "item rotate never leaves the vault without a working key, even if a step fails",
  ignore,
  fn: async () => {
    await using moto = await startMoto();
    const dev = await moto.user("dev");
    let action = "DeleteAccessKey";
    let first = (): Promise<Response | null> => Promise.resolve(denied());
    await using aws = recordingProxy(
      moto.url,
      (each) => each === action ? first() : Promise.resolve(null),
    );
    using home = await homeWith(aws.url, dev);
    const kept = await home.opaws(["item", "rotate", "--yes"]);
    assert.equal(kept.code, 77);
    assert.match(
      kept.stderr,
      /item "AWS dev" has the new access key, but the old one still exists/,
    );
    assert.match(
      kept.stderr,
      new RegExp(`cannot delete the access key that ends in ${dev.id.slice(-4)}`),
    );
    const created = await keyIn(home);
    assert.deepEqual(
      (await keysOf(moto.url, "dev")).sort(),
      [`${dev.id} Active`, `${created} Active`].sort(),
    );

    const other = await moto.user("other");
    using second = await homeWith(aws.url, other);
    action = "CreateAccessKey";
    first = async () => {
      await second.opaws(["item", "delete", "AWS dev", "--yes"]);
      return null;
    };
    const gone = await second.opaws(["item", "rotate", "--yes"]);
    assert.equal(gone.code, 66);
    assert.match(gone.stderr, /it has been deleted in the meantime/);
    assert.deepEqual(await keysOf(moto.url, "other"), [`${other.id} Active`]);
  },
});

Deno.test({
  name: "item rotate gives the new key to every item of the vault that held the old one",
  ignore,
  fn: async () => {
    await using moto = await startMoto();
    const [dev, other] = [await moto.user("dev"), await moto.user("other")];
    using home = await homeWith(moto.url, dev);
    await putItem(home, "AWS dev again", dev, { region: "eu-west-1" });
    await putItem(home, "AWS other", other);
    await using terminal = home.terminal(`${home.folder}/bin/opaws`, ["item", "rotate", "AWS dev"]);
    await terminal.expect(/◆ +Password of vault "personal"/);
    await terminal.send(`${PASSWORD}\r`);
    await terminal.expect(/delete the one in\s+"AWS dev"\s+and\s+"AWS dev again"\?/);
    await terminal.send("n");
    assert.notEqual((await terminal.status).code, 0);
    assert.equal(await keyIn(home), dev.id);
    const { code, stdout, stderr } = await home.opaws(["item", "rotate", "AWS dev", "--yes"]);
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /deleted\.\nItem "AWS dev again" held the same key and has the new one too\.\n$/,
    );
    const created = await keyIn(home);
    assert.notEqual(created, dev.id);
    assert.deepEqual(await keysOf(moto.url, "dev"), [`${created} Active`]);
    assert.equal(await keyIn(home, "AWS dev again"), created);
    assert.equal(await keyIn(home, "AWS other"), other.id);
    const json = await home.opaws(["item", "rotate", "AWS dev again", "--yes", "--json"]);
    const [{ title }] = JSON.parse(json.stdout).also;
    assert.equal(title, "AWS dev");
  },
});

/** An STS and IAM that an attacker runs: every key belongs to the user `attacker` of `accounts`, in turn, the last for good. */
function attackerAws(...accounts: string[]) {
  const actions: string[] = [];
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      const action = new URLSearchParams(await request.text()).get("Action") ?? "";
      actions.push(action);
      const account = accounts.length > 1 && action === "GetCallerIdentity"
        ? accounts.shift()
        : accounts[0];
      const result = action === "GetCallerIdentity"
        ? `<Account>${account}</Account><Arn>arn:aws:iam::${account}:user/dev</Arn><UserId>x</UserId>`
        : "<AccessKey><UserName>dev</UserName><AccessKeyId>AKIAEVILEVILEXAMPLE1</AccessKeyId>" +
          "<Status>Active</Status><SecretAccessKey>evil</SecretAccessKey></AccessKey>";
      const text =
        `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`;
      return new Response(text, { headers: { "content-type": "text/xml" } });
    },
  );
  return {
    actions,
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const DEV = { id: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };

Deno.test("item check and item rotate stop (78) if the key belongs to another account than before", async () => {
  await using aws = attackerAws("111111111111", "222222222222");
  using home = await homeWith(aws.url, DEV);
  assert.equal((await home.opaws(["item", "check", "AWS dev"])).code, 0);
  aws.actions.length = 0;
  for (const args of [["item", "check", "AWS dev"], ["item", "rotate", "AWS dev", "--yes"]]) {
    const { code, stdout, stderr } = await home.opaws(args);
    assert.deepEqual([code, stdout], [78, ""], stderr);
    assert.match(stderr, /belong to account 222222222222, but the item has account 111111111111/);
    assert.match(stderr, /try: unset AWS_ENDPOINT_URL$/m);
  }
  assert.deepEqual(aws.actions, ["GetCallerIdentity", "GetCallerIdentity"]);
  assert.equal(await keyIn(home), DEV.id);
  const { stdout } = await home.opaws(["item", "show", "AWS dev", "--json"]);
  assert.deepEqual(JSON.parse(stdout).tags, ["account:111111111111"]);
  const input = JSON.stringify({ fields: { "access key id": "AKIAI44QH8DHBEXAMPLE" } });
  const edited = await home.opaws(["item", "edit", "AWS dev", "--stdin", "--json"], { input });
  assert.deepEqual(JSON.parse(edited.stdout).tags, []);
});

Deno.test("item rotate neither saves a new key of another account nor deletes the old one (78)", async () => {
  await using aws = attackerAws("111111111111", "222222222222");
  using home = await homeWith(aws.url, DEV);
  const { code, stdout, stderr } = await home.opaws(["item", "rotate", "AWS dev", "--yes"]);
  assert.deepEqual([code, stdout], [78, ""], stderr);
  assert.match(stderr, /the new key belongs to arn:aws:iam::222222222222:user\/dev/);
  assert.equal(await keyIn(home), DEV.id);
  const steps = ["GetCallerIdentity", "CreateAccessKey", "GetCallerIdentity", "DeleteAccessKey"];
  assert.deepEqual(aws.actions, steps);
});

async function homeWith(
  url: string,
  key: { readonly id: string; readonly secret: string },
  more: Record<string, string> = {},
): Promise<UserHome> {
  const home = new UserHome({ AWS_ENDPOINT_URL: url });
  await home.vault();
  await putItem(home, "AWS dev", key, more);
  return home;
}

async function putItem(
  home: UserHome,
  title: string,
  key: { readonly id: string; readonly secret: string },
  more: Record<string, string> = {},
): Promise<void> {
  const fields = { "access key id": key.id, "secret access key": key.secret, ...more };
  const input = JSON.stringify({ title, fields });
  const created = await home.opaws(["item", "create", "--stdin"], { input });
  assert.equal(created.code, 0, created.stderr);
}
