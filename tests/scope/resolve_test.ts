import assert from "node:assert/strict";
import { UserError } from "../../src/errors.ts";
import type { Binding } from "../../src/scope/binding.ts";
import {
  applicableBindings,
  bindingBefore,
  lookupSteps,
  resolve,
} from "../../src/scope/resolve.ts";
import type { ScopeTree } from "../../src/scope/scope_tree.ts";
import { errorOf } from "../error_of.ts";
import { itemOf } from "./item_of.ts";

const FULL: ScopeTree = {
  terminal: { aws: item("session") },
  directories: {
    "/": { aws: item("root") },
    "/home/me": { aws: item("home"), cdk: item("home cdk") },
    "/home/me/work": { aws: item("work") },
    "/home/me/work-2": { aws: item("other") },
  },
  global: { aws: item("global"), sam: item("global sam") },
  foreign: [],
};
const { terminal: _, ...CONFIGURED } = FULL;
const NO_TERMINAL: ScopeTree = { ...CONFIGURED, terminal: {} };
const NOTHING: ScopeTree = { terminal: {}, directories: {}, global: {}, foreign: [] };

function item(title: string): Binding {
  return { vault: "personal", item: title, title };
}

Deno.test("resolve() prefers the session, then the nearest directory, then the global binding", () => {
  const cases: [ScopeTree, string, string, string | null][] = [
    [FULL, "aws", "/home/me/work/deep", "session"],
    [NO_TERMINAL, "aws", "/home/me/work", "work"],
    [NO_TERMINAL, "aws", "/home/me/work/a/b", "work"],
    [NO_TERMINAL, "aws", "/home/me/workshop", "home"],
    [NO_TERMINAL, "aws", "/home/me/work-2/x", "other"],
    [NO_TERMINAL, "aws", "/home/me", "home"],
    [NO_TERMINAL, "aws", "/home", "root"],
    [NO_TERMINAL, "aws", "/", "root"],
    [{ ...NO_TERMINAL, directories: {} }, "aws", "/home/me/work", "global"],
    [NOTHING, "aws", "/", null],
    [NOTHING, "constructor", "/", null],
    [NOTHING, "toString", "/constructor", null],
  ];
  for (const [tree, tool, cwd, wanted] of cases) {
    assert.equal(
      itemOf(resolve(tree, tool, cwd)?.binding)?.title ?? null,
      wanted,
      `${tool} in ${cwd}`,
    );
  }
});

Deno.test("resolve() uses the bindings of aws for a tool without one of its own", () => {
  const cases: [string, string, string, string][] = [
    ["cdk", "/home/me/work", "home cdk", "cdk"],
    ["cdk", "/srv", "session", "aws"],
    ["sam", "/home/me/work", "global sam", "sam"],
    ["terraform", "/home/me/work", "session", "aws"],
    ["no such tool", "/home/me/work", "session", "aws"],
  ];
  for (const [tool, cwd, title, from] of cases) {
    const found = resolve(FULL, tool, cwd);
    assert.deepEqual(
      [itemOf(found?.binding)?.title, found?.tool],
      [title, from],
      `${tool} in ${cwd}`,
    );
  }
});

Deno.test("applicableBindings() lists all that could apply, in order of precedence", () => {
  assert.deepEqual(
    applicableBindings(FULL, "aws", "/home/me/work/x").map((each) => each.scope),
    [
      { kind: "session" },
      { kind: "directory", path: "/home/me/work" },
      { kind: "directory", path: "/home/me" },
      { kind: "directory", path: "/" },
      { kind: "global" },
    ],
  );
  assert.deepEqual(
    applicableBindings(FULL, "cdk", "/home/me").map((each) => itemOf(each.binding)?.title),
    [
      "home cdk",
    ],
  );
});

Deno.test("resolve() never falls back to the global binding if a deleted directory might have one", () => {
  const bound = { "/gone": { aws: item("gone") } };
  const global = { aws: item("global") };
  assert.throws(
    () => resolve({ terminal: {}, directories: bound, global, foreign: [] }, "aws", null),
    (error) => error instanceof UserError && error.status === 66 && error.code === "no-directory",
  );
  assert.throws(
    () => resolve({ terminal: {}, directories: bound, global, foreign: [] }, "cdk", null),
    (error) => error instanceof UserError && error.status === 66,
  );
  const session = { aws: item("session") };
  const inSession = resolve(
    { terminal: session, directories: bound, global, foreign: [] },
    "aws",
    null,
  );
  assert.equal(itemOf(inSession?.binding)?.title, "session");
  const none = resolve({ terminal: {}, directories: {}, global, foreign: [] }, "aws", null);
  assert.equal(itemOf(none?.binding)?.title, "global");
  const others = { "/gone": { sam: item("sam") } };
  const unconcerned = resolve(
    { terminal: {}, directories: others, global, foreign: [] },
    "aws",
    null,
  );
  assert.equal(itemOf(unconcerned?.binding)?.title, "global");
});

Deno.test("lookupSteps() lists the scopes up to the binding that applies", () => {
  assert.deepEqual(
    lookupSteps(NO_TERMINAL, "terraform", "/home/me/work").map(({ scope, tool, binding }) => [
      scope.kind,
      tool,
      itemOf(binding)?.title ?? null,
    ]),
    [
      ["session", "terraform", null],
      ["global", "terraform", null],
      ["session", "aws", null],
      ["directory", "aws", "work"],
    ],
  );
  assert.deepEqual(lookupSteps(FULL, "aws", "/").length, 1);
  assert.deepEqual(lookupSteps(NOTHING, "aws", "/a").map((step) => step.scope.kind), [
    "session",
    "global",
  ]);
});

Deno.test("lookupSteps() stops at the session's binding, even in a deleted directory", () => {
  const tree = {
    terminal: { cdk: item("cdk") },
    directories: { "/gone": { aws: item("x") } },
    global: {},
    foreign: [],
  };
  assert.deepEqual(lookupSteps(tree, "cdk", null).map((step) => itemOf(step.binding)?.title), [
    "cdk",
  ]);
  assert.deepEqual(
    applicableBindings(tree, "cdk", null).map((step) => itemOf(step.binding)?.title),
    [
      "cdk",
    ],
  );
});

Deno.test("resolve() refuses the binding of another user's directory (78), and uses no wider scope", () => {
  const foreign: ScopeTree = { ...NO_TERMINAL, foreign: ["/home/me/work", "/home/me"] };
  for (
    const [tool, cwd, path] of [
      ["aws", "/home/me/work/deep", "/home/me/work"],
      ["terraform", "/home/me/work", "/home/me/work"],
      ["cdk", "/home/me/work", "/home/me"],
    ] as const
  ) {
    const error = errorOf(() => resolve(foreign, tool, cwd));
    assert.deepEqual([error.status, error.code], [78, "foreign-directory"], `${tool} in ${cwd}`);
    assert.match(error.message, new RegExp(`: ${path} is bound to ".*", but belongs to another`));
    assert.equal(error.try, `opaws clear ${tool === "terraform" ? "aws" : tool}`);
  }
  assert.equal(itemOf(resolve(foreign, "aws", "/home/me/work-2")?.binding)?.title, "other");
  assert.equal(itemOf(resolve(foreign, "sam", "/home/me/work")?.binding)?.title, "global sam");
  assert.equal(itemOf(resolve({ ...FULL, foreign: ["/"] }, "aws", "/")?.binding)?.title, "session");
  assert.equal(applicableBindings(foreign, "aws", "/home/me/work").length, 4);
});

Deno.test("bindingBefore() finds what applies instead of a binding that was just made", () => {
  const at = (path: string) => ({ kind: "directory", path }) as const;
  const global = { kind: "global" } as const;
  const title = (...args: Parameters<typeof bindingBefore>) => {
    const found = bindingBefore(...args)?.binding;
    return found && "title" in found ? found.title : null;
  };
  assert.equal(title(FULL, "aws", "/home/me/work", at("/home/me/work")), "session");
  assert.equal(title(FULL, "aws", "/home/me/work", { kind: "session" }), null);
  assert.equal(title(NO_TERMINAL, "aws", "/home/me/work/a", at("/home/me")), "work");
  assert.equal(title(NO_TERMINAL, "aws", "/home/me/work", at("/home/me/work")), null);
  assert.equal(title(NO_TERMINAL, "aws", "/home/me/work", global), "work");
  assert.equal(title(FULL, "aws", "/home/me/work", at("/home/me/work-2")), null, "elsewhere");
  assert.equal(title(FULL, "sam", "/home/me/work", global), null);
  assert.equal(title(FULL, "aws", null, global), null);
});
