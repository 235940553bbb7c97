import type { StsCall } from "../aws/sts/call.ts";
import { scopeName } from "../scope/binding.ts";
import type { Region } from "./choose_region.ts";
import type { ItemSource } from "./item_source.ts";
import type { ItemPlan } from "./plan.ts";

/** Returns what selects the item of `source`: `--item`, `directory ~/work` or `profile prod`. */
export function sourceText(source: ItemSource): string {
  switch (source.by) {
    case "option":
      return "--item";
    case "token":
      return source.variable;
    case "scope":
      return scopeName(source.scope);
    case "process":
    case "profile":
      return `profile ${source.profile}`;
  }
}

/** Returns the sentence above a question for a password: which tool needs which item, what selects it, and where. */
export function openReason(plan: ItemPlan, cwd: string | null): string {
  const { source } = plan;
  const item = "binding" in source ? source.binding.title : source.reference;
  const role = plan.roles.length > 0 ? ` for ${plan.roles.at(-1)!.role}` : "";
  return `${plan.tool.name} needs item ${JSON.stringify(item)}${role} (${sourceText(source)}) in ${
    cwd ?? "a directory that is gone"
  }`;
}

/** Returns what the tool gets, as a clause: `the keys of "AWS dev" (global), region eu-west-1`. */
export function summarize(
  { source, profile }: ItemPlan,
  title: string,
  region: Region | null,
  calls: readonly StsCall[],
): string {
  const roles = calls.flatMap((call) => call.call === "AssumeRole" ? [call.step.role] : []);
  return [
    `${calls.length === 0 ? "the keys" : "a session"} of "${title}" (${sourceText(source)})`,
    ...(profile === null ? [] : [`profile ${profile.name}`]),
    ...(region === null ? [] : [`region ${region.name}`]),
    ...(roles.length === 0 ? [] : [`role ${roles.join(", then ")}`]),
  ].join(", ");
}
