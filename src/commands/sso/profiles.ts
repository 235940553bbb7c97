import { configPath } from "../../aws/config/profiles.ts";
import { readConfigText } from "../../aws/config/read_text.ts";
import {
  DEFAULT_TEMPLATE,
  nameProfiles,
  namesOutside,
  profileSections,
  withBlock,
} from "../../aws/sso/profile_block.ts";
import { sessionLabel } from "../../aws/sso/session.ts";
import type { CommandContext } from "../../cli/context.ts";
import {
  type Command,
  declare,
  flag,
  jsonFlag,
  option,
  optionalArgument,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { printAnswer, printExactAnswer, report } from "../../cli/output.ts";
import { withLock } from "../../fs/lock.ts";
import { absolutePath, joinPath } from "../../fs/path.ts";
import { writeAtomic } from "../../fs/atomic_write.ts";
import { listAccountRoles } from "../../credentials/sso/account_roles.ts";
import { confirmFor } from "./confirm_sign_in.ts";
import { sessionAccess } from "./session_access.ts";

/** `opaws sso profiles`. */
export const command: Command = declare(
  {
    description:
      "Prints a profile for each of your roles. With --write it puts them into ~/.aws/config between marker lines, again each time, and changes nothing else there. In a template, {account} is the account's name, {account-id} its id, {role} the role and {session} the session.",
    examples: [
      "opaws sso profiles",
      "opaws sso profiles corp --write",
      "opaws sso profiles --filter prod --template '{account-id}.{role}' --write",
    ],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    write: flag("--write", "Write them to the AWS config file."),
    template: option(
      "--template",
      "TEXT",
      `How profiles are named; ${DEFAULT_TEMPLATE} by default.`,
    ),
    filter: option("--filter", "TEXT", "Only accounts and roles with this text in id or name."),
    region: option("--region", "REGION", "The region of the profiles' commands."),
    session: optionalArgument("SESSION", "The session."),
  }),
  async (options, context) => {
    const access = await sessionAccess(context, {
      ...options,
      reason: "to list your roles",
      command: "opaws sso profiles",
    });
    const accounts = await listAccountRoles(access, confirmFor(access), options.filter);
    const label = sessionLabel(access.session);
    const roles = accounts.flatMap(({ id, name, roles }) =>
      roles.map((role) => ({ account: id, accountName: name, role }))
    );
    const all = nameProfiles(options.template ?? DEFAULT_TEMPLATE, label, roles);
    const path = configPath(context.host, context.paths.home);
    const taken = namesOutside(readConfigText(path) ?? "", path, label);
    const profiles = all.filter(({ name }) => !taken.has(name));
    for (const { name } of all.filter((each) => !profiles.includes(each))) {
      report(`opaws: profile ${name} is left out: the AWS config file has one with this name`);
    }
    const region = options.region ?? null;
    // The session itself is written too, unless the file has it already.
    const { name } = access.session;
    const kept = name !== null && !taken.has(`sso-session ${label}`);
    const session = { ...access.session, kept };
    const sections = profiles.length === 0 ? "" : profileSections(session, profiles, region);
    if (!options.write) {
      printExactAnswer(options.json, { session: label, profiles }, () => sections.split("\n"));
      return;
    }
    const changed = await write(context, path, label, sections);
    printAnswer(options.json, { session: label, profiles, path, changed }, () => [
      changed
        ? `Wrote ${profiles.length} profiles of ${label} to ${path}.`
        : `${path} has the ${profiles.length} profiles of ${label} already.`,
    ]);
  },
);

/** Writes the sections into the file and returns whether that changed it. The file keeps its permission bits. */
async function write(
  { host, paths }: CommandContext,
  path: string,
  label: string,
  sections: string,
): Promise<boolean> {
  return await withLock(joinPath(paths.state, "aws-config"), () => {
    const before = readConfigText(path);
    const text = withBlock(before ?? "", path, label, sections);
    if (text === (before ?? "")) return false;
    const mode = before === null ? null : Deno.statSync(path).mode;
    const bits = mode === null ? 0o600 : mode & 0o777;
    writeAtomic(host, absolutePath(path, Deno.cwd()), new TextEncoder().encode(text), bits);
    // The umask may have removed bits from the new file.
    if (mode !== null && Deno.build.os !== "windows") Deno.chmodSync(path, bits);
    return true;
  });
}
