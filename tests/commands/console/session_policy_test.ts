import assert from "node:assert/strict";
import { sessionPolicy } from "../../../src/commands/console/session_policy.ts";
import { redirectPage } from "../../../src/commands/console/open_page.ts";
import { errorOf } from "../../error_of.ts";

Deno.test("sessionPolicy() allows what the user may without a policy, and takes an ARN or a file", () => {
  const everything = sessionPolicy(undefined);
  assert.ok(everything.kind === "text");
  assert.deepEqual(JSON.parse(everything.text).Statement, [
    { Effect: "Allow", Action: "*", Resource: "*" },
  ]);
  const arn = "arn:aws-cn:iam::aws:policy/job-function/ViewOnlyAccess";
  assert.deepEqual(sessionPolicy(arn), { kind: "arn", arn });
  const path = Deno.makeTempFileSync();
  Deno.writeTextFileSync(path, '{\n  "Version": "2012-10-17", "Statement": []\n}\n');
  assert.deepEqual(sessionPolicy(path), {
    kind: "text",
    text: '{"Version":"2012-10-17","Statement":[]}',
  });
  const refused = (text: string) => {
    Deno.writeTextFileSync(path, text);
    return errorOf(() => sessionPolicy(path)).message.split(": ").pop();
  };
  assert.equal(refused("{"), "it is not JSON");
  assert.equal(refused("[]"), "it has no Statement");
  assert.match(refused(`{"Statement":"${"x".repeat(2048)}"}`)!, /longer than 2048/);
  Deno.removeSync(path);
  assert.equal(errorOf(() => sessionPolicy(path)).status, 66);
  assert.equal(errorOf(() => sessionPolicy("arn:aws:iam::1:user/x")).status, 64);
});

Deno.test("redirectPage() escapes the address", () => {
  const page = redirectPage("https://x/?a=1&b=\"'<script>");
  assert.ok(!page.includes("<script>"));
  assert.match(page, /content="0;url=https:\/\/x\/\?a=1&#38;b=&#34;&#39;&#60;script&#62;"/);
});
