import type { Credentials } from "../../aws/credentials.ts";
import type { Paths } from "../../fs/paths.ts";
import { nameOf } from "../../fs/path.ts";
import { writeAll } from "../../fs/write_all.ts";
import { readableLine } from "../../home_path.ts";
import type { Host } from "../../host.ts";
import { Secret } from "../../secret.ts";
import type { Sealer } from "../../vault/crypto/sealer.ts";
import { parsePlainItem } from "../../vault/format/plain_item_text.ts";
import { itemSession, type ItemSessionInput } from "../item_session.ts";
import { recordUse } from "../record_use.ts";
import { SessionCache } from "../session_cache.ts";
import { sessionCacheKeys } from "../session_cache_keys.ts";
import type { Renewal } from "./shortcut.ts";

/** The input of {@linkcode prepareRenewal}. */
interface RenewalInput {
  readonly host: Host;
  readonly paths: Paths;
  readonly sealer: Sealer;
  /** The id of the item. */
  readonly id: string;
  /** The plaintext of the item, which is wiped; null if it does not open. */
  readonly plain: Uint8Array<ArrayBuffer> | null;
  /** The session that the shortcut leads to: the id of the item, `/`, and its name. */
  readonly session: string;
  readonly renewal: Renewal;
}

/**
 * Returns a function that requests the session of a shortcut again, and throws as `itemSession` does. Returns null if the
 * item is unusual, or its session would be another one.
 */
export async function prepareRenewal(
  { host, paths, sealer, id, plain, session, renewal }: RenewalInput,
): Promise<(() => Promise<Credentials>) | null> {
  const item = plain && parsePlainItem(plain);
  plain?.fill(0);
  const values = new Map(item?.fields.map(({ name, value }) => [name.toLowerCase(), value]));
  const [accessKeyId, secret] = [values.get("access key id"), values.get("secret access key")];
  if (!accessKeyId || !secret || item === null || values.size < item.fields.length) return null;
  const key: Credentials = { accessKeyId, secretAccessKey: new Secret(secret) };
  const { calls, endpoint, notes } = renewal;
  const cacheKey = sessionCacheKeys(calls, key, endpoint).at(-1)!;
  const cache = new SessionCache(host, paths, sealer, id);
  const path = await cache.path(cacheKey);
  if (`${id}/${nameOf(path)}` !== session) return null;
  const input: ItemSessionInput = {
    ...{
      host,
      paths,
      sealer,
      id,
      item: null,
      key,
      calls,
      endpoint,
      mfaProcesses: [],
      notes,
      cache,
    },
    ask: { oneTimeCode: () => Promise.reject(new Error("no call needs a code")) },
    report: (line) => writeAll(Deno.stderr, `${readableLine(line, host)}\n`),
  };
  return async () => {
    const { credentials } = await itemSession(input);
    recordUse(paths.state, id);
    return credentials;
  };
}
