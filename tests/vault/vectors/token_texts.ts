import { deriveKey, importSecret } from "../../../src/vault/crypto/derive.ts";
import { sign } from "../../../src/vault/crypto/mac.ts";
import { formatVault } from "../../../src/vault/format/canonical_json.ts";
import type { TokenSlot, VaultFile } from "../../../src/vault/format/vault_file.ts";
import {
  revokedSlot,
  tokenSlotId,
  unwrapWithToken,
  wrapWithToken,
} from "../../../src/vault/slots/token.ts";
import { formatToken } from "../../../src/vault/slots/token_text.ts";
import { bundleFor } from "../../../src/vault/store/tokens.ts";
import { counting, fixed, NOW, OTHER_ITEM_ID, utf8, VAULT_ID } from "./parts.ts";

/** Returns the vector of tokens: their texts, a bundle, and texts and bundles to refuse. */
export async function tokens(vault: VaultFile): Promise<Record<string, unknown>> {
  const bytes = counting(0x50, 32);
  const secret = await importSecret(bytes);
  const own = vault.slots.find((each) => each.kind === "token")!;
  const keys = (await unwrapWithToken(own, VAULT_ID, secret))!;
  const slot = await wrapWithToken(fixed(counting(0x33, 16), counting(0x44, 12)), {
    vaultId: VAULT_ID,
    grants: new Map([...keys].map(([id, key]) => [id, { salt: own.items![id]!, key }])),
    token: secret,
    label: own.label,
    expires: Date.parse(own.expires),
    bundle: true,
  });
  const bundle = await bundleFor(vault, slot, secret);
  const text = new TextDecoder().decode(bundle);
  const good = formatToken(bytes).reveal();
  const revoked = await revokedSlot(fixed(counting(0x11, 32), counting(0x22, 12)), VAULT_ID, slot);
  const edit = async (change: Partial<VaultFile>): Promise<string> => {
    const { mac: _, ...unsigned } = { ...JSON.parse(text) as VaultFile, ...change };
    return new TextDecoder().decode(formatVault(await sign(secret, unsigned)));
  };
  return {
    describes:
      "tokens as texts, the bundle of the token in all_slots.json, and texts and bundles to refuse",
    texts: await Promise.all(
      [counting(0x50, 32), new Uint8Array(32), new Uint8Array(32).fill(0xff)].map(
        async (each) => ({
          bytes: each.toHex(),
          text: formatToken(each).reveal(),
          slotId: await tokenSlotId(await importSecret(each)),
        }),
      ),
    ),
    malformed: [
      ["no text", ""],
      ["half of the token", good.slice(0, 30)],
      ["a digit changed", good.replace(/.(?=.{20}$)/, (digit) => digit === "a" ? "b" : "a")],
      ["the checksum changed", good.replace(/.$/, (digit) => digit === "a" ? "b" : "a")],
      ["another prefix", good.replace("opaws_", "Opaws_")],
      ["a newline at the end", `${good}\n`],
      ["a character that is not a digit", good.replace(/.$/, "-")],
      ["more than 32 bytes", overlong()],
    ].map(([title, malformed]) => ({ title, text: malformed })),
    now: NOW,
    token: good,
    macKey: (await deriveKey(secret, utf8.encode(VAULT_ID), "mac")).toHex(),
    bundle: text,
    refused: [
      {
        title: "another vault's token",
        refused: "token-unknown",
        now: NOW,
        file: await edit({
          slots: [{ ...slot, id: "00000000-0000-4000-8000-0000000000dd" }],
        }),
      },
      {
        title: "a revoked token",
        refused: "token-revoked",
        now: NOW,
        file: await edit({ slots: [revoked] }),
      },
      {
        title: "an expired token",
        refused: "token-expired",
        now: Date.parse("2026-04-02T00:00:00Z"),
        file: text,
      },
      {
        title: "a later expiry",
        refused: "tampered",
        now: NOW,
        file: await edit({
          slots: [{ ...slot, expires: "2027-04-02T00:00:00Z" }],
        }),
      },
      {
        title: "another vault's id",
        refused: "tampered",
        now: NOW,
        file: await edit({ id: OTHER_ITEM_ID }),
      },
      {
        title: "an older generation's number under the old MAC",
        refused: "tampered",
        now: NOW,
        file: text.replace(`"generation":3`, `"generation":2`),
      },
      {
        title: "the format of a vault",
        refused: "damaged",
        now: NOW,
        file: await edit({ format: "opaws-vault" }),
      },
      {
        title:
          "the format and the slot of a vault, and a bogus slot so that its MAC is not verified",
        refused: "tampered",
        now: NOW,
        file: await edit({
          format: "opaws-vault",
          slots: [{ ...slot, bundle: undefined } as unknown as TokenSlot, vault.slots[0]!],
        }),
      },
      {
        title: "a second slot",
        refused: "damaged",
        now: NOW,
        file: await edit({ slots: [slot, vault.slots[0]!] }),
      },
      {
        title: "the vault's own MAC",
        refused: "tampered",
        now: NOW,
        file: text.replace(/"mac":"[^"]+"/, `"mac":"${vault.mac}"`),
      },
    ],
  };
}

/** Returns a well-formed token with a right checksum for 62^43 - 1, a number that does not fit in 32 bytes. */
function overlong(): string {
  const body = `opaws_${"z".repeat(43)}`;
  return body + crcBase62(body);
}

/** Computes the checksum independently, by polynomial long division. */
function crcBase62(text: string): string {
  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  let crc = 0xffffffffn;
  for (const byte of utf8.encode(text)) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0xedb88320n : crc >> 1n;
  }
  let sum = "";
  for (let rest = crc ^ 0xffffffffn; sum.length < 6; rest /= 62n) {
    sum = digits[Number(rest % 62n)] + sum;
  }
  return sum;
}
