import {
  argument,
  type Command,
  declare,
  jsonFlag,
  parameters,
  vaultOption,
} from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { readVault } from "../../vault/store/read.ts";
import { exportVault } from "../../vault/store/transfer.ts";

/** `opaws vault export`. */
export const command: Command = declare(
  {
    examples: ["opaws vault export /media/stick/personal.json"],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    file: argument("FILE", "The file to write. It must not exist yet."),
  }),
  (options, context) => {
    const name = context.vaultName(options.vault);
    exportVault(context.paths, name, options.file);
    printAnswer(options.json, { vault: name, file: options.file }, () => [
      `Copied vault "${name}" to ${options.file}. The copy is sealed too${
        readVault(context.paths, name).file.shared !== undefined
          ? ", and its members open it with their own vaults"
          : ""
      }.`,
    ]);
  },
);
