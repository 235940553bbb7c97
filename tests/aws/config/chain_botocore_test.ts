import assert from "node:assert/strict";
import { findProvider, type Provider } from "../../../src/aws/config/provider.ts";
import { loadProfiles } from "../../../src/aws/config/profiles.ts";
import { UserError } from "../../../src/errors.ts";
import { throwaway } from "../../throwaway.ts";
import { ignoreWithoutBotocore, python } from "../python.ts";
import { oneOf, type Random, randomOf, testSeed } from "../random.ts";

/** Values by key, by profile. */
type Plain = Record<string, Record<string, string>>;

/** Where botocore finds the credentials of a profile. */
type Result = "none" | { readonly refused: string } | {
  readonly roles: readonly string[];
  readonly end: { readonly provider: string; readonly profile: string; readonly key?: string };
};

const NAMES = ["a", "b", "c", "d", "default"];
const ITEM = { aws_access_key_id: "AKIAOFTHEITEMEXAMPLE", aws_secret_access_key: "x" };
/** Returns random profiles, most of which lead to credentials. */
function randomProfiles(random: Random): Plain {
  const found: Plain = { a: {} };
  for (const name of NAMES) {
    if (random() < 0.15 && name !== "a") continue;
    const values: Record<string, string> = {};
    if (random() < 0.6) values.role_arn = `arn:aws:iam::123456789012:role/${name}`;
    const source = oneOf(random, [...NAMES, name, "nobody"]);
    // botocore ignores a source without a role; opaws follows it to an item.
    if (values.role_arn && random() < 0.75) values.source_profile = source;
    if (random() < 0.3) values.aws_access_key_id = `AKIAOF${name}EXAMPLE`;
    const isWhole = values.aws_access_key_id && random() < 0.85;
    if (isWhole || random() < 0.05) values.aws_secret_access_key = "x";
    if (random() < 0.04) values.credential_source = "Environment";
    if (random() < 0.05) values.web_identity_token_file = "/nonexistent/token";
    if (random() < 0.05) values.credential_process = "/nonexistent/process";
    if (random() < 0.05) {
      Object.assign(values, {
        sso_start_url: "https://a.example",
        sso_region: "us-east-1",
        sso_account_id: "123456789012",
        sso_role_name: "r",
      });
    }
    found[name] = values;
  }
  return found;
}

function configOf(profiles: Plain): string {
  return Object.entries(profiles).map(([name, values]) => {
    const lines = Object.entries(values).map(([key, value]) => `${key} = ${value}\n`).join("");
    return `[${name === "default" ? name : `profile ${name}`}]\n${lines}`;
  }).join("");
}

function byOpaws(config: string, profile: string): Provider | UserError {
  using place = throwaway({}, {});
  Deno.writeTextFileSync(`${place.folder}/config`, config);
  const files: Readonly<Record<string, string>> = {
    AWS_CONFIG_FILE: `${place.folder}/config`,
    AWS_SHARED_CREDENTIALS_FILE: `${place.folder}/credentials`,
  };
  try {
    return findProvider(loadProfiles({ env: (name) => files[name] }, "/nowhere"), profile, true);
  } catch (error) {
    if (error instanceof UserError && error.status === 78) return error;
    throw error;
  }
}

/** Returns `profiles` with the item's keys written into the profile that `ours` takes them from the item for. */
function withItem(profiles: Plain, ours: Provider): Plain {
  if (ours.kind === "tool") return profiles;
  const behind: Record<string, string> = { ...profiles[ours.profile], ...ITEM };
  for (const key of Object.keys(behind)) {
    if (key.startsWith("sso_") || key === "credential_process") delete behind[key];
  }
  if (behind.role_arn) behind.source_profile ??= ours.profile;
  return { ...profiles, [ours.profile]: behind };
}

function isRefused(result: Result | undefined): result is { readonly refused: string } {
  return typeof result === "object" && "refused" in result;
}

Deno.test({
  name: "findProvider() follows 200 random chains as botocore does, with the item in place of keys",
  ignore: ignoreWithoutBotocore(),
  fn: async () => {
    const seed = testSeed();
    const random = randomOf(seed);
    const cases = Array.from({ length: 200 }, () => {
      const profiles = randomProfiles(random);
      const profile = oneOf(random, Object.keys(profiles));
      return { profile, profiles, ours: byOpaws(configOf(profiles), profile) };
    });
    const results: Result[] = await python(
      new URL("botocore_chain.py", import.meta.url),
      cases.flatMap(({ profile, profiles, ours }) =>
        [profiles, ours instanceof UserError ? profiles : withItem(profiles, ours)].map((each) => ({
          profile,
          config: configOf(each),
          credentials: "",
        }))
      ),
    );
    const seen: Record<string, number> = { refused: 0, tool: 0, role: 0, item: 0 };
    for (const [index, { profile, profiles, ours }] of cases.entries()) {
      const [plain, whole] = results.slice(index * 2);
      const what = `OPAWS_TEST_SEED=${seed}: ${
        JSON.stringify([profile, profiles, ours, plain, whole])
      }`;
      seen[ours instanceof UserError ? "refused" : ours.kind]!++;
      if (ours instanceof UserError) {
        assert(isRefused(plain), what);
      } else if (ours.kind === "tool") {
        // The tool may refuse such a profile itself.
        const { aws_access_key_id, aws_secret_access_key } = profiles[ours.profile] ?? {};
        const isOwnKey = ours.provider === "its own access key";
        assert(!isOwnKey || aws_access_key_id && aws_secret_access_key, what);
        if (isRefused(plain)) continue;
        assert(plain !== "none", what);
        assert.equal(plain!.end.profile, ours.profile, what);
        assert.notEqual(ours.provider, "credential_source", what);
      } else {
        assert(plain === "none" || isRefused(plain), what);
        assert(whole !== "none" && !isRefused(whole), what);
        assert.equal(whole!.end.key, ITEM.aws_access_key_id, what);
        assert.equal(whole!.end.profile, ours.profile, what);
        // opaws assumes a role without a source with the item, also in a source profile; botocore refuses it.
        const steps = (ours.kind === "role" ? ours.steps : []).filter((step, index, all) =>
          all.length === 1 || index > 0 || profiles[step.profile!]?.source_profile !== undefined
        );
        const roles = steps.map(({ role }) => role).reverse();
        assert.deepEqual(whole!.roles, roles, what);
      }
    }
    for (const [kind, count] of Object.entries(seen)) assert(count > 4, `${kind}: ${count}`);
  },
});
