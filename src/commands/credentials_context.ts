import type { CommandContext } from "../cli/context.ts";
import type { Ask } from "../credentials/ask.ts";
import type { CredentialsContext } from "../credentials/context.ts";
import { nothingBound, nothingBoundNoninteractive } from "../credentials/plan_errors.ts";
import { restartWithoutTlsVariables } from "../exec/clean_restart.ts";
import type { Paths } from "../fs/paths.ts";
import { writeAll } from "../fs/write_all.ts";
import { readableLine } from "../home_path.ts";
import type { Host } from "../host.ts";
import type { Config } from "../scope/config.ts";
import type { Secret } from "../secret.ts";
import { findTool } from "../tools/table.ts";
import { noninteractiveVariable } from "../unlock/prompts/noninteractive.ts";
import { baseKey } from "../vault/crypto/base_key.ts";
import { type Sealer, sealerOf } from "../vault/crypto/sealer.ts";
import type { OpenVault } from "../vault/store/open.ts";
import { type TerminalSession, terminalSession } from "../unlock/terminal_session.ts";

/**
 * Returns the context of `getCredentials`. The code that asks questions is loaded only when a question comes up. `traced` is
 * the same host, from which what decides about credentials reads variables.
 */
export function credentialsContext(
  host: Host,
  paths: Paths,
  config: Config,
  traced: Host = host,
): CredentialsContext {
  let terminal: TerminalSession | null | undefined;
  return {
    host: traced,
    paths,
    config,
    get terminal() {
      return terminal ??= terminalSession(host);
    },
    ask: askPerson(host),
    report: (line) => writeAll(Deno.stderr, `${readableLine(line, host)}\n`),
  };
}

/** Returns the functions that ask the user on the terminal. */
export function askPerson(host: Host): Ask {
  return {
    async vaultKey(name, reason) {
      const { unlockVault } = await import("../unlock/unlock_vault.ts");
      return await inCommand(host, async (context) => {
        const { key } = await unlockVault(context, name, { reason });
        // Once a day or so, and nobody waits for a millisecond after typing a password.
        await (await import("./hook/save_hook.ts")).refreshHooks(host, context.paths);
        return key.copy();
      });
    },
    async item(reference, vault, reason) {
      const { findItem } = await import("../unlock/find_item.ts");
      return await inCommand(host, async (context) => {
        const { item, open } = await findItem(context, reference, vault, { reason });
        return { item, sealer: ownSealer(open) };
      });
    },
    async oneTimeCode(device, reason, item) {
      const { askUntilValid } = await import("../unlock/prompts/ask_secret.ts");
      const codeOf = (answer: Secret) => answer.reveal().replace(/\s/g, "");
      const error = {
        cannot: `get a one-time code of ${device}`,
        ...(item === null ? { because: "there is no terminal to ask for it on" } : {
          because: "there is no terminal to ask for it on, and the item has no one-time password",
          alternative: "an item with a one-time password needs no question",
        }),
        ...(item !== null && { try: `opaws item edit ${item}` }),
      };
      const question = `One-time code of ${device}`;
      return codeOf(
        await askUntilValid(
          [`opaws: ${reason}`],
          question,
          error,
          (answer) => /^\d{6}$/.test(codeOf(answer)) ? undefined : "a one-time code has 6 digits",
          host,
        ),
      );
    },
    async binding(tool) {
      const variable = noninteractiveVariable(host);
      if (variable !== null) throw nothingBoundNoninteractive(tool, variable);
      return await inCommand(host, async (context) => {
        if (!Deno.stdin.isTerminal()) {
          throw nothingBound(tool, Boolean(findTool(tool, context.config().tools)));
        }
        await restartWithoutTlsVariables(host);
        const { chooseAndBind } = await import("./init/choose_and_bind.ts");
        context.report(`opaws: nothing is bound for ${tool} here, so choose an item now`);
        const { found } = await chooseAndBind(context, tool, {});
        return found && { item: found.item, sealer: ownSealer(found.open) };
      });
    },
    async signIn(label, needed) {
      const { confirmSignIn } = await import("./sso/confirm_sign_in.ts");
      await confirmSignIn(host, label, needed);
    },
    async defaultVault() {
      return (await commandContext(host)).vaultName();
    },
  };
}

/** Returns the sealer of `open` with a copy of the key, because the context wipes its own. */
function ownSealer({ key, file }: OpenVault): Sealer {
  return sealerOf(baseKey(key.copy().bytes), file.id);
}

/** Returns what `act` returns with the context of a command, as if the user had typed one. */
async function inCommand<T>(
  host: Host,
  act: (context: CommandContext) => Promise<T>,
): Promise<T> {
  const { withSharing } = await import("./with_sharing.ts");
  return await withSharing(await commandContext(host), act);
}

async function commandContext(host: Host): Promise<CommandContext> {
  const { CommandContext } = await import("../cli/context.ts");
  return new CommandContext(host);
}
