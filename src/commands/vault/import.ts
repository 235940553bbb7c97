import { argument, type Command, declare, jsonFlag, parameters } from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { isBundle } from "../../vault/store/open_with_token.ts";
import { readVault } from "../../vault/store/read.ts";
import { importVault } from "../../vault/store/transfer.ts";

/** `opaws vault import`. */
export const command: Command = declare(
  {
    examples: ["opaws vault import /media/stick/personal.json"],
  },
  parameters({ json: jsonFlag, file: argument("FILE", "A file from opaws vault export.") }),
  async (options, context) => {
    const name = await importVault(context.host, context.paths, options.file);
    const bundle = isBundle(readVault(context.paths, name).file);
    printAnswer(options.json, { vault: name, bundle }, () => [
      bundle
        ? `Imported a bundle of vault "${name}". Only its token opens it.`
        : `Imported vault "${name}". Its password is the same as before.`,
    ]);
  },
);
