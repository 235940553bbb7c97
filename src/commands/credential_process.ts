import { type Command, declare, flag, option, parameters, vaultOption } from "../cli/declare.ts";
import { writeAll } from "../fs/write_all.ts";
import { exportedCredentials, refuseTerminal } from "./export/export_credentials.ts";
import { processCredentials } from "./export/process_credentials.ts";
import { optionWords } from "../quote.ts";
import { ssoWords } from "./export/process_config.ts";
import { onlySsoRole, ssoOptions, ssoRoleOption } from "./run/sso_options.ts";

/** `opaws credential-process`. */
export const command: Command = declare(
  {
    description:
      "JSON, version 1, with Expiration for sessions. For the line in ~/.aws/config: opaws export --format process --show-config.",
    examples: ["opaws credential-process --profile prod | jq .AccessKeyId"],
  },
  parameters({
    vault: vaultOption,
    item: option("--item", "ITEM", "The item to use: title, id, or a unique beginning."),
    profile: option("--profile", "PROFILE", "The profile of ~/.aws/config to use."),
    ...ssoOptions,
    role: ssoRoleOption,
    reveal: flag("--reveal", "Print secrets even to a terminal."),
  }),
  async (options, context) => {
    const { item, vault, profile } = options;
    const example = "opaws credential-process --sso SESSION --account ID --role NAME";
    const sso = onlySsoRole(options, example);
    const words = { "--item": item, "--vault": vault, "--profile": profile, ...ssoWords(sso) };
    const again = `opaws credential-process${optionWords(words)}`;
    refuseTerminal(options.reveal, "print credentials", again);
    const { credentials } = await exportedCredentials(context, { item, vault, profile, sso });
    writeAll(Deno.stdout, processCredentials(credentials));
  },
);
