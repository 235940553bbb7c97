import type { Host } from "../../host.ts";

/** The variable that brings a token; null when none does. An empty one brings none: CI gives it where a secret is not to be seen. */
export function tokenVariable(
  host: Pick<Host, "env">,
): "OPAWS_TOKEN" | "OPAWS_TOKEN_FILE" | null {
  return host.env("OPAWS_TOKEN")
    ? "OPAWS_TOKEN"
    : host.env("OPAWS_TOKEN_FILE")
    ? "OPAWS_TOKEN_FILE"
    : null;
}
