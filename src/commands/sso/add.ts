import { loadProfiles } from "../../aws/config/profiles.ts";
import { configSession, splitScopes } from "../../aws/sso/session.ts";
import {
  argument,
  type Command,
  declare,
  jsonFlag,
  option,
  parameters,
  vaultOption,
} from "../../cli/declare.ts";
import { printAnswer, report } from "../../cli/output.ts";
import { checkRegion } from "../../credentials/field_checks.ts";
import { UserError } from "../../errors.ts";
import { shellWord } from "../../quote.ts";
import { changeConfig } from "../../scope/config_file.ts";
import { keepSession, keptSession, type KeptSsoSession } from "../../scope/sso_sessions.ts";
import { readVault } from "../../vault/store/read.ts";
import { sessionNameProblem, startUrlProblem } from "../../credentials/sso/session_rules.ts";

/** `opaws sso add`. */
export const command: Command = declare(
  {
    description:
      "Keeps the session in opaws's own settings, so that you need no ~/.aws/config. For a name that it keeps already, it changes the session.",
    examples: [
      "opaws sso add corp --start-url https://a.awsapps.com/start --region eu-west-1",
    ],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    startUrl: option("--start-url", "URL", "The start URL of your access portal."),
    region: option("--region", "REGION", "The region of IAM Identity Center."),
    scopes: option("--scopes", "LIST", "What tokens may be used for, separated by commas."),
    name: argument("NAME", "A name for the session."),
  }),
  async (options, context) => {
    const { name } = options;
    const session = checkSession(options);
    if (session.vault !== undefined) readVault(context.paths, session.vault);
    const profiles = loadProfiles(context.host, context.paths.home);
    if (configSession(profiles, name) !== null) throw inConfigFile(name);
    const isKnown = keptSession(context.config(), name) !== null;
    await changeConfig(
      context.host,
      context.paths,
      (config) => keepSession(config, name, session),
    );
    printAnswer(options.json, { session: name, ...session, added: !isKnown }, () => [
      `${isKnown ? "Changed" : "Added"} session ${name}. Sign in: opaws sso login ${
        shellWord(name)
      }`,
    ]);
  },
);

/** Returns the session that the options describe. Throws UserError (64) on what cannot be one. */
function checkSession({ name, startUrl, region, scopes, vault }: {
  readonly name: string;
  readonly startUrl: string | undefined;
  readonly region: string | undefined;
  readonly scopes: string | undefined;
  readonly vault: string | undefined;
}): KeptSsoSession {
  const nameProblem = sessionNameProblem(name);
  if (nameProblem !== undefined) throw usage(name, nameProblem);
  if (startUrl === undefined || region === undefined) {
    throw usage(name, `${startUrl === undefined ? "--start-url" : "--region"} is not given`);
  }
  const urlProblem = startUrlProblem(startUrl);
  if (urlProblem !== undefined) throw usage(name, urlProblem);
  const { problem, doubt } = checkRegion(region);
  if (problem !== undefined) throw usage(name, problem);
  if (doubt !== undefined) report(`opaws: ${doubt}`);
  const list = splitScopes(scopes ?? "");
  return {
    startUrl: startUrl.trim(),
    region,
    ...(list.length > 0 && { scopes: list }),
    ...(vault !== undefined && { vault }),
  };
}

function usage(name: string, because: string): UserError {
  const word = sessionNameProblem(name) === undefined ? name : "corp";
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: `add session ${JSON.stringify(name)}`,
    because,
    try: `opaws sso add ${word} --start-url https://acme.awsapps.com/start --region eu-west-1`,
  });
}

function inConfigFile(name: string): UserError {
  return new UserError({
    exit: "refused",
    code: "in-config-file",
    cannot: `add session ${JSON.stringify(name)}`,
    because: "the AWS config file has an [sso-session] with this name, which opaws uses",
    try: `opaws sso login ${shellWord(name)}`,
  });
}
