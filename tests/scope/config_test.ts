import assert from "node:assert/strict";
import type { Binding } from "../../src/scope/binding.ts";
import { EMPTY_CONFIG } from "../../src/scope/config.ts";
import {
  formatConfig,
  parseConfig,
  unknownMembers,
  withMember,
} from "../../src/scope/config_text.ts";
import { bind, unbind } from "../../src/scope/edit.ts";
import { setSetting } from "../../src/scope/settings.ts";
import { ignoreWithoutData, naughtyStrings } from "../conformance.ts";
import { itemOf } from "./item_of.ts";

const ITEM: Binding = { vault: "personal", item: "0b6a", title: "AWS dev" };

function configWith(scopes: unknown, more: Record<string, unknown> = {}): string {
  return JSON.stringify({ version: 1, scopes, ...more });
}

Deno.test("parseConfig() reads a complete config", () => {
  const config = parseConfig(`{
    "version": 1,
    "scopes": {
      "global": { "aws": { "vault": "personal", "item": "a1", "title": "AWS dev" } },
      "directories": { "/home/me/work/prod": {
        "aws": { "vault": "personal", "item": "b2", "title": "AWS prod", "profile": "admin" } } }
    },
    "profiles": { "audit": { "vault": "personal", "item": "c3", "title": "AWS audit" } },
    "settings": { "lock": { "idleMinutes": 10, "maxHours": 12 } }
  }`);
  assert.equal(itemOf(config.scopes.global.aws)?.item, "a1");
  assert.equal(itemOf(config.scopes.directories["/home/me/work/prod"]?.aws)?.profile, "admin");
  assert.equal(config.profiles.audit?.title, "AWS audit");
  assert.deepEqual(unknownMembers(config), []);
});

Deno.test("parseConfig() treats a missing version as 1, and keeps members that it does not know", () => {
  const text =
    '{\n  "tools": {\n    "mytool": {\n      "title": "My tool"\n    }\n  },\n  "x": 1\n}\n';
  const config = parseConfig(text);
  assert.deepEqual(config.tools, { mytool: { title: "My tool" } });
  assert.deepEqual(unknownMembers(config), ["x"]);
  assert.equal(formatConfig(config), text);
  assert.deepEqual(parseConfig("{}").scopes.global, Object.create(null));
});

Deno.test("parseConfig() names the member that is wrong", () => {
  const cases: [string, string][] = [
    ["[]", "the file is not an object"],
    ["null", "the file is not an object"],
    ['{"version":null}', "version is not 1"],
    ['{"version":"1"}', "version is not 1"],
    ['{"version":1.5}', "version is not 1"],
    ['{"version":0}', "version is not 1"],
    ['{"version":2}', "version is 2, from a newer opaws; this one reads version 1"],
    ['{"version":1,"scopes":null}', "scopes is not an object"],
    ['{"version":1,"settings":[]}', "settings is not an object"],
    ['{"version":1,"settings":{"lock":5}}', "settings.lock is not an object"],
    ['{"version":1,"tools":"cdk"}', "tools is not an object"],
    [configWith({ global: [] }), "scopes.global is not an object"],
    [configWith({ global: { aws: "dev" } }), "scopes.global.aws is not an object"],
    [configWith({ global: { aws: {} } }), "scopes.global.aws.vault is missing"],
    [
      configWith({ global: { aws: { ...ITEM, item: 5 } } }),
      "scopes.global.aws.item is not a string",
    ],
    [configWith({ global: { aws: { ...ITEM, item: "" } } }), "scopes.global.aws.item is empty"],
    [
      configWith({ global: { aws: { ...ITEM, region: null } } }),
      "scopes.global.aws.region is not a string",
    ],
    [configWith({ directories: { "/a": 1 } }), 'scopes.directories["/a"] is not an object'],
    [
      configWith({ directories: { "/a b": { "my tool": 1 } } }),
      'scopes.directories["/a b"]["my tool"] is not an object',
    ],
    [
      configWith({ directories: { "~/work": {} } }),
      'scopes.directories["~/work"] is not an absolute path',
    ],
    [
      configWith({ directories: { "/a/../b": {} } }),
      'scopes.directories["/a/../b"] is not an absolute path',
    ],
    [
      configWith({ directories: { "/a": {}, "/a/": {} } }),
      'scopes.directories["/a/"] is the same directory as another member',
    ],
    [configWith({}, { profiles: { audit: [] } }), "profiles.audit is not an object"],
  ];
  for (const [text, message] of cases) {
    assert.throws(() => parseConfig(text), { name: "SyntaxError", message }, text);
  }
});

Deno.test("parseConfig() accepts a tool called constructor, and refuses __proto__", () => {
  const empty = parseConfig('{"version":1,"scopes":{"global":{},"directories":{}}}');
  for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]) {
    assert.equal(empty.scopes.global[name], undefined, name);
    assert.equal(EMPTY_CONFIG.scopes.global[name], undefined, name);
    assert.equal(empty.scopes.directories[name], undefined, name);
    assert.equal(empty.profiles[name], undefined, name);
  }
  const bound = bind(EMPTY_CONFIG, { kind: "global" }, "constructor", ITEM);
  assert.equal(
    itemOf(parseConfig(formatConfig(bound)).scopes.global["constructor"])?.item,
    ITEM.item,
  );
  assert.throws(() => parseConfig(configWith({}).replace("{}", '{"__proto__":{}}')), SyntaxError);
});

Deno.test("formatConfig() keeps unknown members at every level and in order", () => {
  const text = `{
  "$schema": "x",
  "version": 1,
  "scopes": {
    "note": [
      1,
      {
        "a": null
      }
    ],
    "global": {
      "aws": {
        "vault": "personal",
        "item": "a1",
        "comment": "mine",
        "title": "AWS dev"
      }
    },
    "directories": {
      "/srv": {
        "aws": {
          "vault": "personal",
          "item": "b2",
          "title": "AWS prod",
          "until": "2030"
        }
      }
    }
  },
  "settings": {
    "colour": true,
    "lock": {
      "sound": "off"
    }
  },
  "later": {
    "deep": [
      {}
    ]
  }
}
`;
  const config = parseConfig(text);
  assert.equal(formatConfig(config), text);
  assert.deepEqual(
    unknownMembers(config),
    [
      "$schema",
      "later",
      "scopes.note",
      "settings.colour",
      "settings.lock.sound",
      "scopes.global.aws.comment",
      'scopes.directories["/srv"].aws.until',
    ].map((path) => path === "$schema" ? '["$schema"]' : path),
  );

  const other = { vault: "work", item: "z9", title: "Other" };
  let changed = bind(config, { kind: "global" }, "aws", other);
  changed = bind(changed, { kind: "directory", path: "/srv" }, "cdk", other);
  changed = setSetting(changed, "lock.idleMinutes", "5");
  assert.deepEqual(unknownMembers(parseConfig(formatConfig(changed))), unknownMembers(config));
  assert.deepEqual({ ...changed.scopes.global.aws }, { ...other, comment: "mine" });
  changed = unbind(changed, { kind: "directory", path: "/srv" }, "cdk");
  changed = setSetting(
    bind(changed, { kind: "global" }, "aws", config.scopes.global.aws!),
    "lock.idleMinutes",
    "10",
  );
  assert.deepEqual(unknownMembers(changed), unknownMembers(config));
});

Deno.test("formatConfig() returns the same text after parsing it again", () => {
  const config = setSetting(
    bind(EMPTY_CONFIG, { kind: "directory", path: "/a" }, "aws", ITEM),
    "defaultVault",
    "personal",
  );
  const text = formatConfig(config);
  assert.equal(formatConfig(parseConfig(text)), text);
  assert.ok(text.endsWith("}\n") && text.includes('\n  "scopes": {\n    "directories": {\n'));
});

Deno.test({
  name:
    "formatConfig() and parseConfig() return naughty strings as they were, as titles, tools and profiles",
  ignore: ignoreWithoutData(),
  fn() {
    const strings = naughtyStrings();
    assert.ok(strings.length > 300);
    let config = EMPTY_CONFIG;
    strings.forEach((title, at) => {
      const binding = { ...ITEM, title, profile: `p${title}`, region: `r${title}` };
      config = bind(config, { kind: "global" }, `${at} ${title}`, binding);
      config = bind(config, { kind: "directory", path: `/${at}` }, "aws", binding);
    });
    const again = parseConfig(formatConfig(config));
    strings.forEach((title, at) => {
      for (
        const found of [
          again.scopes.global[`${at} ${title}`],
          again.scopes.directories[`/${at}`]?.aws,
        ]
      ) {
        assert.deepEqual([itemOf(found)?.title, itemOf(found)?.profile, found?.region], [
          title,
          `p${title}`,
          `r${title}`,
        ]);
      }
    });
  },
});

Deno.test("withMember() sets and removes a member, and keeps the rest in order", () => {
  const before = { version: 1, z: { own: true, a: { x: 1 } }, settings: {} };
  const cases: [[string, ...string[]], unknown, string][] = [
    [["z", "a", "x"], 2, '{"version":1,"z":{"own":true,"a":{"x":2}},"settings":{}}'],
    [["z", "a", "y"], 2, '{"version":1,"z":{"own":true,"a":{"x":1,"y":2}},"settings":{}}'],
    [["n", "m"], "new", '{"version":1,"z":{"own":true,"a":{"x":1}},"settings":{},"n":{"m":"new"}}'],
    [["z", "a", "x"], undefined, '{"version":1,"z":{"own":true},"settings":{}}'],
    [["z"], undefined, '{"version":1,"settings":{}}'],
    [["n", "m"], undefined, '{"version":1,"z":{"own":true,"a":{"x":1}},"settings":{}}'],
  ];
  const text = JSON.stringify(before);
  for (const [path, value, wanted] of cases) {
    assert.equal(JSON.stringify(withMember(before, path, value)), wanted);
  }
  assert.equal(JSON.stringify(before), text);
});

Deno.test("withMember() handles names of Object.prototype", () => {
  const document = withMember({}, ["constructor", "toString"], 1);
  assert.equal(JSON.stringify(document), '{"constructor":{"toString":1}}');
  assert.equal(JSON.stringify(withMember(document, ["constructor", "toString"], undefined)), "{}");
});
