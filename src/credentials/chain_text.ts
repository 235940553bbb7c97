import type { RoleConfig } from "../aws/config/role_config.ts";

/** What assuming the roles of a chain takes, a line each, told from the config files alone. */
export function chainLines(steps: readonly RoleConfig[]): string[] {
  return steps.map((step, index) => {
    const from = index === 0 ? "with the item" : "from there";
    const details = [
      `profile ${step.profile}`,
      step.mfaSerial === undefined
        ? index === 0 ? "MFA if the item names a device" : null
        : `MFA ${step.mfaSerial}`,
      step.externalId === undefined ? null : `external id ${step.externalId}`,
      step.sessionName === undefined ? null : `session name ${step.sessionName}`,
      step.durationSeconds === undefined ? null : `for ${step.durationSeconds} s`,
      step.sourceIdentity === undefined ? null : `source identity ${step.sourceIdentity}`,
      step.tags === undefined ? null : `tags ${step.tags.map(({ key }) => key).join(", ")}`,
    ];
    const told = details.filter((detail) => detail !== null).join("; ");
    return `  ${index + 1}. ${from}, assume ${step.role} (${told})`;
  });
}
