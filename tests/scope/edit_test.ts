import assert from "node:assert/strict";
import { UserError } from "../../src/errors.ts";
import type { Binding, ItemBinding } from "../../src/scope/binding.ts";
import { type Config, EMPTY_CONFIG } from "../../src/scope/config.ts";
import { formatConfig, parseConfig } from "../../src/scope/config_text.ts";
import {
  allBindings,
  bind,
  bindingsToClear,
  bindingToClear,
  mapProfile,
  unbind,
} from "../../src/scope/edit.ts";
import { resolve } from "../../src/scope/resolve.ts";
import type { ScopeTree } from "../../src/scope/scope_tree.ts";
import { itemOf } from "./item_of.ts";

const GLOBAL = { kind: "global" } as const;

function item(title: string): ItemBinding {
  return { vault: "personal", item: title, title };
}

function directory(path: string): { readonly kind: "directory"; readonly path: string } {
  return { kind: "directory", path };
}

function tree(config: Config, terminal: Readonly<Record<string, Binding>> = {}): ScopeTree {
  return { ...config.scopes, terminal, foreign: [] };
}

Deno.test("bind() sets a binding, and unbind() removes it without leaving empty objects", () => {
  const bound = bind(EMPTY_CONFIG, directory("/home/me/a b"), "aws", item("x"));
  assert.deepEqual({ ...bound.scopes.directories["/home/me/a b"]?.aws }, item("x"));
  assert.deepEqual(Object.keys(EMPTY_CONFIG.scopes.directories), []);
  const gone = unbind(bound, directory("/home/me/a b"), "aws");
  assert.equal(formatConfig(gone), formatConfig(EMPTY_CONFIG));
  assert.equal(formatConfig(unbind(gone, GLOBAL, "aws")), formatConfig(EMPTY_CONFIG));
});

Deno.test("bind() drops the profile of the previous binding", () => {
  const before = bind(EMPTY_CONFIG, GLOBAL, "aws", { ...item("x"), profile: "admin" });
  assert.deepEqual({ ...bind(before, GLOBAL, "aws", item("y")).scopes.global.aws }, item("y"));
});

Deno.test("bind() keeps unknown members of the previous binding, but not of other scopes", () => {
  const written = parseConfig(JSON.stringify({
    version: 1,
    scopes: {
      global: { aws: { ...item("g"), note: "global" } },
      directories: { "/a": { aws: { ...item("x"), note: "a" } } },
    },
  }));
  const changed = bind(
    bind(written, directory("/a"), "aws", item("y")),
    directory("/b"),
    "aws",
    item("z"),
  );
  const { directories } = changed.scopes;
  assert.deepEqual({ ...directories["/a"]?.aws }, { ...item("y"), note: "a" });
  assert.deepEqual({ ...directories["/b"]?.aws }, item("z"));
});

Deno.test("bind() and unbind() find a directory with a trailing slash", () => {
  const written = parseConfig(JSON.stringify({
    version: 1,
    scopes: { directories: { "/srv/app/": { aws: item("x"), cdk: item("y") } } },
  }));
  assert.equal(itemOf(resolve(tree(written), "aws", "/srv/app/src")?.binding)?.title, "x");
  const changed = bind(written, directory("/srv/app"), "aws", item("z"));
  assert.deepEqual(Object.keys(changed.scopes.directories), ["/srv/app"]);
  assert.equal(itemOf(changed.scopes.directories["/srv/app"]?.aws)?.title, "z");
  const gone = unbind(changed, directory("/srv/app"), "aws");
  assert.deepEqual(Object.keys(gone.scopes.directories["/srv/app"]!), ["cdk"]);
});

Deno.test("mapProfile() sets and removes the item of a profile", () => {
  const mapped = mapProfile(EMPTY_CONFIG, "audit", item("x"));
  assert.equal(mapped.profiles.audit?.title, "x");
  assert.equal(formatConfig(mapProfile(mapped, "audit", null)), formatConfig(EMPTY_CONFIG));
});

Deno.test("allBindings() lists every binding, including those of profiles", () => {
  let config = bind(EMPTY_CONFIG, GLOBAL, "aws", item("a"));
  config = bind(config, directory("/b"), "cdk", item("b"));
  config = mapProfile(config, "x, directory /nope", item("c"));
  assert.deepEqual(
    allBindings(config).map(({ where, binding }) => [where, itemOf(binding)?.title]),
    [
      ["aws, global", "a"],
      ["cdk, directory /b", "b"],
      ["profile x, directory /nope", "c"],
    ],
  );
  assert.deepEqual(allBindings(config).map(({ place }) => place), [
    { tool: "aws", scope: GLOBAL },
    { tool: "cdk", scope: directory("/b") },
    { profile: "x, directory /nope" },
  ]);
});

Deno.test("bindingToClear() returns the session's, then each directory's upwards, then the global binding", () => {
  let config = bind(EMPTY_CONFIG, GLOBAL, "aws", item("global"));
  config = bind(config, directory("/home/me"), "aws", item("home"));
  config = bind(config, directory("/home/me/project"), "aws", item("project"));
  config = bind(config, directory("/srv"), "aws", item("elsewhere"));
  let terminal: Record<string, Binding> = { aws: item("session") };
  const gone: string[] = [];
  for (;;) {
    const next = bindingToClear(tree(config, terminal), "aws", "/home/me/project");
    if (next === null) break;
    gone.push(itemOf(next.binding)!.title);
    if (next.scope.kind === "session") terminal = {};
    else config = unbind(config, next.scope, "aws");
  }
  assert.deepEqual(gone, ["session", "project", "home", "global"]);
  assert.equal(itemOf(resolve(tree(config), "aws", "/srv")?.binding)?.title, "elsewhere");
});

Deno.test("bindingToClear() works in the root and outside the home directory", () => {
  const root = bind(EMPTY_CONFIG, directory("/"), "aws", item("root"));
  assert.deepEqual(bindingToClear(tree(root), "aws", "/")?.scope, directory("/"));
  assert.deepEqual(bindingToClear(tree(root), "aws", "/srv/x")?.scope, directory("/"));
  assert.equal(bindingToClear(tree(EMPTY_CONFIG), "aws", "/"), null);
});

Deno.test("bindingToClear() leaves the bindings of aws alone for another tool", () => {
  const config = bind(EMPTY_CONFIG, GLOBAL, "aws", item("global"));
  assert.equal(bindingToClear(tree(config), "cdk", "/"), null);
});

Deno.test("bindingToClear() in a deleted directory returns the session's binding, else throws", () => {
  const global = bind(EMPTY_CONFIG, GLOBAL, "aws", item("global"));
  const both = bind(global, directory("/gone"), "aws", item("gone"));
  const session = bindingToClear(tree(both, { aws: item("session") }), "aws", null);
  assert.equal(itemOf(session?.binding)?.title, "session");
  assert.throws(
    () => bindingToClear(tree(both), "aws", null),
    (error) => error instanceof UserError && error.status === 66,
  );
  assert.equal(itemOf(bindingToClear(tree(global), "aws", null)?.binding)?.title, "global");
});

Deno.test("bindingsToClear() returns the session's, the working directory's and the global binding, not those of parents", () => {
  let config = bind(EMPTY_CONFIG, GLOBAL, "aws", item("global"));
  config = bind(config, directory("/home/me"), "aws", item("home"));
  config = bind(config, directory("/home/me/project"), "aws", item("project"));
  const all = bindingsToClear(tree(config, { aws: item("session") }), "aws", "/home/me/project");
  assert.deepEqual(all.map(({ binding }) => itemOf(binding)?.title), [
    "session",
    "project",
    "global",
  ]);
});
