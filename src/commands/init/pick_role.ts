import { loadProfiles } from "../../aws/config/profiles.ts";
import { profileText } from "../../aws/config/profile.ts";
import { listAccounts, listRoles, type SsoAccount } from "../../aws/sso/portal.ts";
import { sessionLabel } from "../../aws/sso/session.ts";
import type { CommandContext } from "../../cli/context.ts";
import {
  askText,
  BACK,
  canAsk,
  choose,
  GO_BACK,
  type PromptErrorParts,
} from "../../cli/prompts.ts";
import { checkRegion } from "../../credentials/field_checks.ts";
import type { SsoAccess } from "../../credentials/sso/sso_access.ts";
import { withSignIn } from "../../credentials/sso/with_sign_in.ts";
import { UserError } from "../../errors.ts";
import { shellWord } from "../../quote.ts";
import type { SsoBinding } from "../../scope/binding.ts";
import { confirmSignIn } from "../sso/confirm_sign_in.ts";
import { accessTo } from "../sso/session_access.ts";
import { checkAccountAndRole } from "../../credentials/sso/session_rules.ts";
import { pickSession } from "./pick_session.ts";

/** What is known of the role to bind. The rest is asked for. */
interface PickRoleInput {
  readonly context: CommandContext;
  readonly error: PromptErrorParts;
  /** The session; asked for if it is undefined. */
  readonly sso?: string | undefined;
  /** The account's 12 digits. */
  readonly account?: string | undefined;
  /** The name of the role. */
  readonly role?: string | undefined;
  /** The region of its commands. */
  readonly region?: string | undefined;
  /** The vault that seals the tokens. */
  readonly vault?: string | undefined;
  readonly passwordStdin: boolean;
  /** Whether to take account and role as they are given, without asking the service. */
  readonly noCheck: boolean;
  /** Takes a sentence about each change that is saved, for when the user cancels later. */
  readonly done: string[];
}

/**
 * Asks until there is a role of IAM Identity Center: session, account, role, and the region of its commands. Signs in if
 * that is needed.
 *
 * @throws UserError (66) if there is no such session, account or role; (79) if there is something to ask and no terminal;
 * and as signing in does.
 */
export async function pickRole(input: PickRoleInput): Promise<SsoBinding | typeof BACK> {
  const { context, error, done, account, role, vault, passwordStdin } = input;
  const { host, paths, report } = context;
  if (account !== undefined || role !== undefined) checkAccountAndRole(account, role);
  for (;;) {
    const session = await pickSession(context, input.sso, error, done);
    if (session === BACK) return BACK;
    const reason = "to seal the tokens of IAM Identity Center";
    const profiles = loadProfiles(host, paths.home);
    const options = { vault, passwordStdin, reason, report };
    const access = await accessTo(context, profiles, session, options);
    const chosen = await pickAccountAndRole(access, input);
    if (chosen === BACK) {
      if (input.sso !== undefined) return BACK;
      continue;
    }
    const inDefault = profiles.all.get("default");
    const suggestion = (inDefault && profileText(inDefault, "region")) ?? session.region;
    const region = input.region ?? await askRegion(error, suggestion);
    return {
      vault: access.vault,
      sso: sessionLabel(session),
      ...chosen,
      ...(region !== undefined && { region }),
    };
  }
}

type AccountAndRole = Pick<SsoBinding, "account" | "accountName" | "role">;

async function pickAccountAndRole(
  access: SsoAccess,
  { account, role, noCheck, error }: PickRoleInput,
): Promise<AccountAndRole | typeof BACK> {
  if (account !== undefined && role !== undefined && noCheck) {
    return { account, accountName: "", role };
  }
  const options = access.options("sso");
  // Someone who sets up a role on a terminal wants to sign in, so there is nothing to confirm.
  const confirm = async (label: string, needed: UserError) => {
    if (!canAsk()) await confirmSignIn(access.host, label, needed);
  };
  const accounts = await withSignIn(
    access,
    confirm,
    (token) => listAccounts(access.session, token, options),
  );
  if (accounts.length === 0) throw nothingAssigned(access);
  for (;;) {
    const found = account === undefined
      ? await chooseAccount(accounts, error)
      : accounts.find(({ id }) => id === account);
    if (found === BACK) return BACK;
    const roles = found === undefined ? [] : await withSignIn(
      access,
      confirm,
      (token) => listRoles(found.id, token, options),
    );
    if (found === undefined || role !== undefined && !roles.includes(role)) {
      throw noSuchRole(access, account!, role!);
    }
    const chosen = role ?? await chooseRole(found, roles, error);
    if (chosen !== BACK) return { account: found.id, accountName: found.name, role: chosen };
  }
}

async function chooseAccount(
  accounts: readonly SsoAccount[],
  error: PromptErrorParts,
): Promise<SsoAccount | typeof BACK> {
  return await choose<SsoAccount | typeof BACK>(
    "Which account?",
    [
      ...accounts.map((each) => ({
        value: each,
        label: each.name || each.id,
        hint: [each.name === "" ? "" : each.id, each.email].filter(Boolean).join(" "),
      })),
      GO_BACK,
    ],
    error,
    true,
  );
}

async function chooseRole(
  account: SsoAccount,
  roles: readonly string[],
  error: PromptErrorParts,
): Promise<string | typeof BACK> {
  return await choose<string | typeof BACK>(
    `Which role in ${account.name || account.id}?`,
    [
      ...roles.map((each) => ({ value: each, label: each })),
      GO_BACK,
    ],
    error,
    true,
  );
}

async function askRegion(error: PromptErrorParts, suggestion: string): Promise<string | undefined> {
  if (!canAsk()) return undefined;
  return await askText("Region for its commands", error, {
    suggestion,
    check: (text) => checkRegion(text).problem,
    doubt: (text) => checkRegion(text).doubt,
  });
}

function nothingAssigned({ session }: SsoAccess): UserError {
  return new UserError({
    exit: "notFound",
    code: "no-role",
    cannot: `choose a role of ${sessionLabel(session)}`,
    because: "no account is assigned to you there",
    try: `opaws sso list ${shellWord(sessionLabel(session))}`,
  });
}

function noSuchRole({ session }: SsoAccess, account: string, role: string): UserError {
  return new UserError({
    exit: "notFound",
    code: "no-role",
    cannot: `bind role ${role} in account ${account}`,
    because: `${sessionLabel(session)} does not give it to you`,
    try: `opaws sso list ${shellWord(sessionLabel(session))}`,
  });
}
