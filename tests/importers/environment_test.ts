import assert from "node:assert/strict";
import { environmentCandidates } from "../../src/importers/environment.ts";
import { pairs, plain } from "./plain.ts";

const ID = "AKIAIOSFODNN7EXAMPLE";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

function find(environment: Readonly<Record<string, string>>) {
  return environmentCandidates({ env: (name) => environment[name] });
}

Deno.test("environmentCandidates() finds all four pairs in order", () => {
  const found = find({
    AWS_ACCESS_SECRET: "4",
    AWS_SECRET_KEY: "3",
    AWS_ACCESS_KEY: "c",
    AMAZON_ACCESS_KEY_ID: "b",
    AMAZON_SECRET_ACCESS_KEY: "2",
    AWS_ACCESS_KEY_ID: "a",
    AWS_SECRET_ACCESS_KEY: "1",
  });
  assert.deepEqual(pairs(found), [
    ["environment variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", "a", "1"],
    ["environment variables AMAZON_ACCESS_KEY_ID and AMAZON_SECRET_ACCESS_KEY", "b", "2"],
    ["environment variables AWS_ACCESS_KEY and AWS_SECRET_KEY", "c", "3"],
    ["environment variables AWS_ACCESS_KEY and AWS_ACCESS_SECRET", "c", "4"],
  ]);
});

Deno.test("environmentCandidates() skips incomplete pairs", () => {
  const cases: Readonly<Record<string, string>>[] = [
    {},
    { AWS_ACCESS_KEY_ID: ID },
    { AWS_SECRET_ACCESS_KEY: SECRET },
    { AWS_ACCESS_KEY_ID: ID, AWS_SECRET_ACCESS_KEY: "" },
    { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: SECRET },
    { AWS_ACCESS_KEY_ID: ID, AWS_SECRET_KEY: SECRET },
    { AMAZON_ACCESS_KEY_ID: ID, AWS_SECRET_ACCESS_KEY: SECRET, AWS_REGION: "a" },
  ];
  for (const environment of cases) assert.deepEqual(find(environment), []);
});

Deno.test("environmentCandidates() uses AWS_REGION, else AWS_DEFAULT_REGION", () => {
  const both = { AWS_ACCESS_KEY_ID: ID, AWS_SECRET_ACCESS_KEY: SECRET };
  assert.deepEqual(plain(find({ ...both, AWS_REGION: "a", AWS_DEFAULT_REGION: "b" })), [{
    source: "environment variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    kind: "environment",
    suggestedTitle: "AWS",
    accessKeyId: ID,
    secret: SECRET,
    region: "a",
    temporary: false,
  }]);
  assert.equal(find({ ...both, AWS_REGION: "", AWS_DEFAULT_REGION: "b" })[0]?.region, "b");
  assert(!("region" in find(both)[0]!));
});

Deno.test("environmentCandidates() recognizes temporary credentials by token or id", () => {
  const cases: [Readonly<Record<string, string>>, boolean][] = [
    [{ AWS_ACCESS_KEY_ID: ID }, false],
    [{ AWS_ACCESS_KEY_ID: ID, AWS_SESSION_TOKEN: "" }, false],
    [{ AWS_ACCESS_KEY_ID: ID, AWS_SESSION_TOKEN: "t" }, true],
    [{ AWS_ACCESS_KEY_ID: ID, AWS_SECURITY_TOKEN: "t" }, true],
    [{ AWS_ACCESS_KEY_ID: "ASIAIOSFODNN7EXAMPLE" }, true],
  ];
  for (const [environment, temporary] of cases) {
    assert.equal(find({ ...environment, AWS_SECRET_ACCESS_KEY: SECRET })[0]?.temporary, temporary);
  }
});
