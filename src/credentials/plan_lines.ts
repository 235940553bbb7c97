import type { RoleConfig } from "../aws/config/role_config.ts";
import { bindingText, scopeName } from "../scope/binding.ts";
import type { PlannedRegion, Region } from "./choose_region.ts";
import type { ItemPlan, Plan } from "./plan.ts";
import type { NamedProfile } from "./profile_handover.ts";
import { ssoRoleText } from "./sso/role_text.ts";
import type { SsoPlan } from "./sso/sso_plan.ts";

type ItemPlanWithoutTool = Omit<ItemPlan, "tool">;
/** A plan whose tool is known otherwise. */
type PlanWithoutTool = Exclude<Plan, ItemPlan> | ItemPlanWithoutTool;

/**
 * Returns the steps and the result of `plan` for `tool`, one line each, as `opaws which` prints them. `about` are lines
 * about the item of the plan.
 */
export function planLines(
  plan: PlanWithoutTool,
  tool: string,
  about: readonly string[] = [],
): string[] {
  if (plan.kind === "none") {
    return [`So ${tool} starts unchanged: these arguments need no credentials.`];
  }
  const steps = [
    ...plan.searched.map((step) =>
      `  ${scopeName(step.scope)}${step.tool === tool ? "" : ` (as for ${step.tool})`}: ${
        step.binding === null ? "nothing" : bindingText(step.binding)
      }`
    ),
    `  profile: ${plan.profile === null ? "none named" : profileText(plan.profile)}`,
  ];
  switch (plan.kind) {
    case "tool":
      return [
        ...steps,
        `  ${plan.reason}`,
        plan.left.addArgument
          ? `So ${tool} starts with --profile ${plan.profile!.name}.`
          : `So ${tool} starts unchanged.`,
      ];
    case "unbound":
      return [...steps, `So ${tool} gets no credentials. Bind an item: opaws init ${tool}`];
    case "web-identity":
      return [
        ...steps,
        `  region: ${plan.region === null ? "none" : regionText(plan.region)}`,
        `So ${tool} gets a session of the role that the job's web identity assumes.`,
      ];
    case "sso":
      return [...steps, ...ssoLines(plan, tool)];
    case "item":
      return [...steps, ...itemLines(plan, tool, about)];
  }
}

function ssoLines(plan: SsoPlan, tool: string): string[] {
  const { source, role, roles, region, notes } = plan;
  const from = ssoRoleText(role);
  return [
    ...(source.by === "sso-profile"
      ? [`  profile ${source.profile} uses IAM Identity Center, and opaws is signed in to it`]
      : []),
    ...roles.map((each, index) => roleLine(each, index, "with the role")),
    ...mfaLines(plan),
    `  region: ${region === null ? "none" : regionText(region)}`,
    ...notes.map((note) => `  note: ${note}`),
    roles.length > 0
      ? `So ${tool} gets a session of ${roles.at(-1)!.role}, made with ${from}.`
      : `So ${tool} gets credentials of ${from}.`,
  ];
}

function mfaLines({ mfaProcesses }: Pick<ItemPlan, "mfaProcesses">): string[] {
  return mfaProcesses.map(({ profile, command, refusal }) =>
    `  mfa_process of profile ${profile}: ${command}${
      refusal === null ? "" : ` (refused: ${refusal.because})`
    }`
  );
}

function itemLines(
  plan: ItemPlanWithoutTool,
  tool: string,
  about: readonly string[],
): string[] {
  const { source, roles } = plan;
  return [
    ...(source.by === "profile"
      ? [`  profile ${source.profile} has an item of its own: "${source.binding.title}"`]
      : []),
    ...(source.by === "process"
      ? [`  profile ${source.profile} names item "${source.reference}" for opaws`]
      : []),
    ...roles.map((role, index) => roleLine(role, index, "with the item")),
    ...mfaLines(plan),
    `  region: ${plannedRegionText(plan.region)}`,
    ...about,
    ...plan.notes.map((note) => `  note: ${note}`),
    resultLine(plan, tool),
  ];
}

function resultLine({ source, roles }: ItemPlanWithoutTool, tool: string): string {
  const from = "binding" in source
    ? `"${source.binding.title}" of vault "${source.binding.vault}"`
    : source.by === "token"
    ? `the item that ${source.variable} opens, regardless of bindings`
    : `item "${source.reference}"`;
  return roles.length > 0
    ? `So ${tool} gets a session of ${roles.at(-1)!.role}, made with ${from}.`
    : `So ${tool} gets the keys of ${from}.`;
}

function roleLine(role: RoleConfig, index: number, start: string): string {
  const details = [
    role.profile === null ? "--role" : `profile ${role.profile}`,
    role.mfaSerial === undefined
      ? index === 0 && start === "with the item" ? "MFA if the item names a device" : null
      : `MFA ${role.mfaSerial}`,
    role.mfaProcess === undefined ? null : "code from mfa_process",
    role.externalId === undefined ? null : `external id ${role.externalId}`,
    role.sessionName === undefined ? null : `session name ${role.sessionName}`,
    role.durationSeconds === undefined ? null : `for ${role.durationSeconds} s`,
    role.sourceIdentity === undefined ? null : `source identity ${role.sourceIdentity}`,
    role.tags === undefined ? null : `tags ${role.tags.map(({ key }) => key).join(", ")}`,
  ];
  const text = details.filter((detail) => detail !== null).join(", ");
  return `  ${index + 1}. ${index === 0 ? start : "from there"}, assume ${role.role} (${text})`;
}

function profileText({ name, source }: NamedProfile): string {
  switch (source) {
    case "argument":
    case "option":
      return `${name} (--profile)`;
    case "binding":
      return `${name} (the binding's)`;
    default:
      return `${name} (${source})`;
  }
}

/** Returns the region of a plan for people: `eu-west-1 (the binding)`, or `the item's, if it has one`. */
export function plannedRegionText(planned: PlannedRegion): string {
  if (planned.kind === "known") return regionText(planned.region);
  const { fallback } = planned;
  return `the item's, if it has one${fallback === null ? "" : `, or else ${regionText(fallback)}`}`;
}

/** Returns a region for people: `eu-west-1 (the binding)`. */
export function regionText({ name, source }: Region): string {
  return `${name} (${source})`;
}
