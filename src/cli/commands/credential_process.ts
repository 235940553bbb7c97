import { processCredentials } from "../../aws/process_credentials.ts";
import { type Command, declare, object, toggle, value, vault } from "../declare.ts";
import { credentialsForOthers, refuseTerminal } from "../export/export_credentials.ts";
import { writeAll } from "../output/write_all.ts";

/** `opaws credential-process`. */
export const credentialProcess: Command = declare(
  "credential-process",
  {
    brief: "Prints credentials for the AWS SDKs' credential_process.",
    description:
      "JSON, version 1, with Expiration for sessions. The line to put there: opaws export --format process --show-config.",
    examples: ["opaws credential-process --profile prod | jq .AccessKeyId"],
  },
  object({
    vault,
    item: value("--item", "ITEM", "The item to use: title, id, or a unique beginning."),
    profile: value("--profile", "PROFILE", "The profile of ~/.aws/config to use."),
    reveal: toggle("--reveal", "Print secrets to a terminal too."),
  }),
  async (options, work) => {
    refuseTerminal(options.reveal, "print credentials", "opaws credential-process");
    const { credentials } = await credentialsForOthers(work, options);
    writeAll(Deno.stdout, processCredentials(credentials));
  },
);
