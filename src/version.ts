import manifest from "../deno.json" with { type: "json" };

/** The version of this opaws, as `deno.json` has it. */
export const VERSION: string = manifest.version;
