import { loadProfiles } from "../../aws/config/profiles.ts";
import { sessionLabel, type SsoSession } from "../../aws/sso/session.ts";
import type { CommandContext } from "../../cli/context.ts";
import {
  askText,
  BACK,
  type Choice,
  choose,
  GO_BACK,
  type PromptErrorParts,
} from "../../cli/prompts.ts";
import { checkRegion } from "../../credentials/field_checks.ts";
import { allSessions, findSession, noSession } from "../../credentials/sso/find_session.ts";
import { changeConfig } from "../../scope/config_file.ts";
import { keepSession } from "../../scope/sso_sessions.ts";
import { sessionNameProblem, startUrlProblem } from "../../credentials/sso/session_rules.ts";

/**
 * Returns the session called `label`, or else asks for one: a known one, or a new one that opaws then keeps. `done` takes
 * a sentence about each change that is saved.
 *
 * @throws UserError (66) if there is no such session; Cancelled (77).
 */
export async function pickSession(
  context: CommandContext,
  label: string | undefined,
  error: PromptErrorParts,
  done: string[],
): Promise<SsoSession | typeof BACK> {
  const { host, paths } = context;
  const sources = { profiles: loadProfiles(host, paths.home), config: context.config() };
  if (label !== undefined) {
    const found = findSession(sources, label);
    if (found === null) throw noSession(label);
    return found;
  }
  const known = allSessions(sources);
  const chosen = await choose<SsoSession | "new" | typeof BACK>(
    "Which access portal of IAM Identity Center?",
    [
      ...known.map((session): Choice<SsoSession> => ({
        value: session,
        label: sessionLabel(session),
        ...(session.name !== null && { hint: session.startUrl }),
      })),
      { value: "new", label: "Enter a start URL", hint: "https://acme.awsapps.com/start" },
      GO_BACK,
    ],
    error,
  );
  return chosen === "new" ? await askSession(context, error, done) : chosen;
}

async function askSession(
  context: CommandContext,
  error: PromptErrorParts,
  done: string[],
): Promise<SsoSession> {
  const { host, paths } = context;
  const startUrl = await askText("Start URL of your access portal", error, {
    placeholder: "https://acme.awsapps.com/start",
    check: startUrlProblem,
  });
  const region = await askText("Region of IAM Identity Center", error, {
    placeholder: "us-east-1",
    check: (text) => checkRegion(text).problem,
    doubt: (text) => checkRegion(text).doubt,
  });
  const profiles = loadProfiles(host, paths.home);
  const taken = (name: string) =>
    findSession({ profiles, config: context.config() }, name) === null
      ? undefined
      : "there is a session with this name";
  const suggestion = suggestedName(startUrl);
  const name = await askText("A name for it", error, {
    ...(taken(suggestion) === undefined && { suggestion }),
    check: (text) => sessionNameProblem(text) ?? taken(text),
  });
  const config = await changeConfig(
    host,
    paths,
    (now) => keepSession(now, name, { startUrl, region }),
  );
  done.push(`session ${name} is added`);
  return findSession({ profiles, config }, name)!;
}

/** Returns the first part of the host, which is usually the name of the organization. */
function suggestedName(startUrl: string): string {
  const first = new URL(startUrl).hostname.split(".")[0]!;
  return sessionNameProblem(first) === undefined && !/^(d|ssoins)-/.test(first) ? first : "corp";
}
