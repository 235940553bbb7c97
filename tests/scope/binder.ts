import { findPaths } from "../../src/fs/paths.ts";
import { denoHost } from "../../src/host.ts";
import { changeConfig } from "../../src/scope/config_file.ts";
import { bind } from "../../src/scope/edit.ts";

// Binds the tools NAME0, NAME1, ..., each in a write of its own: `binder.ts NAME COUNT`.
const [name = "", count = ""] = Deno.args;
for (let at = 0; at < Number(count); at += 1) {
  const item = { vault: "personal", item: `${at}`, title: name };
  await changeConfig(
    denoHost,
    findPaths(denoHost),
    (config) => bind(config, { kind: "global" }, name + at, item),
  );
}
