import { configPath, credentialsPath } from "../../aws/config/profiles.ts";
import type { CredentialsContext, ProvidedCredentials } from "../../credentials/context.ts";
import type { Provision } from "../../credentials/provision.ts";
import { serverEnvironment } from "../../credentials/server_environment.ts";
import type { Program } from "../../exec/become.ts";
import { endBySignal, runChild } from "../../exec/run_child.ts";
import { copyFiles } from "../../server/copy_files.ts";
import { type SessionServer, startCredentialServer } from "../serve/start_credential_server.ts";

/**
 * Runs `program` with a server for the sessions of `result` in place of the keys, and returns its exit status. `change` is
 * the environment that it would get with the keys, and `complete` adds what depends on when the server ends, in epoch
 * milliseconds. If a signal ends the program, this process ends by the same.
 *
 * @throws UserError 126 or 127 if it cannot be started; and as `startCredentialServer` and `copyFiles` do.
 */
export async function runWithServer(
  program: Program,
  change: Provision,
  result: ProvidedCredentials,
  context: CredentialsContext,
  complete: (change: Provision, until: number) => Provision = (change) => change,
): Promise<number> {
  const server = startCredentialServer(result, context, program.name);
  try {
    const environment = servedEnvironment(server, change, result, context);
    const { code, signal } = await runChild(program, complete(environment, server.until));
    if (signal !== null) {
      server.stop();
      await endBySignal(signal);
    }
    return code;
  } finally {
    server.stop();
  }
}

/** Returns the environment with the server, and with copies of the AWS files if a profile would come before the server. */
function servedEnvironment(
  { uri, token, folder }: SessionServer,
  change: Provision,
  { plan }: ProvidedCredentials,
  { host, paths }: CredentialsContext,
): Provision {
  const files = {
    configPath: configPath(host, paths.home),
    credentialsPath: credentialsPath(host, paths.home),
  };
  const names = [plan.handover.name ?? "default", "default"];
  const copies = copyFiles(files, names, folder);
  return serverEnvironment(change, { uri, token, copies }, (name) => host.env(name));
}
