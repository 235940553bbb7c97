import { consoleHosts, partitionOf } from "../aws/console/partitions.ts";
import { consolePage, isServiceName, signInAddress } from "../aws/console/addresses.ts";
import {
  type Command,
  declare,
  flag,
  jsonFlag,
  option,
  parameters,
  vaultOption,
} from "../cli/declare.ts";
import { printAnswer } from "../cli/output.ts";
import { UserError } from "../errors.ts";
import { restartWithoutTlsVariables } from "../exec/clean_restart.ts";
import { consoleSession } from "./console/console_session.ts";
import { openThroughPage } from "./console/open_page.ts";
import { sessionPolicy } from "./console/session_policy.ts";
import { credentialsContext } from "./credentials_context.ts";
import { providedCredentials } from "./export/export_credentials.ts";
import { readDuration } from "./run/duration.ts";
import { checkRole, roleOptions } from "./run/role_options.ts";
import { ssoOptions, ssoRoleOf } from "./run/sso_options.ts";

const SSO_EXAMPLE = "opaws console --sso SESSION --account ID --role NAME";
const EXAMPLE = "opaws console --role arn:aws:iam::123456789012:role/NAME";
/** The longest console session (IAM user guide, "Enable custom identity broker access"); seconds. */
const MAX_SECONDS = 43_200;

/** `opaws console`. */
export const command: Command = declare(
  {
    description:
      "Signs in as the role of the profile, or as the item's user. A user's session may do what the user may, unless --policy limits it: a session policy grants nothing by itself. The address that signs in is a secret for 15 minutes. It is printed only with --print, and no argument of a program has it.",
    examples: [
      "opaws console --profile prod --service s3",
      "opaws console --item 'AWS dev' --policy arn:aws:iam::aws:policy/ReadOnlyAccess",
      "opaws console --print | qrencode -t ansiutf8",
    ],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    item: option("--item", "ITEM", "The item to use: title, id, or a unique beginning."),
    profile: option("--profile", "PROFILE", "The profile of ~/.aws/config to use."),
    ...roleOptions,
    ...ssoOptions,
    service: option("--service", "NAME", "The service whose page opens, such as s3."),
    region: option("--region", "REGION", "The region to show; the one that applies by default."),
    duration: option("--duration", "TIME", "How long the console session lasts; 12h at most."),
    policy: option("--policy", "FILE|ARN", "The session policy of a user's session.", "file"),
    print: flag(
      "--print",
      "Print the address instead of opening it. Anyone who has it is signed in.",
    ),
  }),
  async (options, { host, paths, config, report }) => {
    const { item, vault, profile, externalId, service = null } = options;
    const ofSso = ssoRoleOf(options, SSO_EXAMPLE);
    checkRole({ ...options, ...ofSso }, EXAMPLE);
    if (service !== null && !isServiceName(service)) throw badService(service);
    const seconds = options.duration === undefined ? null : consoleSeconds(options.duration);
    const policy = sessionPolicy(options.policy);
    await restartWithoutTlsVariables(host);
    const context = credentialsContext(host, paths, config());
    const request = { item, vault, profile, ...ofSso, externalId, accessKey: true };
    const provided = await providedCredentials(context, request, "open the console with");
    const region = options.region ?? provided.region?.name ?? null;
    const session = await consoleSession(provided, context, {
      seconds,
      policy,
      policyOption: options.policy,
      endpointOf: (arn) => hostsOf(arn, region).signIn,
    });
    const destination = consolePage(hostsOf(session.arn, region).console, service, region);
    const address = signInAddress(session.endpoint, session.token.reveal(), destination);
    if (options.print) return printAnswer(options.json, { url: address }, () => [address]);
    await openThroughPage(host, paths, address);
    report(`opaws: opened the console as ${session.who}`);
    if (options.json) printAnswer(true, { opened: destination, as: session.who }, () => []);
  },
);

function hostsOf(arn: string | null, region: string | null) {
  const partition = partitionOf(arn, region);
  const hosts = consoleHosts(partition);
  if (hosts !== null) return hosts;
  throw new UserError({
    exit: "unavailable",
    code: "no-console",
    cannot: "open the console",
    because: `opaws knows no console of partition ${JSON.stringify(partition)}`,
  });
}

/** Returns seconds. Throws UserError (64) if it is no duration of a console session. */
function consoleSeconds(text: string): number {
  const seconds = readDuration(text, "opaws console --duration 1h");
  if (seconds <= MAX_SECONDS) return seconds;
  throw new UserError({
    exit: "usage",
    code: "usage",
    cannot: `use the duration ${JSON.stringify(text)}`,
    because: "a console session lasts 12 hours at most",
    try: "opaws console --duration 12h",
  });
}

function badService(service: string): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: `open service ${JSON.stringify(service)}`,
    because: "the name of a service has small letters, digits and hyphens",
    try: "opaws console --service s3",
  });
}
