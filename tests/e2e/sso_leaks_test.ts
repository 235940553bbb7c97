import assert from "node:assert/strict";
import { FakeSso } from "../aws/sso/fake_sso.ts";
import { ArgumentSampler } from "./argument_sampler.ts";
import { leaksOf, leaksOfBytes } from "./leaks.ts";
import { SsoHome } from "./sso_home.ts";
import type { Ended } from "./user_home.ts";

/** Returns every secret that the service gave or took: tokens, codes, client secrets, verifiers and role credentials. */
function secretsOf(sso: FakeSso): Record<string, string> {
  const found: Record<string, string> = {};
  const take = (kind: string, value: unknown) => {
    if (typeof value === "string") found[`${kind} ${Object.keys(found).length}`] = value;
  };
  for (const { body, headers } of sso.calls) {
    const kinds = ["clientSecret", "code", "codeVerifier", "deviceCode", "refreshToken"];
    for (const kind of kinds) take(kind, body[kind]);
    take("access token", headers["x-amz-sso_bearer_token"]);
  }
  for (const { secretAccessKey, sessionToken } of sso.portal.issued) {
    take("secret access key", secretAccessKey);
    take("session token", sessionToken);
  }
  return found;
}

for (const debug of ["", "1"]) {
  Deno.test(`no token, code or credential of IAM Identity Center leaks${debug && ", with OPAWS_DEBUG=1"}`, async () => {
    await using sso = FakeSso.start();
    using home = await SsoHome.make(sso, { environment: debug ? { OPAWS_DEBUG: debug } : {} });
    await using sampler = new ArgumentSampler();
    const said: [string, Ended][] = [];
    const opaws = async (...words: string[]) => {
      const ended = await home.opaws(words);
      said.push([words.join(" "), ended]);
      return ended;
    };
    await opaws("sso", "login");
    await opaws("sso", "status", "--json");
    await opaws("sso", "list", "--json");
    await opaws("sso", "profiles", "--write");
    const role = ["--sso", "corp", "--account", "111122223333", "--role", "Developer"];
    await opaws("init", "aws", ...role, "--scope", "global", "--json");
    await opaws("run", "--verbose", "--", "true");
    await opaws("which", "aws", "--json");
    await opaws("inspect", "--json");
    await opaws("session", "list", "--json");
    await opaws("doctor", "--json");
    sso.oidc.expireTokens();
    await opaws("run", "--fresh", "--", "true");
    await opaws("run", ...role.with(-1, "Nope"), "--", "true");
    const errors = ["InternalServerException", "InvalidRequestException", "AccessDeniedException"];
    for (const name of errors) {
      sso.plan("GetRoleCredentials", { kind: "error", name, status: 400, message: "no" }, 3);
      await opaws("run", "--fresh", "--", "true");
      sso.behave();
    }
    for (const action of ["RegisterClient", "CreateToken"]) {
      sso.plan(action, { kind: "html" });
      await opaws("sso", "login");
      sso.behave();
    }
    sso.plan("CreateToken", { kind: "missing", members: ["accessToken"] });
    await opaws("sso", "login");
    sso.behave();
    await opaws("sso", "login", "--device");
    sso.oidc.approves = false;
    await opaws("sso", "login");
    await opaws("sso", "login", "--device");
    sso.oidc.approves = true;
    await opaws("sso", "login");
    await opaws("run", "--", "true");
    await opaws("sso", "logout");
    const secrets = secretsOf(sso);
    assert.ok(Object.keys(secrets).length > 20, "the hunt knows what to look for");
    for (const [words, { stdout, stderr }] of said) {
      assert.deepEqual(leaksOf(stdout + stderr, secrets), [], words);
    }
    for (const line of sampler.seen) assert.deepEqual(leaksOf(line, secrets), [], line);
    for (const path of filesBelow(home.folder)) {
      assert.deepEqual(leaksOfBytes(Deno.readFileSync(path), secrets), [], path);
    }
  });
}

function filesBelow(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory, isFile }) =>
    isDirectory ? filesBelow(`${folder}/${name}`) : isFile ? [`${folder}/${name}`] : []
  );
}
