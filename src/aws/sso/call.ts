/** The call that gets credentials of a role from IAM Identity Center. It never needs a one-time code. */
export interface RoleCredentialsCall {
  /** The operation. */
  readonly call: "GetRoleCredentials";
  /** The account's 12 digits. */
  readonly account: string;
  /** The name of the role. */
  readonly role: string;
  /** No device: the person gave a second factor while signing in. */
  readonly mfa: null;
}
