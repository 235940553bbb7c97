import { UserError } from "../../errors.ts";
import { getCredentials } from "../../credentials/get_credentials.ts";
import type { Exported } from "./export_formats.ts";
import { report } from "../../cli/output.ts";
import type { CommandContext } from "../../cli/context.ts";

/** What is asked for, as for `opaws run`. */
export interface ExportWanted {
  /** `--item`. */
  readonly item: string | undefined;
  /** `--vault`. */
  readonly vault: string | undefined;
  /** `--profile`. */
  readonly profile: string | undefined;
}

/**
 * The credentials that hold here for a program that opaws does not start, chosen as for `aws`.
 * Faults as `credentialsHere`; (78) when they are the tool's own affair, for then there is nothing to print.
 */
export async function credentialsForOthers(
  context: CommandContext,
  wanted: ExportWanted,
): Promise<Exported> {
  const here = await getCredentials({
    host: context.host,
    paths: context.paths,
    config: context.config(),
    terminal: context.terminal,
    tool: "aws",
    profileFlag: undefined,
    wanted: {
      ...(wanted.item === undefined ? {} : { item: wanted.item }),
      ...(wanted.vault === undefined ? {} : { vault: wanted.vault }),
      ...(wanted.profile === undefined ? {} : { profile: wanted.profile }),
      noSession: false,
    },
    report,
  });
  if (here.kind === "given") return here;
  throw new UserError({
    exit: "refused",
    code: "left-to-tool",
    cannot: here.profile === null
      ? "export credentials"
      : `export credentials of profile ${JSON.stringify(here.profile)}`,
    because: `${here.why}, which opaws leaves to the tool`,
    try: "opaws which aws",
  });
}

/** Faults (78) when secrets would go to a terminal, where they stay in its scrollback, unless `reveal` says so. */
export function refuseTerminal(reveal: boolean, cannot: string, command: string): void {
  if (reveal || !Deno.stdout.isTerminal()) return;
  throw new UserError({
    exit: "refused",
    code: "terminal",
    cannot,
    because: "standard output is a terminal, which would show the secrets",
    try: `${command} --reveal`,
  });
}
