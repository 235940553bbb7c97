import manifest from "../deno.json" with { type: "json" };

/** The version of opaws, from `deno.json`. */
export const VERSION: string = manifest.version;
