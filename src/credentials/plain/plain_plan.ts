import { exists } from "../../fs/exists.ts";
import type { Paths } from "../../fs/paths.ts";
import type { Host } from "../../host.ts";
import { isSso } from "../../scope/binding.ts";
import type { Config } from "../../scope/config.ts";
import { foreignDirectories } from "../../scope/foreign_directories.ts";
import { lookupSteps, resolve } from "../../scope/resolve.ts";
import type { ScopeTree } from "../../scope/scope_tree.ts";
import { planRegion } from "../choose_region.ts";
import { ownVariable } from "../environment_records.ts";
import type { ItemSource } from "../item_source.ts";
import type { ItemPlan } from "../plan.ts";
import { readPlainTerminal } from "./plain_config.ts";

/** A plan of the plain case: a bound item or that of `--item`, and no profile, role, token or other option. */
export interface PlainPlan extends Omit<ItemPlan, "tool"> {
  readonly source: Extract<ItemSource, { readonly by: "scope" | "option" }>;
}

/** Variables that change which credentials a tool gets, or where opaws finds something. None may be set. */
const VARIABLES = [
  ...["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"],
  ...["OPAWS_TOKEN", "OPAWS_TOKEN_FILE", "OPAWS_CHOSEN", "OPAWS_PROVIDED", "OPAWS_VARIABLES"],
  ...["OPAWS_START_CWD", "OPAWS_START_STDOUT", "OPAWS_AWS_FILES", "OPAWS_START_FULL"],
];
/** Variables that change nothing here, but that opaws refuses if they are not UTF-8 (`gatherFacts`, `terminalSession`). */
const READ = [
  ...["OPAWS_SESSION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ROLE_ARN"],
  ...["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"],
  ...["AWS_CONTAINER_CREDENTIALS_FULL_URI"],
];
/** Settings of `[default]` that have nothing to do with credentials. */
const HARMLESS = /^(region|output|cli_\w+|retry_mode|max_attempts)$/;

/**
 * Returns the plan that `makePlan` makes for `tool`, without options but `item` and with any arguments that need
 * credentials, in the plain case: no variable names anything, there is `item` (the reference of `--item`), or a binding
 * applies and names no profile, and `[default]` has nothing to do with credentials. Returns null in any other case, and
 * then `makePlan` decides. `tests/credentials/plain/plain_credentials_test.ts` checks in generated worlds that both
 * decide the same.
 *
 * It exists because most runs are plain, and loading and compiling what decides about all others takes longer than
 * everything else in a run.
 *
 * @throws UserError as `resolve`, `loadProfiles` and `readVariable` do.
 */
export async function plainPlan(
  host: Pick<Host, "env" | "cwd">,
  paths: Paths,
  config: Config,
  terminal: string,
  tool: string,
  item?: string,
): Promise<PlainPlan | null> {
  const isUnusual = VARIABLES.some((name) => host.env(name) !== undefined) ||
    Object.hasOwn(config.profiles, "default");
  for (const name of READ) host.env(name);
  const cwd = host.cwd();
  const scopes = plainScopes(paths, config, terminal, cwd);
  if (isUnusual || scopes === null) return null;
  const found = item === undefined ? boundSource(scopes, tool, cwd) : namedSource(item);
  if (found === null) return null;
  const { source, searched } = found;
  const toolRegion = await regionOfPlainDefault(host, paths);
  if (toolRegion === undefined) return null;
  return {
    profile: null,
    searched,
    kind: "item",
    source,
    isChosen: source.by === "option",
    roles: [],
    region: planRegion({
      environment: ownVariable(host, "AWS_REGION") || ownVariable(host, "AWS_DEFAULT_REGION"),
      namedProfile: null,
      binding: source.by === "scope" ? source.binding.region : undefined,
      bindingProfile: null,
      defaultProfile: toolRegion === null
        ? null
        : { name: toolRegion, source: 'profile "default"' },
    }),
    mfaSerial: undefined,
    mfaProcess: undefined,
    mfaProcesses: [],
    notes: [],
    handover: { name: null, settings: {}, region: toolRegion, warning: null },
  };
}

/** What names the item, and the scopes that were searched for it. */
type Found = Pick<PlainPlan, "source" | "searched">;

function namedSource(reference: string): Found {
  return { source: { by: "option", reference, vault: undefined }, searched: [] };
}

/** Returns the bindings that `readScopeTree` returns for `cwd`; null if it is gone, or the file of `terminal` is unusual. */
export function plainScopes(
  paths: Paths,
  { scopes: { directories, global } }: Config,
  terminal: string,
  cwd: string | null,
): ScopeTree | null {
  const bindings = cwd === null ? null : readPlainTerminal(paths, terminal);
  const foreign = foreignDirectories(directories, cwd);
  return bindings && { terminal: bindings, directories, global, foreign };
}

function boundSource(tree: ScopeTree, tool: string, cwd: string | null): Found | null {
  const found = resolve(tree, tool, cwd);
  if (found === null) return null;
  const { binding } = found;
  if (isSso(binding) || binding.profile !== undefined) return null;
  const source = { ...found, by: "scope", binding } as const;
  return { source, searched: lookupSteps(tree, tool, cwd) };
}

/** Returns the region of `[default]`, null if it has none; undefined if `[default]` is not harmless. */
async function regionOfPlainDefault(
  host: Pick<Host, "env">,
  { home }: Paths,
): Promise<string | null | undefined> {
  if (!exists(`${home}/.aws/config`) && !exists(`${home}/.aws/credentials`)) return null;
  const { loadProfiles } = await import("../../aws/config/profiles.ts");
  const values = loadProfiles(host, home).all.get("default")?.values ?? new Map<string, string>();
  if (![...values.keys()].every((key) => HARMLESS.test(key))) return undefined;
  const region = values.get("region");
  return region === undefined || typeof region === "string" ? region || null : undefined;
}
