/** The folder of the data that others wrote; not everyone who runs these tests has it. */
const FOLDER = new URL("../../../shared/conformance/", import.meta.url);

/** Whether a test that needs the file at `path` is to be reported as ignored; in CI it fails instead. */
export function absent(path: string): boolean {
  return !stands(path) && !Deno.env.get("CI");
}

/** The text of the file at `path`. */
export function conformanceText(path: string): string {
  return Deno.readTextFileSync(new URL(path, FOLDER));
}

/** The JSON of the file at `path`. */
// deno-lint-ignore no-explicit-any -- each file has a shape of its own
export function conformanceJson(path: string): any {
  return JSON.parse(conformanceText(path));
}

/** The names in the folder at `path`. */
export function conformanceNames(path: string): string[] {
  return [...Deno.readDirSync(new URL(path, FOLDER))].map(({ name }) => name).sort();
}

/** Where the file at `path` is. */
export function conformancePath(path: string): string {
  return new URL(path, FOLDER).pathname;
}

function stands(path: string): boolean {
  try {
    Deno.statSync(new URL(path, FOLDER));
    return true;
  } catch {
    return false;
  }
}
