import assert from "node:assert/strict";
import { findCandidates } from "../../src/importers/find_candidates.ts";
import { UserError } from "../../src/errors.ts";
import { Secret } from "../../src/secret.ts";
import { throwaway } from "../throwaway.ts";
import { conformanceJson, conformanceText, ignoreWithoutData } from "../conformance.ts";
import { SEALED_ELSEWHERE } from "./jwe_vector.ts";
import { pairs } from "./plain.ts";

const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const FOLDER = "1password-shell-plugin-aws";

interface ImporterCase {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  readonly expectedCandidates: readonly {
    readonly nameHint: string | null;
    readonly fields: Readonly<Record<string, string>>;
  }[];
}

Deno.test({
  name: "findCandidates() finds the complete pairs that 1Password's plugin finds",
  ignore: ignoreWithoutData(`${FOLDER}/importer.json`),
  fn: async () => {
    const cases: ImporterCase[] = conformanceJson(`${FOLDER}/importer.json`);
    assert(cases.length >= 6);
    for (const { name, environment, files, expectedCandidates } of cases) {
      using place = throwaway();
      const inside = (path: string): string => `${place.folder}/${path.replace(/^~?\//, "")}`;
      const config = environment.AWS_CONFIG_FILE;
      const variables: Record<string, string> = {
        ...environment,
        ...(config === undefined ? {} : { AWS_CONFIG_FILE: inside(config) }),
      };
      for (const [path, source] of Object.entries(files)) {
        const target = inside(path);
        Deno.mkdirSync(target.slice(0, target.lastIndexOf("/")), { recursive: true });
        Deno.writeTextFileSync(target, conformanceText(`${FOLDER}/${source}`));
      }
      const found = await findCandidates({ env: (key) => variables[key] }, place.folder);
      const wanted = expectedCandidates
        .filter(({ fields }) => fields.AccessKeyID && fields.SecretAccessKey)
        .map(({ nameHint, fields }) => [
          nameHint,
          fields.AccessKeyID,
          fields.SecretAccessKey,
          fields.DefaultRegion,
        ]);
      assert.deepEqual(
        found.map((each) => [
          each.profile === "default" ? null : each.profile ?? null,
          each.accessKeyId,
          each.secretAccessKey.reveal(),
          each.region,
        ]),
        wanted,
        name,
      );
    }
  },
});

/** Makes a home in which every importer finds something, and each of them the first pair. */
function everywhere() {
  const place = throwaway({ AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "1" });
  const keys = (id: string, secret: string) =>
    `aws_access_key_id=${id}\naws_secret_access_key=${secret}\n`;
  const csv = `${place.folder}/k.csv`;
  Deno.mkdirSync(`${place.folder}/.aws`);
  Deno.mkdirSync(`${place.folder}/.awsvault/keys`, { recursive: true });
  Deno.writeTextFileSync(
    `${place.folder}/.aws/credentials`,
    `[x]\n${keys("a", "1")}[y]\n${keys("a", "2")}[z]\n${keys("a", "2")}`,
  );
  Deno.writeTextFileSync(csv, "Access key ID,Secret access key\na,1\nc,3\n");
  Deno.writeTextFileSync(`${place.folder}/.awsvault/keys/prod`, SEALED_ELSEWHERE);
  const askPassphrase = () => Promise.resolve(new Secret("correct horse"));
  return { place, csv, askPassphrase };
}

const VARIABLES = "environment variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
const PROD = ["aws-vault prod", "AKIAIOSFODNN7EXAMPLE", SECRET];

Deno.test("findCandidates() searches every place in order, and returns each pair once", async () => {
  const { place, csv, askPassphrase } = everywhere();
  using _ = place;
  assert.deepEqual(pairs(await findCandidates(place.host, place.folder, { csv, askPassphrase })), [
    [VARIABLES, "a", "1"],
    ["~/.aws/credentials [y]", "a", "2"],
    ["k.csv line 3", "c", "3"],
    PROD,
  ]);
  assert.equal((await findCandidates(place.host, place.folder)).length, 2);
});

Deno.test("findCandidates() searches only for the selected kinds", async () => {
  const { place, csv, askPassphrase } = everywhere();
  using _ = place;
  const find = async (kind: "environment" | "credentials-file" | "csv" | "aws-vault") =>
    pairs(await findCandidates(place.host, place.folder, { kinds: [kind], csv, askPassphrase }));
  assert.deepEqual(await find("environment"), [[VARIABLES, "a", "1"]]);
  assert.deepEqual(await find("credentials-file"), [
    ["~/.aws/credentials [x]", "a", "1"],
    ["~/.aws/credentials [y]", "a", "2"],
  ]);
  assert.deepEqual(await find("csv"), [["k.csv line 2", "a", "1"], ["k.csv line 3", "c", "3"]]);
  assert.deepEqual(await find("aws-vault"), [PROD]);
});

Deno.test("findCandidates() reports a file that aws would refuse (78)", async () => {
  using place = throwaway({ AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "1" });
  Deno.mkdirSync(`${place.folder}/.aws`);
  Deno.writeTextFileSync(`${place.folder}/.aws/config`, "stray\n");
  for (const kinds of [undefined, ["credentials-file"] as const]) {
    await assert.rejects(
      findCandidates(place.host, place.folder, kinds === undefined ? {} : { kinds }),
      (error) => error instanceof UserError && error.status === 78,
    );
  }
  const kinds = ["environment"] as const;
  assert.equal((await findCandidates(place.host, place.folder, { kinds })).length, 1);
});
