import assert from "node:assert/strict";
import { loadProfiles, profileName } from "../../../src/aws/config/profiles.ts";
import { throwaway } from "../../throwaway.ts";
import { byOpaws, type PlainSections } from "../botocore.ts";
import { conformanceJson, ignoreWithoutData } from "../../conformance.ts";

interface ParserCase {
  readonly name: string;
  readonly input: { readonly configFile?: string; readonly credentialsFile?: string };
  readonly spec: { readonly config?: { readonly profiles: PlainSections } };
  readonly aws: "as spec" | { readonly contested: PlainSections | "ConfigParseError" };
}

Deno.test({
  name: "loadProfiles() agrees with aws on the SDKs' cases, including the disputed one",
  ignore: ignoreWithoutData("aws-config/profile-parser.json"),
  fn: () => {
    using place = throwaway();
    const cases: ParserCase[] = conformanceJson("aws-config/profile-parser.json");
    assert(cases.length >= 35);
    for (const { name, input, spec, aws } of cases) {
      const said = aws === "as spec" ? spec.config?.profiles ?? "refused" : aws.contested;
      const found = byOpaws(
        { config: input.configFile ?? "", credentials: input.credentialsFile ?? "" },
        place.folder,
      );
      const profiles = found === "refused" ? found : found.profiles;
      assert.deepEqual(flat(profiles), said === "ConfigParseError" ? "refused" : flat(said), name);
    }
  },
});

/** The SDKs' cases give a nested block as text; botocore gives pairs. */
function flat(reading: unknown): unknown {
  return JSON.parse(JSON.stringify(reading), (_, value) => {
    if (typeof value === "string") return value.replaceAll(/ *= */g, "=");
    const pairs = Object.entries(value);
    return pairs.some(([key]) => key === "s3") ? { ...value, s3: blockText(value.s3) } : value;
  });
}

function blockText(block: unknown): unknown {
  if (typeof block === "string") return block;
  return Object.entries(block as object).map(([key, value]) => `\n${key}=${value}`).join("");
}

interface LocationCase {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly configLocation: string;
  readonly credentialsLocation: string;
}

Deno.test({
  name: "loadProfiles() finds the files where the SDKs do",
  ignore: ignoreWithoutData("aws-config/file-location.json"),
  fn: () => {
    const cases: LocationCase[] = conformanceJson("aws-config/file-location.json");
    assert(cases.length >= 5);
    for (const { name, environment, configLocation, credentialsLocation } of cases) {
      const home = environment.HOME ?? environment.USERPROFILE ??
        `${environment.HOMEDRIVE}${environment.HOMEPATH}`;
      const found = loadProfiles({ env: (key) => environment[key] }, home);
      const slashes = (path: string): string => path.replaceAll("\\", "/");
      assert.deepEqual(
        [found.configPath, found.credentialsPath].map(slashes),
        [configLocation, credentialsLocation].map(slashes),
        name,
      );
      assert.equal(found.all.size, 0);
    }
  },
});

Deno.test("profileName() recognizes the sections of the config file that are profiles", () => {
  const cases: [string, string | null][] = [
    ["default", "default"],
    ["profile default", "default"],
    ["profile a", "a"],
    ["profile 'a b'", "a b"],
    ["profile a b", null],
    ["profile", null],
    ["profile 'a", null],
    ["a", null],
    ["DEFAULT", null],
    ["sso-session a", null],
    ["services a", null],
    [" default", null],
    ["profileless a", "a"],
  ];
  for (const [section, name] of cases) assert.equal(profileName(section), name, section);
});

Deno.test("loadProfiles() treats missing files as empty", () => {
  using place = throwaway({ AWS_CONFIG_FILE: "~/none/config" });
  const found = loadProfiles(place.host, place.folder);
  assert.equal(found.all.size, 0);
  assert.deepEqual(found.credentialsSections, []);
  assert.equal(found.configPath, `${place.folder}/none/config`);
});

Deno.test("loadProfiles() merges both files, and the credentials file takes precedence", () => {
  using place = throwaway();
  Deno.mkdirSync(`${place.folder}/.aws`);
  Deno.writeTextFileSync(`${place.folder}/.aws/config`, "[profile a]\nregion=c\noutput=c\n");
  Deno.writeTextFileSync(`${place.folder}/.aws/credentials`, "[a]\nregion=d\n[profile b]\nx=y\n");
  const { all, credentialsSections } = loadProfiles(place.host, place.folder);
  assert.deepEqual([...all.get("a")!.values], [["region", "d"], ["output", "c"]]);
  assert.deepEqual([...all.keys()], ["a", "profile b"]);
  assert.deepEqual(credentialsSections.map(({ name }) => name), ["a", "profile b"]);
});

Deno.test("loadProfiles() records the file and line of each value", () => {
  using place = throwaway();
  Deno.mkdirSync(`${place.folder}/.aws`);
  Deno.writeTextFileSync(`${place.folder}/.aws/config`, "[profile a]\nregion=c\noutput=c\n");
  Deno.writeTextFileSync(`${place.folder}/.aws/credentials`, "\n[a]\nregion=d\n");
  const { all, configPath, credentialsPath } = loadProfiles(place.host, place.folder);
  assert.deepEqual([...all.get("a")!.origins], [
    ["region", { path: credentialsPath, line: 3 }],
    ["output", { path: configPath, line: 3 }],
  ]);
});

Deno.test("loadProfiles() reads the SSO sessions and services of the config file", () => {
  using place = throwaway();
  Deno.mkdirSync(`${place.folder}/.aws`);
  Deno.writeTextFileSync(
    `${place.folder}/.aws/config`,
    "[sso-session a]\nx=1\n[services 'b c']\ns3=\n  y=2\n[services d e]\nz=3\n",
  );
  const { all, ssoSessions, services } = loadProfiles(place.host, place.folder);
  assert.equal(all.size, 0);
  assert.deepEqual([...ssoSessions], [["a", new Map([["x", "1"]])]]);
  assert.deepEqual([...services], [["b c", new Map([["s3", new Map([["y", "2"]])]])]]);
});
