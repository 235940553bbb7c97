import assert from "node:assert/strict";
import { throwaway } from "../../throwaway.ts";
import { byBotocore, byOpaws } from "../botocore.ts";
import { ignoreWithoutBotocore } from "../python.ts";
import { randomOf, testSeed } from "../random.ts";
import { randomConfig } from "./random_config.ts";

const FILES = Number(Deno.env.get("OPAWS_TEST_FILES") ?? 500);

Deno.test({
  name: `loadProfiles() reads ${FILES} random pairs of files as botocore does`,
  ignore: ignoreWithoutBotocore(),
  fn: async () => {
    using place = throwaway();
    const seed = testSeed();
    const random = randomOf(seed);
    const pairs = Array.from({ length: FILES }, () => randomConfig(random));
    const wanted = await byBotocore(pairs);
    const seen = { refused: 0, profiles: 0, sso_sessions: 0, services: 0 };
    for (const [index, pair] of pairs.entries()) {
      const reading = wanted[index]!;
      const what = `OPAWS_TEST_SEED=${seed}, pair ${index}: ${JSON.stringify(pair)}`;
      assert.deepEqual(byOpaws(pair, place.folder), reading, what);
      if (reading === "refused") seen.refused++;
      else {
        for (const kind of ["profiles", "sso_sessions", "services"] as const) {
          if (Object.keys(reading[kind]).length > 0) seen[kind]++;
        }
      }
    }
    for (const [kind, count] of Object.entries(seen)) {
      assert(count > FILES / 20 && count < FILES * 0.9, `${kind}: ${count} of ${FILES}`);
    }
  },
});
