import { processCredentials } from "../credentials/process_credentials.ts";
import { type Command, declare, flag, option, parameters, vaultOption } from "../cli/declare.ts";
import { credentialsForOthers, refuseTerminal } from "./export/export_credentials.ts";
import { writeAll } from "../fs/write_all.ts";

/** `opaws credential-process`. */
export const credentialProcess: Command = declare(
  "credential-process",
  {
    brief: "Prints credentials for the AWS SDKs' credential_process.",
    description:
      "JSON, version 1, with Expiration for sessions. The line to put there: opaws export --format process --show-config.",
    examples: ["opaws credential-process --profile prod | jq .AccessKeyId"],
  },
  parameters({
    vault: vaultOption,
    item: option("--item", "ITEM", "The item to use: title, id, or a unique beginning."),
    profile: option("--profile", "PROFILE", "The profile of ~/.aws/config to use."),
    reveal: flag("--reveal", "Print secrets to a terminal too."),
  }),
  async (options, context) => {
    refuseTerminal(options.reveal, "print credentials", "opaws credential-process");
    const { credentials } = await credentialsForOthers(context, options);
    writeAll(Deno.stdout, processCredentials(credentials));
  },
);
