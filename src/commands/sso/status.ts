import { loadProfiles } from "../../aws/config/profiles.ts";
import { sessionLabel } from "../../aws/sso/session.ts";
import { type Command, declareLight, jsonFlag, parameters } from "../../cli/declare.ts";
import { printStyledAnswer } from "../../cli/styled_line.ts";
import { table } from "../../cli/table_output.ts";
import { allSessions } from "../../credentials/sso/find_session.ts";
import { readSignIns, stateOf } from "../../credentials/sso/sign_in_file.ts";
import { recordJson, tokenText } from "./session_states.ts";

/** `opaws sso status`. */
export const command: Command = declareLight(
  {
    description:
      "Reads the AWS config file, opaws's own sessions and its sign-ins. Unlocks nothing.",
    examples: ["opaws sso status", "opaws sso status --json"],
  },
  parameters({ json: jsonFlag }),
  async ({ json }, context) => {
    const { host, paths } = context;
    const sources = { profiles: loadProfiles(host, paths.home), config: context.config() };
    const signIns = readSignIns(paths);
    const known = allSessions(sources);
    const names = new Set(known.map(sessionLabel));
    const left = [...signIns.values()].filter(({ session }) => !names.has(sessionLabel(session)));
    const sessions = [...known, ...left.map(({ session }) => session)];
    const now = host.now();
    const rows = sessions.map((session) => {
      const record = signIns.get(sessionLabel(session)) ?? null;
      const state = stateOf(session, record, now);
      return { session, record, state };
    });
    await printStyledAnswer(
      json,
      { sessions: rows.map(({ session, record }) => recordJson(session, record, now)) },
      () =>
        rows.length === 0
          ? ["There are no sessions of IAM Identity Center. Add one: opaws sso add --help"]
          : table(
            ["SESSION", "START URL", "REGION", "STATE", "TOKEN", "VAULT"],
            rows.map(({ session, record, state }) => [
              sessionLabel(session),
              session.name === null ? "" : session.startUrl,
              session.region,
              { text: state, style: state === "signed in" ? "good" : "faint" },
              state === "signed in" ? tokenText(record!, now) : "",
              state === "signed out" ? "" : record!.vault,
            ]),
          ),
    );
  },
);
