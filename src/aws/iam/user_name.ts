/**
 * The name of the IAM user whose ARN `arn` is, as IAM's calls take it: without the path; null of the root user.
 * Undefined of what can have no access key of its own, such as a role. Source: IAM user guide, "IAM identifiers".
 */
export function userNameFromArn(arn: string): string | null | undefined {
  const resource = arn.split(":").slice(5).join(":");
  if (resource === "root") return null;
  return /^user\/(?:.*\/)?([^/]+)$/.exec(resource)?.[1];
}
