import { argumentList, type Command, declare, parameters } from "../cli/declare.ts";
import { askNobody } from "../credentials/remote/automatic_sync.ts";
import { backgroundLimit } from "../credentials/remote/background_sync.ts";
import { syncNamed } from "../credentials/remote/sync_named.ts";
import { UserError } from "../errors.ts";
import { TLS_VARIABLES } from "../exec/withheld_variables.ts";
import { credentialsContext } from "./credentials_context.ts";

/** `opaws sync-unlocked`, which opaws starts in the background after a vault was unlocked. */
export const command: Command = declare(
  { description: "Syncs the named vaults as far as they are unlocked. Asks and prints nothing." },
  parameters({ vaults: argumentList("VAULT", "The vaults.") }),
  async ({ vaults }, context) => {
    const { host, paths } = context;
    if (TLS_VARIABLES.some((name) => host.env(name) !== undefined)) return;
    context.sharing = null;
    const credentials = {
      ...credentialsContext(host, paths, context.config()),
      ask: askNobody(context),
      report: () => {},
    };
    const signal = backgroundLimit();
    for (const name of vaults) {
      try {
        await syncNamed(context, credentials, name, {
          push: true,
          acceptRollback: false,
          onlyUnlocked: true,
          signal,
        });
      } catch (error) {
        if (!(error instanceof UserError)) throw error; // opaws sync says what is wrong
      }
    }
  },
);
