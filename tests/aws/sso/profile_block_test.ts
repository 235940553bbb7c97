import assert from "node:assert/strict";
import {
  nameProfiles,
  namesOutside,
  profileSections,
  withBlock,
} from "../../../src/aws/sso/profile_block.ts";
import { errorOf } from "../../error_of.ts";
import { CORP } from "./fixtures.ts";

const ROLES = [
  { account: "111122223333", accountName: "Acme Dev", role: "Admin" },
  { account: "444455556666", accountName: "", role: "Admin" },
];
const PROFILES = [{ name: "a", account: "111122223333", role: "Admin" }];

Deno.test("nameProfiles() fills the template and keeps names plain and different", () => {
  const names = (template: string, roles = ROLES) =>
    nameProfiles(template, "corp", roles).map(({ name }) => name);
  assert.deepEqual(names("{account}-{role}"), ["Acme-Dev-Admin", "444455556666-Admin"]);
  assert.deepEqual(names("{session}/{account-id}.{role}"), [
    "corp/111122223333.Admin",
    "corp/444455556666.Admin",
  ]);
  assert.deepEqual(names("{role}"), ["Admin-111122223333", "Admin-444455556666"]);
  const odd = [{ account: "1", accountName: "a]\n[b #;'\"", role: "R" }];
  assert.deepEqual(names("{account}", odd), ["a-b"]);
  assert.match(errorOf(() => names("x", [ROLES[0]!, ROLES[0]!])).message, /would both be/);
});

Deno.test("withBlock() writes between marker lines, is idempotent, and changes nothing else", () => {
  const sections = profileSections(CORP, PROFILES, "eu-west-1");
  assert.equal(
    sections,
    "[sso-session corp]\nsso_start_url = https://acme.awsapps.com/start\n" +
      "sso_region = us-east-1\nsso_registration_scopes = sso:account:access\n\n" +
      "[profile a]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\n" +
      "region = eu-west-1\n",
  );
  const block = `# opaws sso profiles corp: begin\n${sections}# opaws sso profiles corp: end\n`;
  const cases: [string, string][] = [
    ["", block],
    ["[default]\nregion = x\n", `[default]\nregion = x\n\n${block}`],
    ["# no line end", `# no line end\n\n${block}`],
    [
      "[default]\r\nregion = x\r\n",
      `[default]\r\nregion = x\r\n\r\n${block.replaceAll("\n", "\r\n")}`,
    ],
  ];
  for (const [before, after] of cases) {
    const written = withBlock(before, "/c", "corp", sections);
    assert.equal(written, after);
    assert.equal(withBlock(written, "/c", "corp", sections), written);
    const more = `${written}[profile z]\nregion = y\n`;
    const other = profileSections({ ...CORP, kept: false }, PROFILES, null);
    const changed = withBlock(more, "/c", "corp", other);
    assert(changed.endsWith("[profile z]\nregion = y\n"));
    assert(!changed.includes("eu-west-1"));
    assert.deepEqual([...namesOutside(more, "/c", "corp")].filter((name) => name !== "default"), [
      "z",
    ]);
  }
});

Deno.test("withBlock() refuses half a block, and a block whose last profile other lines belong to", () => {
  const half = "# opaws sso profiles corp: begin\n[profile a]\nregion = x\n";
  assert.match(errorOf(() => withBlock(half, "/c", "corp", "")).message, /only one of the marker/);
  const sections = profileSections(CORP, PROFILES, null);
  const block = withBlock("[profile z]\nregion = x\n", "/c", "corp", sections);
  const moved = `${block}output = json\n`; // belongs to profile a now
  assert.match(
    errorOf(() => withBlock(moved, "/c", "corp", "")).message,
    /line after .* belongs to its last profile/,
  );
});
