import { parseAwsFile } from "../../src/aws/config/parse.ts";
import { mergeProfiles, type Profiles } from "../../src/aws/config/profiles.ts";
import type { EnvironmentFacts, PlanFacts } from "../../src/credentials/facts.ts";
import { makePlan, type Plan } from "../../src/credentials/plan.ts";
import type { RequestOptions } from "../../src/credentials/request.ts";
import type { Binding } from "../../src/scope/binding.ts";
import { findTool, type Tool } from "../../src/tools/table.ts";

const NOTHING: EnvironmentFacts = {
  token: null,
  hasCredentials: false,
  hasAccessKey: false,
  chosenBefore: false,
};

function profilesOf(config: string, credentials = ""): Profiles {
  const configSections = parseAwsFile(config, "config");
  const credentialsSections = parseAwsFile(credentials, "credentials");
  return {
    all: mergeProfiles(
      { path: "config", sections: configSections },
      { path: "credentials", sections: credentialsSections },
    ),
    ssoSessions: new Map(
      configSections.filter(({ name }) => name.startsWith("sso-session ")).map((section) => [
        section.name.slice("sso-session ".length),
        new Map([...section.values].map(([key, { value }]) => [key, value])),
      ]),
    ),
    services: new Map(),
    texts: new Map(),
    configPath: "config",
    credentialsPath: "credentials",
    configSections,
    credentialsSections,
  };
}

/** What a plan is made from, with defaults for everything. */
export interface Case {
  readonly tool?: Tool;
  readonly args?: readonly string[] | null;
  readonly options?: RequestOptions;
  readonly config?: string;
  readonly credentials?: string;
  readonly environment?: Partial<EnvironmentFacts>;
  readonly global?: Binding;
  readonly session?: Binding;
  readonly mapped?: PlanFacts["mappedProfiles"];
  readonly mfaProcess?: PlanFacts["mfaProcess"];
  readonly signIn?: PlanFacts["signIn"];
}

/** Makes the plan of a case: by default `aws` with any arguments that need credentials. */
export function plan(each: Case): Plan {
  const { tool = findTool("aws")!, args = null, options = {} } = each;
  return makePlan({ tool, args, options }, () => ({
    environment: { ...NOTHING, ...each.environment },
    profiles: profilesOf(each.config ?? "", each.credentials),
    scopes: {
      terminal: each.session ? { aws: each.session } : {},
      directories: {},
      global: each.global ? { aws: each.global } : {},
      foreign: [],
    },
    mappedProfiles: each.mapped ?? {},
    mfaProcess: each.mfaProcess ?? { isAllowed: false, untrusted: {} },
    signIn: each.signIn ?? (() => null),
    cwd: "/work",
  }));
}
