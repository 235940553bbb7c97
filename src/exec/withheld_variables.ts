import type { Host } from "../host.ts";

/**
 * Variables that make the runtime trust other certificates, check none, or log its TLS session keys. They may be meant
 * for the tool. opaws's own requests, which send signatures and receive keys, must not obey them.
 */
export const TLS_VARIABLES: readonly string[] = [
  "DENO_CERT",
  "DENO_TLS_CA_STORE",
  "NODE_EXTRA_CA_CERTS",
  "NODE_TLS_REJECT_UNAUTHORIZED",
  "SSLKEYLOGFILE",
];
/** Variables that make the runtime load other code, open a debugger port to every user, or report what it does. */
const RUNTIME_VARIABLES: readonly string[] = ["NODE_OPTIONS", "DENO_V8_FLAGS", "OTEL_DENO"];
/** The prefix under which withheld variables wait for the tool. */
export const WITHHELD_PREFIX = "OPAWS_HELD_";

/** Returns the withheld variables to set for the tool, and the names under which they were withheld, to unset. */
export function withheldVariables(host: Pick<Host, "env">): {
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
} {
  const withheld = [...TLS_VARIABLES, ...RUNTIME_VARIABLES].filter((name) =>
    host.env(`${WITHHELD_PREFIX}${name}`) !== undefined
  );
  return {
    set: Object.fromEntries(withheld.map((name) => [name, host.env(`${WITHHELD_PREFIX}${name}`)!])),
    unset: withheld.map((name) => `${WITHHELD_PREFIX}${name}`),
  };
}
