import assert from "node:assert/strict";
import { type IsStored, scrub } from "../../../src/aws/config/scrub.ts";
import { UserError } from "../../../src/errors.ts";
import { byBotocore } from "../botocore.ts";
import { ignoreWithoutBotocore } from "../python.ts";

const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/** Counts the pairs of `ids`, with the secret that {@linkcode keys} gives them, as stored. */
function holding(...ids: string[]): IsStored {
  return (id, secret) => ids.includes(id) && secret.reveal() === secretOf(id);
}

function secretOf(id: string): string {
  return id + SECRET.slice(id.length);
}

function keys(id: string): string {
  return `aws_access_key_id = ${id}\naws_secret_access_key = ${secretOf(id)}\n`;
}

Deno.test("scrub() removes the lines of stored keys and no other byte", () => {
  const before = "# mine\r\n\r\n[default]\r\nAWS_Access_Key_Id=A\r\n; between\r\nregion = x\r\n" +
    `aws_secret_access_key : ${secretOf("A")}\r\n\r\n[b]\n${
      keys("B")
    }  # indented\n\toutput = y\n` +
    `[c]\nregion=\u00fc\n${keys("C")}`.trimEnd();
  const { text, removed } = scrub(before, "f", holding("A", "C"));
  assert.equal(
    text,
    "# mine\r\n\r\n[default]\r\n; between\r\nregion = x\r\n" +
      `\r\n[b]\n${keys("B")}  # indented\n\toutput = y\n[c]\nregion=\u00fc\n`,
  );
  assert.deepEqual(removed, [
    { profile: "default", accessKeyId: "A", lines: [4, 7] },
    { profile: "c", accessKeyId: "C", lines: [16, 17] },
  ]);
});

Deno.test("scrub() leaves half a pair, even if it counts as stored", () => {
  const halves = ["aws_access_key_id = AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key = x"];
  for (const half of [...halves, "aws_access_key_id =\naws_secret_access_key = x"]) {
    const text = `[a]\n${half}\nregion = eu-west-1\n`;
    assert.deepEqual(scrub(text, "c", () => true), { text, removed: [] });
  }
});

Deno.test("scrub() leaves a file without stored keys unchanged", () => {
  const texts = [
    "",
    "# only\n",
    `[a]\n${keys("A")}`,
    "[a]\naws_access_key_id = B\n",
    `[a]\naws_access_key_id = B\naws_secret_access_key = ${secretOf("A")}\n`,
    `[a]\naws_secret_access_key = ${secretOf("B")}\n`,
    `[a]\naws_access_key_id = B\n  more\naws_secret_access_key = ${secretOf("B")}\n`,
    `[DEFAULT]\n${keys("B")}`,
    `# [a]\n# aws_access_key_id = B\n[b]\n# aws_secret_access_key = ${secretOf("B")}\n`,
  ];
  for (const text of texts) {
    assert.deepEqual(scrub(text, "f", holding("B")), { text, removed: [] }, text);
  }
});

Deno.test("scrub() removes continuation lines, but not the comments among them", () => {
  const before = "[a]\naws_access_key_id = A\n  # kept\n\n  more\n# kept too\nregion = x\n" +
    "aws_secret_access_key = s\n   t\n";
  const held: IsStored = (id, secret) => id === "A\n\nmore" && secret.reveal() === "s\nt";
  const { text, removed } = scrub(before, "f", held);
  assert.equal(text, "[a]\n  # kept\n\n# kept too\nregion = x\n");
  assert.deepEqual(removed.map(({ lines }) => lines), [[2, 5, 8, 9]]);
});

Deno.test("scrub() keeps the session token, other keys and the section itself", () => {
  const before = `[a]\n${keys("A")}aws_session_token = t\nmfa_serial = m\n[b]\n`;
  const after = "[a]\naws_session_token = t\nmfa_serial = m\n[b]\n";
  assert.equal(scrub(before, "f", holding("A")).text, after);
});

Deno.test("scrub() removes a pair that sections share through [DEFAULT] only if it is stored for all of them", () => {
  const shared = `[DEFAULT]\n${keys("A")}[a]\n[b]\nregion = x\n`;
  assert.equal(scrub(shared, "f", holding("A")).text, "[DEFAULT]\n[a]\n[b]\nregion = x\n");
  const half = `${shared}[c]\naws_access_key_id = C\n`;
  assert.deepEqual(scrub(half, "f", holding("A")), { text: half, removed: [] });
});

Deno.test("scrub() refuses (78) if the pair of [DEFAULT] would replace the removed one", () => {
  const before = `[DEFAULT]\n${keys("A")}[a]\n${keys("B")}[b]\n`;
  assert.throws(
    () => scrub(before, "/f", holding("B")),
    (error) =>
      error instanceof UserError && error.status === 78 &&
      /^cannot scrub \/f: /.test(error.message) &&
      !error.message.includes(SECRET.slice(1)),
  );
  assert.equal(scrub(before, "/f", holding("A", "B")).text, "[DEFAULT]\n[a]\n[b]\n");
});

Deno.test("scrub() refuses a file that aws refuses (78)", () => {
  for (const text of [`[a]\n${keys("A")}stray\n`, keys("A"), `[a]\n${keys("A")}[a]\n`]) {
    assert.throws(
      () => scrub(text, "/f", holding("A")),
      (error) => error instanceof UserError && error.status === 78,
    );
  }
});

Deno.test({
  name: "scrub() changes nothing that botocore reads except the removed keys",
  ignore: ignoreWithoutBotocore(),
  fn: async () => {
    const texts = [
      `[default]\nregion = x\n${keys("A")}s3 =\n  a = b\n[b]\n${keys("B")}`,
      `  [default]\n   ${keys("A").replaceAll("\n", "\n   ")}region = x\n`,
      `[default]\r\n${keys("A").replaceAll("\n", "\r\n")}\r\n; c\r\n  \r\n[b]\r\nregion=y`,
      `[a]\ns3 =\n  a = b\n\n${keys("A")}  \n# c\nregion = y\n`,
      `[a]\nregion = x\n  y\n # c\n${keys("A")}\toutput = json\n`.replace("\t", ""),
      `[DEFAULT]\n${keys("A")}output = z\n[a]\n[b]\nregion = x\n`,
    ];
    const after = texts.map((text) => scrub(text, "f", holding("A")).text);
    const readings = await byBotocore(
      [...texts, ...after].map((credentials) => ({ config: "", credentials })),
    );
    for (const [index, text] of texts.entries()) {
      assert.notEqual(after[index], text);
      const wanted = structuredClone(readings[index]) as {
        profiles: Record<string, Record<string, unknown>>;
      };
      for (const values of Object.values(wanted.profiles)) {
        if (values.aws_access_key_id !== "A") continue;
        delete values.aws_access_key_id;
        delete values.aws_secret_access_key;
      }
      assert.deepEqual(readings[texts.length + index], wanted, text);
    }
  },
});
