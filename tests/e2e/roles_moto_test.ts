import assert from "node:assert/strict";
import { AWS_1, startMoto } from "./moto.ts";
import { DEVICE, ROLE } from "./role_home.ts";
import { UserHome } from "./user_home.ts";
import { ignoreWithout } from "../ignore.ts";

const FAKETIME = "/usr/bin/faketime";
const ignore = ignoreWithout(AWS_1, FAKETIME);

const CONFIG = `[default]
region = eu-west-1
[profile base]
role_arn = ${ROLE}/base
mfa_serial = ${DEVICE}
source_profile = default
[profile mid]
role_arn = ${ROLE}/mid
source_profile = base
[profile top]
role_arn = ${ROLE}/top
source_profile = mid
region = eu-central-1
`;

Deno.test({
  name:
    "the AWS CLI runs as the last of three roles, with MFA, and opaws renews a session that ends soon",
  ignore,
  async fn() {
    await using moto = await startMoto();
    const { id, secret } = await moto.user("dev");
    using home = new UserHome({ AWS_ENDPOINT_URL: moto.url });
    Deno.writeTextFileSync(`${home.folder}/.aws/config`, CONFIG);
    await home.vault();
    await home.item("AWS dev", id, {
      "secret access key": secret,
      "one-time password": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
    });
    const set = await home.opaws(["init", "--item", "AWS dev", "--scope", "global", "--yes"]);
    assert.equal(set.code, 0, set.stderr);
    assert.equal(set.stderr, "", "moto knows the account");
    assert.match((await home.opaws(["inspect"])).stdout, /AWS dev +123456789012/);

    const aws = ["run", "--", AWS_1, "--profile", "top", "sts", "get-caller-identity"];
    const arn = async ([program, ...args]: readonly string[]) => {
      const { code, stdout, stderr } = await home.run(program!, args);
      assert.equal(code, 0, stderr);
      return JSON.parse(stdout).Arn as string;
    };
    const opaws = `${home.folder}/bin/opaws`;
    const first = await arn([opaws, ...aws]);
    assert.match(first, /:assumed-role\/top\/opaws-\d+$/);
    assert.equal(await arn([opaws, ...aws]), first, "the session is cached");
    const later = await arn([FAKETIME, "-f", "+57m", opaws, ...aws]);
    assert.match(later, /:assumed-role\/top\/opaws-\d+$/);
    assert.notEqual(later, first, "it had 3 minutes left");

    const checked = await home.opaws(["item", "check"]);
    assert.equal(checked.code, 0, checked.stderr);
    assert.match(checked.stdout, /account {2}123456789012\n/);
    assert.match(checked.stdout, /user {5}arn:aws:iam::123456789012:user\/dev\n/);
    assert.match(checked.stdout, /key age {2}0 days/);
  },
});

Deno.test({
  name:
    "item create --check saves the item even if AWS cannot be reached, and item check tags it later",
  ignore,
  async fn() {
    await using moto = await startMoto();
    using home = new UserHome({ AWS_ENDPOINT_URL_STS: "http://127.0.0.1:1" });
    await home.vault();
    const input = JSON.stringify({
      title: "AWS dev",
      fields: {
        "access key id": "AKIAIOSFODNN7EXAMPLE",
        "secret access key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      },
    });
    const created = await home.opaws(["item", "create", "--stdin", "--check"], { input });
    assert.equal(created.code, 69);
    assert.match(created.stdout, /Created item "AWS dev" in vault "personal"/);
    assert.match(
      created.stderr,
      /cannot look up the owner of the access key: .*\n {2}try: opaws item check/,
    );
    const checked = await home.opaws(["item", "check", "AWS dev", "--json"], {
      env: { AWS_ENDPOINT_URL_STS: moto.url, AWS_ENDPOINT_URL_IAM: "http://127.0.0.1:1" },
    });
    assert.equal(checked.code, 0, checked.stderr);
    const owner = JSON.parse(checked.stdout);
    assert.equal(owner.account, "123456789012");
    assert.equal(owner.created, null);
    assert.match(owner.createdUnknown, /cannot look up the age of the access key/);
    const shown = JSON.parse((await home.opaws(["item", "show", "AWS dev", "--json"])).stdout);
    assert.deepEqual(shown.tags, ["account:123456789012"]);
  },
});
