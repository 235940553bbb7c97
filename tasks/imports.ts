/** An import of one source file. */
export interface Import {
  /** The path of the file from the root of the checkout; of a library, its specifier. */
  readonly target: string;
  /** Whether the target is a library or a module of Node's. */
  readonly library: boolean;
  /** Whether it is loaded together with the file: not an `import()`, and not for its types alone. */
  readonly loaded: boolean;
}

const STATIC = /^(?:import|export)\s+(?<names>[^;"=()]*\bfrom\s+)?"(?<target>[^"]+)"/gm;
const ONLY_TYPES = /^type\b|^\{(\s*type\s+\w+(\s+as\s+\w+)?\s*,?)+\s*\}/;
const DYNAMIC = /(?<![.\w])import\(\s*"(?<target>[^"]+)"/g;

/** A file that a test names to run it in another process. */
const BY_URL = /\bnew URL\(\s*"(?<target>\.[^"]+\.ts)"/g;

/** Returns the imports in `text`, the file at `path`, those of types included. */
export function importsOf(path: string, text: string): Import[] {
  const found = [
    ...[...text.matchAll(STATIC)].map(({ groups }) => ({
      target: groups!.target!,
      loaded: !ONLY_TYPES.test(groups!.names ?? ""),
    })),
    ...[...text.matchAll(DYNAMIC), ...text.matchAll(BY_URL)].map(({ groups }) => ({
      target: groups!.target!,
      loaded: false,
    })),
  ];
  return found.map(({ target, loaded }) => {
    const library = !target.startsWith(".");
    return { target: library ? target : resolvePath(target, path), library, loaded };
  });
}

function resolvePath(target: string, from: string): string {
  return new URL(target, `file:///${from}`).pathname.slice(1);
}
