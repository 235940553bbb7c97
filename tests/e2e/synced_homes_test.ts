import assert from "node:assert/strict";
import { ignoreWithout } from "../ignore.ts";
import { JoinedHomes, syncAll, teamTitles } from "./joined_homes.ts";
import { BUCKET, startS3Server, VERSITYGW } from "./s3_server.ts";
import { teamItem } from "./team.ts";

/** Lets three people write to one vault at the same time, and checks that each of them has everything in the end. */
async function checkSync(
  remote: Parameters<typeof JoinedHomes.make>[1],
): Promise<void> {
  using joined = await JoinedHomes.make(3, remote);
  const { homes } = joined;
  const titles = homes.flatMap((_, at) => [`AWS ${at} a`, `AWS ${at} b`]);
  await Promise.all(homes.map(async (home, at) => {
    for (const name of ["a", "b"]) await teamItem(home, `AWS ${at} ${name}`);
  }));
  await syncAll(homes);
  for (const home of homes) assert.deepEqual(await teamTitles(home), titles);
}

Deno.test({
  name: "three people write to one vault through a bucket, and each gets everything",
  ignore: ignoreWithout(VERSITYGW),
  async fn() {
    await using server = await startS3Server();
    await checkSync({
      url: `s3://${BUCKET}/team`,
      options: ["--item", "AWS sync", "--endpoint", server.url],
      key: server.key,
    });
  },
});

Deno.test({
  name: "three people write to one vault through a git repository, and each gets everything",
  ignore: ignoreWithout("git"),
  async fn() {
    const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "opaws git " }));
    try {
      const made = await new Deno.Command("git", { args: ["init", "-q", "--bare", `${folder}/v`] })
        .output();
      assert.ok(made.success);
      await checkSync({ url: `git+file:${folder}/v` });
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

Deno.test("three people write to one vault through a folder, and each gets everything", async () => {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "opaws folder " }));
  try {
    await checkSync({ url: folder });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
