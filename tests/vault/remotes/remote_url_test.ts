import assert from "node:assert/strict";
import { longGitUrl, parseRemoteUrl, remoteUrl } from "../../../src/vault/remotes/remote_url.ts";
import { errorOf } from "../../error_of.ts";

Deno.test("parseRemoteUrl() returns what each kind of address names, and remoteUrl() the address", () => {
  const git = { kind: "git", branch: "opaws" } as const;
  const cases = [
    ["s3://team-vaults", { kind: "s3", bucket: "team-vaults", prefix: "" }],
    ["s3://a.b.c/x/y=1/z_.@+!", { kind: "s3", bucket: "a.b.c", prefix: "x/y=1/z_.@+!" }],
    ["git+ssh://git@host.example/team/vault.git", {
      ...git,
      transport: "ssh",
      url: "ssh://git@host.example/team/vault.git",
    }],
    ["git+ssh://[::1]:2222/~ada/v#team/one", {
      kind: "git",
      transport: "ssh",
      url: "ssh://[::1]:2222/~ada/v",
      branch: "team/one",
    }],
    ["git+file:/srv/team vault.git", { ...git, transport: "file", url: "/srv/team vault.git" }],
    ["/mnt/team/vault", { kind: "folder", path: "/mnt/team/vault" }],
  ] as const;
  for (const [text, address] of cases) {
    assert.deepEqual(parseRemoteUrl(text), address, text);
    assert.equal(remoteUrl(address), text);
  }
  assert.equal(remoteUrl(parseRemoteUrl("s3://bucket/prefix/")), "s3://bucket/prefix");
  assert.equal(remoteUrl(parseRemoteUrl("git+file:///srv/v.git#opaws")), "git+file:/srv/v.git");
  assert.equal(remoteUrl(parseRemoteUrl("/mnt/team/")), "/mnt/team");
});

Deno.test("parseRemoteUrl() refuses everything else, and what could become an option, a path or a key", () => {
  const refused = [
    "",
    "vault",
    "../vault",
    "~/vault",
    "-oProxyCommand=x",
    "--upload-pack=x",
    "https://host/vault",
    "git+https://host/vault",
    "git://host/vault",
    "git@host:vault",
    "ext::sh -c x",
    "git+ext::sh",
    "file:///srv/v",
    "ssh://host/v",
    "S3://bucket",
    "s3:/bucket",
    "s3://",
    "s3://Bucket",
    "s3://ab..cd",
    "s3://192.168.1.1",
    "s3://bucket//x",
    "s3://bucket/../x",
    "s3://bucket/./x",
    "s3://bucket/a b",
    "s3://bucket/a%2e",
    "s3://bucket/a?x",
    "s3://bucket/a#x",
    "s3://bucket/\u00e4",
    "git+ssh://-oProxyCommand=x/v",
    "git+ssh://-u@host/v",
    "git+ssh:///v",
    "git+ssh://host",
    "git+ssh://host/",
    "git+ssh://host//v",
    "git+ssh://host/-v",
    "git+ssh://host/a%00",
    "git+ssh://host/a/../b",
    "git+ssh://host/`id`",
    "git+ssh://host/$(id)",
    "git+ssh://host/a'b",
    "git+ssh://host:0/v",
    "git+ssh://host:65536/v",
    "git+ssh://ho st/v",
    "git+ssh://h%2dost/v",
    "git+ssh://host/v#",
    "git+ssh://host/v#-x",
    "git+ssh://host/v#a..b",
    "git+ssh://host/v#a.lock",
    "git+ssh://host/v#a.lock/b",
    "git+ssh://host/v#a/",
    "git+ssh://host/v#a@{1}",
    "git+ssh://host/v#a#b",
    "git+ssh://host/v#a b",
    "git+file:srv/v",
    "git+file:../v",
    "git+file:/srv/../v",
    "git+file://host/srv/v",
    "git+file:-x",
    "/srv/../v",
    "/srv/v\n",
    "/srv/\u001b[31m",
    "/srv/\u202ev",
    `s3://bucket/${"x".repeat(1100)}`,
  ];
  for (const text of refused) {
    const error = errorOf(() => parseRemoteUrl(text));
    assert.deepEqual([error.exit, error.code], ["usage", "bad-remote"], text);
    // deno-lint-ignore no-control-regex -- nothing of that may reach a terminal
    assert.doesNotMatch(error.message, /[\u0000-\u001f\u202e]/, text);
  }
});

Deno.test("longGitUrl() returns the address for git's short form, which parseRemoteUrl() takes", () => {
  for (const text of ["git@github.com:acme/vault.git", "git@github.com:/acme/vault.git"]) {
    assert.equal(longGitUrl(text), "git+ssh://git@github.com/acme/vault.git");
  }
  parseRemoteUrl(longGitUrl("git@github.com:acme/vault.git")!);
  for (
    const text of ["ext::sh -c x", "ada:hunter2@host:v", "s3://bucket/x", "git@host", "/a@b:c"]
  ) {
    assert.equal(longGitUrl(text), null, text);
  }
});

Deno.test("parseRemoteUrl() refuses credentials in an address and does not repeat them", () => {
  const texts = [
    "s3://AKIAIOSFODNN7EXAMPLE:hunter2@bucket/prefix",
    "git+ssh://ada:hunter2@host/v",
    "https://ada:hunter2@host/v",
  ];
  for (const text of texts) {
    const { message } = errorOf(() => parseRemoteUrl(text));
    assert.doesNotMatch(message, /hunter2|AKIA/, text);
  }
});
