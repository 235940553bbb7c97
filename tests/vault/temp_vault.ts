import assert from "node:assert/strict";
import type { Paths } from "../../src/fs/paths.ts";
import { UserError } from "../../src/errors.ts";
import { denoHost } from "../../src/host.ts";
import { Secret } from "../../src/secret.ts";
import type { KdfCost } from "../../src/vault/format/kdf_cost.ts";
import { newUuid } from "../../src/vault/format/uuid.ts";
import type { Item } from "../../src/vault/item.ts";
import { changeVault } from "../../src/vault/store/change.ts";
import { createVault } from "../../src/vault/store/create.ts";
import type { OpenVault } from "../../src/vault/store/open.ts";

/** The lowest cost that readers accept, so that tests are fast. */
export const CHEAP: KdfCost = { memoryKiB: 19456, passes: 2, lanes: 1 };
export const PASSWORD = new Secret("correct horse");

/** Runs `action` with paths in a new folder and removes the folder afterwards. */
export async function withTempPaths(action: (paths: Paths) => unknown): Promise<void> {
  const home = Deno.makeTempDirSync({ prefix: "opaws-test-" });
  try {
    await action(pathsIn(home));
  } finally {
    Deno.removeSync(home, { recursive: true });
  }
}

export function pathsIn(home: string): Paths {
  const config = `${home}/config`;
  return {
    home,
    config,
    configFile: `${config}/config.json`,
    vaults: `${config}/vaults`,
    backups: `${config}/vaults/.backup`,
    state: `${home}/state`,
    runtime: `${home}/run`,
    runtimes: [`${home}/run`],
  };
}

export function sampleItem(title: string, more: Partial<Item> = {}): Item {
  return {
    id: newUuid(denoHost),
    title,
    category: "aws-access-key",
    fields: [
      { name: "access key id", secret: false, value: "AKIAIOSFODNN7EXAMPLE" },
      {
        name: "secret access key",
        secret: true,
        value: new Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
      },
    ],
    notes: "",
    tags: [],
    created: "2026-01-02T03:04:05.678Z",
    ...more,
  };
}

/** Creates a vault with one item for each title. */
export async function vaultWith(
  paths: Paths,
  name: string,
  ...titles: string[]
): Promise<OpenVault> {
  const vault = await createVault(denoHost, paths, name, PASSWORD, CHEAP);
  if (titles.length === 0) return vault;
  return await changeVault(denoHost, paths, name, vault.key, async (draft) => {
    for (const title of titles) await draft.putItem(sampleItem(title));
  });
}

/** Asserts that `action` throws a UserError with `status` and `code`, and returns it. */
export async function throwsUserError(
  action: () => unknown,
  status: number,
  code: string,
  about = "",
): Promise<UserError> {
  let outcome: unknown;
  try {
    await action();
  } catch (error) {
    outcome = error;
  }
  assert.ok(outcome instanceof UserError, `${about}: ${outcome ?? "nothing was thrown"}`);
  assert.deepEqual([outcome.status, outcome.code], [status, code], `${about}: ${outcome.message}`);
  assert.match(outcome.message, /^cannot [a-z].*[^.]$/s, about);
  return outcome;
}

export async function titles(vault: OpenVault): Promise<string[]> {
  return (await vault.items()).map((item) => item.title);
}

export function vaultFile(paths: Paths, name: string): string {
  return `${paths.vaults}/${name}.json`;
}
