import type { ProvidedCredentials } from "../../credentials/context.ts";
import {
  currentEnvironment,
  PROVIDED_VARIABLE,
  VARIABLES_RECORD,
} from "../../credentials/environment_records.ts";
import { provision, withVariables } from "../../credentials/provision.ts";
import type { Host } from "../../host.ts";
import type { ExportChange } from "../../shell/export_script.ts";

/** What is exported of credentials. */
interface Exported extends Pick<ProvidedCredentials, "credentials" | "region" | "variables"> {
  readonly plan: Pick<ProvidedCredentials["plan"], "handover">;
}

/**
 * Returns the variables to export. The region is always one of them, because the program may not see this machine's AWS
 * files. The profile's settings are too, but not its name: some tools prefer it to the keys. With `leaveRecord`, so is the
 * record by which a later opaws in the same shell distinguishes opaws's settings from the user's.
 */
export function exportChange(
  { plan: { handover }, credentials, region, variables }: Exported,
  host: Pick<Host, "env">,
  leaveRecord: boolean,
): ExportChange {
  const change = provision({
    credentials,
    region,
    toolRegion: null,
    profile: null,
    settings: handover.settings,
    environment: currentEnvironment(host),
  });
  const { set, unset } = withVariables(change, variables);
  const exported = Object.entries(set).filter(([name]) =>
    leaveRecord || ![PROVIDED_VARIABLE, VARIABLES_RECORD].includes(name)
  );
  const plain = exported.map(([name, value]) =>
    [name, typeof value === "string" ? value : value.reveal()] as const
  );
  return { set: Object.fromEntries(plain), unset };
}
