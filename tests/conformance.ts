import { ignoreUnless } from "./ignore.ts";

/** Test data that others wrote. Not everyone who runs these tests has it. */
const FOLDER = new URL("../../shared/conformance/", import.meta.url);

/**
 * Returns whether to ignore a test that needs the file at `path`. In CI the test fails instead, unless
 * `OPAWS_WITHOUT_CONFORMANCE=1` says that the whole folder is missing, as on a runner that has only a clone.
 */
export function ignoreWithoutData(path = ""): boolean {
  const expected = Deno.env.has("CI") &&
    (Deno.env.get("OPAWS_WITHOUT_CONFORMANCE") !== "1" || exists(""));
  return ignoreUnless(exists(path) || expected, "test data that others wrote (shared/conformance)");
}

/** Returns texts that often break programs. */
export function naughtyStrings(): string[] {
  return conformanceJson("naughty-strings/strings.json");
}

/** Returns the files of JSONTestSuite. */
export function jsonTestSuite(): {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}[] {
  const suite = new URL("json-test-suite/", FOLDER);
  return [...Deno.readDirSync(suite)].filter(({ name }) => name.endsWith(".json")).map((
    { name },
  ) => ({
    name,
    bytes: Deno.readFileSync(new URL(encodeURIComponent(name), suite)),
  }));
}

/** Returns the text of the file at `path`. */
export function conformanceText(path: string): string {
  return Deno.readTextFileSync(new URL(path, FOLDER));
}

/** Returns the JSON of the file at `path`. */
// deno-lint-ignore no-explicit-any -- each file has a shape of its own
export function conformanceJson(path: string): any {
  return JSON.parse(conformanceText(path));
}

/** Returns the names in the folder at `path`. */
export function conformanceNames(path: string): string[] {
  return [...Deno.readDirSync(new URL(path, FOLDER))].map(({ name }) => name).sort();
}

/** Returns the absolute path of the file at `path`. */
export function conformancePath(path: string): string {
  return new URL(path, FOLDER).pathname;
}

function exists(path: string): boolean {
  try {
    Deno.statSync(new URL(path, FOLDER));
    return true;
  } catch {
    return false;
  }
}
