import assert from "node:assert/strict";
import { changeConfig, readConfig } from "../../src/scope/config_file.ts";
import { allBindings, bind, mapProfile } from "../../src/scope/edit.ts";
import { renameBoundItem } from "../../src/scope/rename_item.ts";
import { readTerminalBindings } from "../../src/scope/terminal_bindings.ts";
import { writeTerminalBinding } from "../../src/scope/write_terminal_bindings.ts";
import { throwaway } from "../throwaway.ts";
import { itemOf } from "./item_of.ts";

const ITEM = { vault: "personal", item: "0b6a", title: "AWS dev" };
const OTHERS = [
  { ...ITEM, vault: "work" },
  { ...ITEM, item: "0b6b" },
  { ...ITEM, title: "AWS prod" }, // redirected to this item
];

Deno.test("renameBoundItem() renames the item in config.json and in every terminal, and no other binding", async () => {
  using place = throwaway();
  const { host, paths } = place;
  await changeConfig(host, paths, (config) => {
    const bound = bind(config, { kind: "global" }, "aws", { ...ITEM, region: "eu-west-1" });
    const mapped = mapProfile(
      bind(bound, { kind: "directory", path: "/w" }, "cdk", ITEM),
      "p",
      ITEM,
    );
    return OTHERS.reduce((all, other, at) => mapProfile(all, `other${at}`, other), mapped);
  });
  for (const terminal of ["linux-1", "linux-2"]) {
    await writeTerminalBinding(host, paths, terminal, "aws", ITEM);
    await writeTerminalBinding(host, paths, terminal, "cdk", OTHERS[2]!);
  }
  await renameBoundItem(host, paths, { vault: "personal", item: "0b6a", from: "AWS dev", to: "d" });
  assert.deepEqual(
    Object.fromEntries(
      allBindings(readConfig(paths)).map(({ where, binding }) => [where, itemOf(binding)?.title]),
    ),
    {
      "aws, global": "d",
      "cdk, directory /w": "d",
      "profile p": "d",
      "profile other0": "AWS dev",
      "profile other1": "AWS dev",
      "profile other2": "AWS prod",
    },
  );
  assert.equal(readConfig(paths).scopes.global.aws?.region, "eu-west-1");
  for (const terminal of ["linux-1", "linux-2"]) {
    const { aws, cdk } = readTerminalBindings(paths, terminal);
    assert.deepEqual([itemOf(aws)?.title, itemOf(cdk)?.title], ["d", "AWS prod"]);
  }
});

Deno.test("renameBoundItem() creates no files if nothing is bound", async () => {
  using place = throwaway();
  const { host, paths, folder } = place;
  await renameBoundItem(host, paths, { vault: "personal", item: "0b6a", from: "a", to: "b" });
  assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["run"]);
});
