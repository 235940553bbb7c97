/** Variables for a program that is not started by opaws, as plain text. */
export interface ExportChange {
  /** To set, by name. */
  readonly set: Readonly<Record<string, string>>;
  /** To unset, since they would lead to other credentials. */
  readonly unset: readonly string[];
}
