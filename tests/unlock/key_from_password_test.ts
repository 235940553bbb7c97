import assert from "node:assert/strict";
import { denoHost } from "../../src/host.ts";
import { keyFromPassword } from "../../src/unlock/key_from_password.ts";
import { StandardInput } from "../../src/unlock/prompts/standard_input.ts";
import type { PasswordSlot } from "../../src/vault/format/vault_file.ts";
import { readVault } from "../../src/vault/store/read.ts";
import { throwsUserError, vaultWith, withTempPaths } from "../vault/temp_vault.ts";

Deno.test("keyFromPassword() refuses a vault that takes 85 times as long as a new one if it cannot ask", async () => {
  await withTempPaths(async (paths) => {
    await vaultWith(paths, "personal");
    const stored = readVault(paths, "personal");
    const [slot] = stored.file.slots as [PasswordSlot];
    const kdf = { ...slot.kdf, memoryKiB: 1_048_576, passes: 16 };
    const expensive = { ...stored, file: { ...stored.file, slots: [{ ...slot, kdf }] } };
    const host = (variables: Record<string, string>) => ({
      ...denoHost,
      env: (name: string) => variables[name],
    });
    const stdin = new StandardInput();
    const asking = [
      [{}, { passwordStdin: true }],
      [{ CI: "true" }, {}],
      [{ OPAWS_NONINTERACTIVE: "1" }, {}],
    ] as const;
    for (const [variables, purpose] of asking) {
      const error = await throwsUserError(
        () => keyFromPassword({ stdin, host: host(variables) }, expensive, purpose),
        78,
        "kdf-limits",
      );
      assert.match(error.message, /85 times as long as for a new vault$/);
      assert.equal(error.try, "opaws unlock --vault personal");
    }
  });
});
