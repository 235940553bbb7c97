import assert from "node:assert/strict";
import { KEY, WindowsHome } from "./home.ts";

const MOTO = Deno.env.get("MOTO_URL");
const ACCOUNT = "arn:aws:iam::123456789012";
const CONFIG = [
  "[default]",
  "region = eu-west-1",
  "[profile admin]",
  `role_arn = ${ACCOUNT}:role/admin`,
  `mfa_serial = ${ACCOUNT}:mfa/me`,
  "source_profile = default",
  "",
].join("\r\n");

Deno.test({
  name: "a role is assumed with a one-time code of the item, and its session is cached",
  ignore: !MOTO,
  async fn() {
    using home = new WindowsHome();
    await home.withItem({ "one-time password": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" });
    await home.succeed(["init", "aws", "--item", "AWS dev", "--scope", "global", "--yes"]);
    Deno.writeTextFileSync(`${home.subfolder(".aws")}\\config`, CONFIG);
    const env = { AWS_ENDPOINT_URL: MOTO! };
    const first = (await home.report(["s3", "ls", "--profile", "admin"], { env })).variables;
    assert.match(first.AWS_ACCESS_KEY_ID!, /^ASIA/);
    assert.notEqual(first.AWS_ACCESS_KEY_ID, KEY.id);
    assert.ok(first.AWS_SESSION_TOKEN);
    const again = (await home.report(["s3", "ls", "--profile", "admin"], { env })).variables;
    assert.equal(again.AWS_ACCESS_KEY_ID, first.AWS_ACCESS_KEY_ID);
  },
});
