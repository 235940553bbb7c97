import assert from "node:assert/strict";
import { credentialsFileCandidates } from "../../src/importers/credentials_file.ts";
import { loadProfiles } from "../../src/aws/config/profiles.ts";
import { throwaway } from "../throwaway.ts";
import { pairs, plain } from "./plain.ts";

const ID = "AKIAIOSFODNN7EXAMPLE";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

function find(config: string, credentials: string) {
  using place = throwaway();
  Deno.mkdirSync(`${place.folder}/.aws`);
  Deno.writeTextFileSync(`${place.folder}/.aws/config`, config);
  Deno.writeTextFileSync(`${place.folder}/.aws/credentials`, credentials);
  return credentialsFileCandidates(loadProfiles(place.host, place.folder), place.folder);
}

function keys(id: string, secret: string): string {
  return `aws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`;
}

Deno.test("credentialsFileCandidates() finds the pairs of the file with region and MFA device", () => {
  const found = find(
    "[default]\nregion=d\n[profile prod]\nregion=p\nmfa_serial=arn:aws:iam::1:mfa/me\n",
    `[default]\n${keys(ID, SECRET)}[prod]\n${keys("AKIAI44QH8DHBEXAMPLE", SECRET)}`,
  );
  assert.deepEqual(plain(found), [
    {
      source: "~/.aws/credentials [default]",
      kind: "credentials-file",
      suggestedTitle: "AWS",
      accessKeyId: ID,
      secret: SECRET,
      region: "d",
      profile: "default",
      temporary: false,
    },
    {
      source: "~/.aws/credentials [prod]",
      kind: "credentials-file",
      suggestedTitle: "AWS prod",
      accessKeyId: "AKIAI44QH8DHBEXAMPLE",
      secret: SECRET,
      region: "p",
      mfaSerial: "arn:aws:iam::1:mfa/me",
      profile: "prod",
      temporary: false,
    },
  ]);
});

Deno.test("credentialsFileCandidates() does not use the default profile's region and MFA device for others", () => {
  const [only] = find("[default]\nregion=d\nmfa_serial=x\n", `[a]\n${keys(ID, SECRET)}`);
  assert(only !== undefined && !("region" in only));
  assert(!("mfaSerial" in only!));
});

Deno.test("credentialsFileCandidates() finds pairs in the config file if the credentials file has none", () => {
  const found = find(
    `[default]\n${keys("a", "1")}[profile b]\n${keys("b", "2")}[profile c]\n${keys("c", "3")}` +
      `[profile d]\naws_access_key_id=d\n`,
    `[b]\n${keys("B", "9")}[c]\naws_access_key_id=C\n[d]\naws_secret_access_key=4\n`,
  );
  assert.deepEqual(pairs(found), [
    ["~/.aws/credentials [b]", "B", "9"],
    ["~/.aws/config [default]", "a", "1"],
  ]);
  assert.deepEqual(found.map(({ kind }) => kind), ["credentials-file", "config-file"]);
});

Deno.test("credentialsFileCandidates() finds a pair of the config file next to a lone secret, with its own secret", () => {
  const found = find(`[profile a]\n${keys(ID, SECRET)}`, "[a]\naws_secret_access_key = other\n");
  assert.deepEqual(
    plain(found).map(({ kind, accessKeyId, secret }) => [kind, accessKeyId, secret]),
    [
      ["config-file", ID, SECRET],
    ],
  );
  assert.deepEqual(
    find(`[profile a]\n${keys(ID, SECRET)}`, "[a]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"),
    [],
    "botocore refuses half a pair in the credentials file",
  );
});

Deno.test("credentialsFileCandidates() skips incomplete pairs", () => {
  const cases = [
    "",
    "[a]\naws_access_key_id=x\n",
    "[a]\naws_secret_access_key=x\n",
    "[a]\naws_access_key_id=\naws_secret_access_key=x\n",
    "[a]\naws_access_key_id=x\naws_secret_access_key=\n  y = z\n",
  ];
  for (const text of cases) assert.deepEqual(find("", text), [], text);
});

Deno.test("credentialsFileCandidates() recognizes temporary credentials by token or id", () => {
  const found = find(
    "[profile c]\naws_session_token=t\n",
    `[a]\n${keys(ID, SECRET)}aws_session_token=t\n[b]\n${keys("ASIAIOSFODNN7EXAMPLE", SECRET)}` +
      `[c]\n${keys(ID, SECRET)}[d]\n${keys(ID, SECRET)}aws_security_token = t\n` +
      `[e]\n${keys(ID, SECRET)}aws_session_token =\naws_security_token =\n`,
  );
  assert.deepEqual(found.map((each) => each.temporary), [true, true, false, true, false]);
});
