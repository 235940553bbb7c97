import { isAbsolute, nameOf } from "../fs/path.ts";
import { type Command, declare, flag, option, parameters, vaultOption } from "../cli/declare.ts";
import { shellEnvironment } from "../credentials/shell_environment.ts";
import {
  currentEnvironment,
  USES_VARIABLE,
  wasChosenBefore,
} from "../credentials/environment_records.ts";
import type { Provision } from "../credentials/provision.ts";
import { restoreFiles } from "../credentials/restore_files.ts";
import { asksForCredentials } from "../credentials/request.ts";
import { toolEnvironment } from "../credentials/tool_environment.ts";
import { UserError } from "../errors.ts";
import { become } from "../exec/become.ts";
import { restartWithoutTlsVariables } from "../exec/clean_restart.ts";
import { restoreStart } from "../exec/own_variables.ts";
import { realProgram } from "../exec/shims.ts";
import { wholeChange } from "../exec/whole_change.ts";
import { readPasswd, shellOfUid } from "../fs/passwd.ts";
import type { Host } from "../host.ts";
import { trustedFolders } from "../scope/settings.ts";
import { windows } from "../windows/load.ts";
import { credentialsContext } from "./credentials_context.ts";
import { providedCredentials } from "./export/export_credentials.ts";
import { readDuration } from "./run/duration.ts";
import { checkRole, roleOptions } from "./run/role_options.ts";
import { ssoOptions, ssoRoleOf } from "./run/sso_options.ts";
import { runWithServer } from "./run/with_server.ts";

const SSO_EXAMPLE = "opaws shell --sso SESSION --account ID --role NAME";
const EXAMPLE = "opaws shell --role arn:aws:iam::123456789012:role/NAME";

/** `opaws shell`. */
export const command: Command = declare(
  {
    description:
      "Starts your own shell, in which every program has these credentials, in every directory, until exit. The prompts starship and powerlevel10k show the profile and when its session ends, from AWS_VAULT and AWS_CREDENTIAL_EXPIRATION. With --server the session is renewed as long as the shell runs.",
    examples: ["opaws shell --profile prod", "opaws shell --item 'AWS dev' --server"],
  },
  parameters({
    vault: vaultOption,
    item: option("--item", "ITEM", "The item to use: title, id, or a unique beginning."),
    profile: option("--profile", "PROFILE", "The profile of ~/.aws/config to use."),
    ...roleOptions,
    ...ssoOptions,
    duration: option("--duration", "TIME", "How long the session lasts, such as 45m or 1h30m."),
    served: flag(
      "--server",
      "Give it a server for sessions that it renews by itself, and no keys.",
    ),
  }),
  async (options, { host, paths, config: readConfig, report }) => {
    const ofSso = ssoRoleOf(options, SSO_EXAMPLE);
    checkRole({ ...options, role: ofSso.role }, EXAMPLE);
    const { item, vault, profile, externalId, served } = options;
    const durationSeconds = options.duration === undefined
      ? undefined
      : readDuration(options.duration, "opaws shell --duration 1h");
    const request = { item, vault, profile, ...ofSso, externalId, served, durationSeconds };
    checkNested(host, asksForCredentials(request), report);
    const config = readConfig();
    const file = realProgram(host, paths, shellOf(host), trustedFolders(config));
    if (served) await restartWithoutTlsVariables(host);
    const context = credentialsContext(host, paths, config);
    const result = await providedCredentials(context, request, "start a shell with");
    const chosen = { ...result, plan: { ...result.plan, isChosen: true } };
    const change = toolEnvironment(chosen, currentEnvironment(host));
    const restored = restoreFiles(change, result, host);
    const name = result.plan.profile?.name ?? result.uses;
    const program = { file, name: nameOf(file), args: [] };
    report(`opaws: this shell has ${result.summary}; exit leaves it`);
    const whole = (each: Provision, end: number | undefined) =>
      wholeChange(host, shellEnvironment(each, name, end));
    if (served) return await runWithServer(program, restored, result, context, whole);
    restoreStart();
    return await become(program, whole(restored, result.credentials.expiresAt));
  },
);

/**
 * Says what the shell around this one has. Throws UserError (78, refused) if the options choose nothing else: a second
 * shell would have the same.
 */
function checkNested(
  host: Pick<Host, "env">,
  choosesOthers: boolean,
  report: (line: string) => void,
): void {
  if (!wasChosenBefore(host)) return;
  const uses = host.env(USES_VARIABLE) ?? "other credentials";
  if (choosesOthers) return report(`opaws: the shell around this one has ${uses}`);
  throw new UserError({
    exit: "refused",
    code: "nested-shell",
    cannot: "start a shell",
    because: `this is one already, with ${uses}`,
    try: "exit",
  });
}

/**
 * Returns the user's own shell: `SHELL`, or else that of the user database; on Windows the PowerShell with which the
 * console began, or else the command interpreter.
 */
function shellOf(host: Pick<Host, "env" | "uid">): string {
  if (windows !== null) {
    const leader = windows.consoleLeader();
    const name = leader === null ? null : windows.processName(leader.pid);
    if (name !== null && /^(pwsh|powershell)\.exe$/i.test(name)) return name;
    return host.env("COMSPEC") ?? "C:\\Windows\\System32\\cmd.exe";
  }
  const own = host.env("SHELL");
  if (own !== undefined && isAbsolute(own)) return own;
  return shellOfUid(readPasswd(), host.uid()) ?? "/bin/sh";
}
