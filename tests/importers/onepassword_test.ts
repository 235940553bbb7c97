import assert from "node:assert/strict";
import { exportedItems, onePasswordCandidates, opItems } from "../../src/importers/onepassword.ts";

const ID = "AKIAIOSFODNN7EXAMPLE";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const OTP = "otpauth://totp/AWS:me?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const SERIAL = "arn:aws:iam::123456789012:mfa/me";

function field(title: string, value: unknown) {
  return { title, id: `id-${title}`, value, guarded: false, multiline: false };
}

const ITEM = {
  uuid: "fkruyzrldizuqlnavfj3gltfda",
  favIndex: 0,
  state: "active",
  categoryUuid: "112",
  overview: { title: "AWS prod", subtitle: "", tags: [] },
  details: {
    loginFields: [],
    notesPlain: "",
    sections: [
      { title: "", name: "add more", fields: [field("Access Key ID", { string: ID })] },
      {
        title: "more",
        name: "more",
        fields: [
          field("secret access key", { concealed: SECRET }),
          field("default region", { string: "eu-west-1" }),
          field("one-time password", { totp: OTP }),
          field("MFA serial", { string: SERIAL }),
          field("created", { date: 1_600_000_000 }),
        ],
      },
    ],
  },
};

function exported(...vaults: [string, unknown[]][]) {
  return {
    accounts: [{
      attrs: { accountName: "me" },
      vaults: vaults.map(([name, items]) => ({ attrs: { name, type: "P" }, items })),
    }],
  };
}

Deno.test("exportedItems() reads every vault, of each version of the format, without the archive", () => {
  const data = exported(["Private", [ITEM]], ["Team", [
    { item: { ...ITEM, overview: { title: "wrapped" } } },
    { ...ITEM, state: "archived" },
    { item: { ...ITEM, trashed: true } },
  ]]);
  assert.deepEqual(exportedItems(data).map(({ title, vault }) => [title, vault]), [
    ["AWS prod", "Private"],
    ["wrapped", "Team"],
  ]);
});

Deno.test("onePasswordCandidates() takes the fields of 1Password's plugin by name, case aside", () => {
  const [found, ...others] = onePasswordCandidates(
    exportedItems(exported(["Private", [ITEM]])),
    "1pux",
  );
  assert.deepEqual(others, []);
  const { secretAccessKey, oneTimePassword, ...rest } = found!;
  const secrets = [secretAccessKey.reveal(), oneTimePassword?.reveal()];
  assert.deepEqual(secrets, [SECRET, OTP]);
  assert.deepEqual(rest, {
    source: `"AWS prod" of 1Password's vault "Private"`,
    kind: "1pux",
    suggestedTitle: "AWS prod",
    accessKeyId: ID,
    region: "eu-west-1",
    mfaSerial: SERIAL,
    temporary: false,
  });
});

Deno.test("onePasswordCandidates() leaves out items without both halves of a key", () => {
  const [section] = ITEM.details.sections;
  const half = { ...ITEM, details: { sections: [section] } };
  const login = { ...ITEM, details: { loginFields: [{ name: "username", value: ID }] } };
  const data = exported(["Private", [half, login, {}, null, 5]]);
  assert.deepEqual(onePasswordCandidates(exportedItems(data), "1pux"), []);
  for (const odd of [null, 5, [], {}, { accounts: 5 }, { accounts: [{ vaults: [null] }] }]) {
    assert.deepEqual(exportedItems(odd), []);
  }
});

Deno.test("opItems() reads what op prints, in one array or one document for each item", () => {
  const item = {
    id: "x",
    title: "AWS dev",
    vault: { id: "v", name: "Private" },
    category: "API_CREDENTIAL",
    fields: [
      { id: "notesPlain", type: "STRING", purpose: "NOTES", label: "notesPlain" },
      { id: "1", type: "STRING", label: "access key id", value: ID },
      { id: "2", type: "CONCEALED", label: "secret access key", value: SECRET },
      { id: "3", type: "OTP", label: "one-time password", value: OTP, totp: "123456" },
    ],
  };
  for (const documents of [[item, item], [[item, item]]]) {
    const found = onePasswordCandidates(opItems(documents), "op");
    assert.equal(found.length, 2);
    assert.equal(found[0]!.oneTimePassword?.reveal(), OTP, "not the code of the moment");
  }
});
