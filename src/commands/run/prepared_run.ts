import type { EnvironmentChange, Program } from "../../exec/become.ts";

/** What `opaws run` becomes. */
export interface PreparedRun {
  readonly program: Program;
  /** The change to the environment, without what every run removes from it. */
  readonly change: EnvironmentChange;
}
