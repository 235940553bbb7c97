import { findPaths, type Paths } from "../src/fs/paths.ts";
import { denoHost, type Host } from "../src/host.ts";

/** A folder of a test's own, with a host and places inside it; removed when the test ends. */
export interface Throwaway extends Disposable {
  /** The folder; also HOME. */
  readonly folder: string;
  /** A host whose environment is `environment` and nothing else. */
  readonly host: Host;
  /** Its places, all inside the folder. */
  readonly paths: Paths;
}

/** Makes a {@linkcode Throwaway}; `environment` comes on top of HOME and the folders for temporary files. */
export function throwaway(
  environment: Readonly<Record<string, string>> = {},
  overrides: Partial<Host> = {},
): Throwaway {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "opaws-test-" }));
  const all: Record<string, string> = {
    HOME: folder,
    XDG_RUNTIME_DIR: `${folder}/run`,
    TMPDIR: `${folder}/run`, // the runtime folder without XDG_RUNTIME_DIR is in it
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
