import {
  type Command,
  declare,
  jsonFlag,
  option,
  parameters,
  vaultOption,
} from "../cli/declare.ts";
import { printAnswer, timeText } from "../cli/output.ts";
import { UserError } from "../errors.ts";
import { setVariableCommand } from "../fix_commands.ts";
import { restartWithoutTlsVariables } from "../exec/clean_restart.ts";
import { credentialsContext } from "./credentials_context.ts";
import { providedCredentials } from "./export/export_credentials.ts";
import { readDuration } from "./run/duration.ts";
import { checkRole, roleOptions } from "./run/role_options.ts";
import { ssoOptions, ssoRoleOf } from "./run/sso_options.ts";
import { startCredentialServer } from "./serve/start_credential_server.ts";

const SSO_EXAMPLE = "opaws serve --sso SESSION --account ID --role NAME";
const EXAMPLE = "opaws serve --role arn:aws:iam::123456789012:role/NAME";
const END_SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK", "SIGHUP"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/** `opaws serve`. */
export const command: Command = declare(
  {
    description:
      "Prints two variables for the programs that may use the server, and runs until Ctrl-C, opaws lock, or 12 hours have passed. SDKs then renew sessions by themselves. It hands out sessions only, never the access key itself, and never asks for a one-time code later on. For one command, opaws run --server does the same.",
    examples: [
      "opaws serve --profile prod",
      "opaws serve --port 9911 --json",
    ],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    item: option("--item", "ITEM", "The item to use: title, id, or a unique beginning."),
    profile: option("--profile", "PROFILE", "The profile of ~/.aws/config to use."),
    ...roleOptions,
    ...ssoOptions,
    duration: option("--duration", "TIME", "How long each session lasts, such as 45m or 1h30m."),
    port: option("--port", "N", "The port to listen on; any free one by default."),
  }),
  async (options, { host, paths, config, report }) => {
    const { item, vault, profile, externalId } = options;
    const ofSso = ssoRoleOf(options, SSO_EXAMPLE);
    checkRole({ ...options, role: ofSso.role }, EXAMPLE);
    const port = options.port === undefined ? 0 : readPort(options.port);
    const durationSeconds = options.duration === undefined
      ? undefined
      : readDuration(options.duration, "opaws serve --duration 1h");
    await restartWithoutTlsVariables(host);
    const context = credentialsContext(host, paths, config());
    const request = { item, vault, profile, ...ofSso, externalId, durationSeconds, served: true };
    const first = await providedCredentials(context, request, "serve");
    const server = startCredentialServer(first, context, "serve", port);
    try {
      const variables = {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: server.uri,
        AWS_CONTAINER_AUTHORIZATION_TOKEN: server.token.reveal(),
      };
      const until = new Date(server.until).toISOString();
      printAnswer(
        options.json,
        { ...variables, uses: first.uses, region: first.region?.name ?? null, until },
        () =>
          Object.entries(variables).map(([name, value]) =>
            host.platform === "windows"
              ? setVariableCommand(name, value)
              : `export ${name}=${value}`
          ),
      );
      report(
        `opaws: serving ${first.summary} until ${
          timeText(server.until, host.now())
        } at the latest; Ctrl-C stops`,
      );
      if (await Promise.race([server.ended.then(() => true), stopped()])) throw ended();
    } finally {
      server.stop();
    }
  },
);

/** Returns false when the user stops this process. */
function stopped(): Promise<false> {
  return new Promise((done) => {
    for (const signal of END_SIGNALS) Deno.addSignalListener(signal, () => done(false));
  });
}

function ended(): UserError {
  return new UserError({
    exit: "locked",
    code: "server-ended",
    cannot: "serve credentials any longer",
    because: "the vault was locked, or the time is up",
    try: "opaws serve",
  });
}

/** Returns the port that `text` names. Throws UserError (64) if it is none. */
function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port > 0 && port < 65_536) return port;
  throw new UserError({
    exit: "usage",
    code: "usage",
    cannot: "use --port",
    because: `${JSON.stringify(text)} is not a port from 1 to 65535`,
    try: "opaws serve --port 9911",
  });
}
