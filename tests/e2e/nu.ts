import { isFile } from "../ignore.ts";

const CI_TOOL = `${Deno.env.get("OPAWS_CI_TOOLS") ?? "/nonexistent"}/bin/nu`;

/** The path of Nushell, which CI installs with its own tools. */
export const NU: string = isFile(CI_TOOL) ? CI_TOOL : "/usr/bin/nu";
