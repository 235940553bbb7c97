import assert from "node:assert/strict";
import { gatherCandidates } from "../../../src/commands/item/gather_candidates.ts";
import { CommandContext } from "../../../src/cli/context.ts";
import { UserError } from "../../../src/errors.ts";
import { throwaway } from "../../throwaway.ts";

const ENVIRONMENT = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "1" };

Deno.test("gatherCandidates() refuses an unknown source, and --csv with another source (64)", async () => {
  using place = throwaway(ENVIRONMENT);
  const context = new CommandContext(place.host);
  const cases: [source: string | undefined, csv: string | undefined, message: RegExp][] = [
    ["env", undefined, /"env" is not environment, credentials-file, csv or aws-vault$/],
    ["", undefined, /"" is not/],
    ["toString", undefined, /is not environment/],
    ["csv", undefined, /csv needs --csv FILE$/],
    ["environment", "k.csv", /--csv does not go with environment$/],
    ["aws-vault", "k.csv", /--csv does not go with aws-vault$/],
  ];
  for (const [source, csv, message] of cases) {
    await assert.rejects(
      gatherCandidates(context, { source, csv }),
      (error) => error instanceof UserError && error.status === 64 && message.test(error.message),
      `${source} ${csv}`,
    );
  }
});

Deno.test("gatherCandidates() looks in the named source, else everywhere", async () => {
  using place = throwaway(ENVIRONMENT);
  const context = new CommandContext(place.host);
  const csv = `${place.folder}/k.csv`;
  Deno.writeTextFileSync(csv, "Access key ID,Secret access key\nb,2\n");
  const ids = async (source?: string, file?: string) =>
    (await gatherCandidates(context, { source, csv: file })).map((each) => each.accessKeyId);
  assert.deepEqual(await ids(), ["a"]);
  assert.deepEqual(await ids(undefined, csv), ["a", "b"]);
  assert.deepEqual(await ids("csv", csv), ["b"]);
  assert.deepEqual(await ids("environment"), ["a"]);
  assert.deepEqual(await ids("credentials-file"), []);
  assert.deepEqual(await ids("aws-vault"), []);
});
