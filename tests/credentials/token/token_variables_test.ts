import assert from "node:assert/strict";
import { tokenVariable } from "../../../src/credentials/facts.ts";
import {
  MAX_BASE64_LENGTH,
  tokenFromEnvironment,
  vaultFromEnvironment,
} from "../../../src/credentials/token/token_variables.ts";
import type { Host } from "../../../src/host.ts";
import { formatToken } from "../../../src/vault/slots/token_text.ts";
import { errorOf } from "../../error_of.ts";
import { throwaway } from "../../throwaway.ts";

const BYTES = new Uint8Array(32).fill(7);
const TOKEN = formatToken(BYTES).reveal();
const VECTOR = Deno.readTextFileSync(new URL("../../vault/vectors/simple.json", import.meta.url));
const VAULT = new TextEncoder().encode(JSON.parse(VECTOR).file);

function host(environment: Record<string, string>): Pick<Host, "env"> {
  return { env: (name) => environment[name] };
}

/** Returns exit status, code and message of the error that `action` throws. */
function errorParts(action: () => unknown): [status: number, code: string, message: string] {
  const { status, code, message } = errorOf(action);
  return [status, code, message];
}

Deno.test("tokenVariable() returns the variable that has the token, and ignores an empty one", () => {
  assert.equal(tokenVariable(host({})), null);
  assert.equal(tokenVariable(host({ OPAWS_TOKEN: "", OPAWS_TOKEN_FILE: "" })), null);
  assert.equal(tokenVariable(host({ OPAWS_TOKEN: "x" })), "OPAWS_TOKEN");
  assert.equal(tokenVariable(host({ OPAWS_TOKEN: "", OPAWS_TOKEN_FILE: "x" })), "OPAWS_TOKEN_FILE");
});

Deno.test("tokenFromEnvironment() reads a token from its variable or a file, with or without one line end", () => {
  using home = throwaway();
  const path = `${home.folder}/token`;
  assert.deepEqual(tokenFromEnvironment(host({ OPAWS_TOKEN: TOKEN, OPAWS_TOKEN_FILE: "" })), BYTES);
  assert.deepEqual(tokenFromEnvironment(host({ OPAWS_TOKEN: `${TOKEN}\n` })), BYTES);
  for (const text of [`${TOKEN}\n\n`, ` ${TOKEN}`, `${TOKEN} `]) {
    assert.equal(
      errorParts(() => tokenFromEnvironment(host({ OPAWS_TOKEN: text })))[1],
      "token-malformed",
    );
  }
  for (const end of ["", "\n", "\r\n"]) {
    Deno.writeTextFileSync(path, TOKEN + end);
    assert.deepEqual(tokenFromEnvironment(host({ OPAWS_TOKEN_FILE: path })), BYTES);
  }
  for (const end of ["\n\n", " ", "\r"]) {
    Deno.writeTextFileSync(path, TOKEN + end);
    const [status, code, message] = errorParts(() =>
      tokenFromEnvironment(host({ OPAWS_TOKEN_FILE: path }))
    );
    assert.deepEqual([status, code], [77, "token-malformed"]);
    assert.ok(message.includes(`OPAWS_TOKEN_FILE (${path})`) && !message.includes(TOKEN));
  }
});

Deno.test("tokenFromEnvironment() refuses two tokens, and a file that is too large, not a file or missing", () => {
  using home = throwaway();
  const path = `${home.folder}/token`;
  Deno.writeTextFileSync(path, "x".repeat(4097));
  const cases: [environment: Record<string, string>, status: number, code: string][] = [
    [{ OPAWS_TOKEN: TOKEN, OPAWS_TOKEN_FILE: path }, 78, "both-set"],
    [{ OPAWS_TOKEN_FILE: path }, 78, "too-long"],
    [{ OPAWS_TOKEN_FILE: "/dev/null" }, 78, "unreadable-file"],
    [{ OPAWS_TOKEN_FILE: home.folder }, 78, "unreadable-file"],
    [{ OPAWS_TOKEN_FILE: `${path}/below` }, 74, "unreadable-file"],
    [{ OPAWS_TOKEN_FILE: `${home.folder}/gone` }, 66, "unreadable-file"],
  ];
  for (const [environment, status, code] of cases) {
    const found = errorParts(() => tokenFromEnvironment(host(environment)));
    assert.deepEqual(found.slice(0, 2), [status, code], found[2]);
  }
  Deno.writeTextFileSync(path, "x".repeat(4096));
  assert.equal(
    errorParts(() => tokenFromEnvironment(host({ OPAWS_TOKEN_FILE: path })))[1],
    "token-malformed",
  );
});

Deno.test("vaultFromEnvironment() reads a vault from a file, or from base64 of either alphabet", () => {
  using home = throwaway();
  const path = `${home.folder}/ci.json`;
  Deno.writeFileSync(path, VAULT);
  assert.equal(vaultFromEnvironment(host({})), null);
  assert.equal(vaultFromEnvironment(host({ OPAWS_VAULT: "", OPAWS_VAULT_FILE: "" })), null);
  const fromFile = vaultFromEnvironment(host({ OPAWS_VAULT_FILE: path }));
  assert.equal(fromFile?.path, path);
  const plain = VAULT.toBase64();
  const texts = [
    plain,
    plain.replace(/=+$/, ""),
    plain.replaceAll("+", "-").replaceAll("/", "_"),
    plain.replace(/.{76}/g, "$&\r\n"),
  ];
  for (const OPAWS_VAULT of texts) {
    const fromVariable = vaultFromEnvironment(host({ OPAWS_VAULT }));
    assert.deepEqual(fromVariable, { file: fromFile!.file, path: "OPAWS_VAULT" });
  }
});

Deno.test("vaultFromEnvironment() refuses two vaults, one that is too large, and one that is not base64", () => {
  const cases: [environment: Record<string, string>, status: number, code: string][] = [
    [{ OPAWS_VAULT: "x", OPAWS_VAULT_FILE: "y" }, 78, "both-set"],
    [{ OPAWS_VAULT: "e".repeat(MAX_BASE64_LENGTH + 1) }, 78, "too-long"],
    [{ OPAWS_VAULT: "e".repeat(MAX_BASE64_LENGTH) }, 65, "damaged"],
    [{ OPAWS_VAULT: "*" }, 65, "damaged"],
    [{ OPAWS_VAULT_FILE: "/nowhere" }, 66, "unreadable-file"],
  ];
  for (const [environment, status, code] of cases) {
    const found = errorParts(() => vaultFromEnvironment(host(environment)));
    assert.deepEqual(found.slice(0, 2), [status, code], found[2]);
  }
  const message = errorParts(() => vaultFromEnvironment(host({ OPAWS_VAULT: "*" })))[2];
  assert.match(message, /^cannot use OPAWS_VAULT: it is not base64$/);
});
