import { findPaths, type Paths } from "../src/fs/paths.ts";
import { denoHost, type Host } from "../src/host.ts";

/** A temporary folder with a host and paths in it, removed at the end of the test. */
export interface Throwaway extends Disposable {
  /** The folder, which is also HOME. */
  readonly folder: string;
  /** A host whose environment has only what {@linkcode throwaway} sets. */
  readonly host: Host;
  /** The paths of opaws's files, all in the folder. */
  readonly paths: Paths;
}

/** Makes a {@linkcode Throwaway}. Its environment is HOME, the folders for temporary files, and `environment`. */
export function throwaway(
  environment: Readonly<Record<string, string>> = {},
  overrides: Partial<Host> = {},
): Throwaway {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "opaws-test-" }));
  const all: Record<string, string> = {
    HOME: folder,
    XDG_RUNTIME_DIR: `${folder}/run`,
    TMPDIR: `${folder}/run`, // what programs leave there is removed too
    ...environment,
  };
  Deno.mkdirSync(`${folder}/run`, { mode: 0o700 });
  const host: Host = { ...denoHost, env: (name) => all[name], ...overrides };
  return {
    folder,
    host,
    paths: findPaths(host),
    [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }),
  };
}
