/** A service that opaws calls. */
export type AwsService = "sts" | "iam" | "s3" | "sso" | "sso-oidc" | "signin";

/** What messages call a service, and the first labels of its host names. */
export const SERVICES: Readonly<
  Record<AwsService, { readonly name: string; readonly host: string }>
> = {
  sts: { name: "STS", host: "sts" },
  iam: { name: "IAM", host: "iam" },
  s3: { name: "S3", host: "s3" },
  sso: { name: "IAM Identity Center", host: "portal\\.sso" },
  "sso-oidc": { name: "IAM Identity Center", host: "oidc" },
  signin: { name: "AWS sign-in", host: "signin" },
};

/** Returns what messages call `service`. */
export function serviceName(service: AwsService): string {
  return SERVICES[service].name;
}
