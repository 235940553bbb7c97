import assert from "node:assert/strict";
import { report } from "../report.ts";
import { PASSWORD, UserHome } from "./user_home.ts";
import { isFile } from "../ignore.ts";

const DAMAGED = new URL("run_damaged.ts", import.meta.url).pathname;
const FLIPS = 16;
const CUTS = 6;

Deno.test("a vault damaged anywhere shows no item, starts no tool, and stays unchanged", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  const path = `${home.folder}/.config/opaws/vaults/personal.json`;
  const marker = `${home.folder}/started`;
  const tool = ["run", "--", "sh", "-c", `echo "$AWS_ACCESS_KEY_ID" | tee '${marker}'`];
  assert.equal((await home.opaws(tool)).stdout, "AKIAIOSFODNN7EXAMPLE\n");
  Deno.removeSync(marker);
  const good = Deno.readFileSync(path);
  const seen = new Map<string, number>();
  for (const [bytes, about] of variants(good)) {
    Deno.writeFileSync(path, bytes);
    const commands = [
      await home.opaws(tool),
      await home.opaws(["item", "list", "--json"]),
      await home.opaws(["unlock", "--password-stdin"], { input: `${PASSWORD}\n` }),
    ];
    for (const { code, stdout, stderr } of commands) {
      assert.ok([65, 77, 78].includes(code), `${about}: ${code} ${stderr}`);
      assert.doesNotMatch(`${stdout}${stderr}`, /AWS dev|AKIA|wJalr/, about);
      seen.set(`${code}`, (seen.get(`${code}`) ?? 0) + 1);
    }
    assert.ok(!isFile(marker), `${about}: the tool was started`);
    assert.deepEqual(Deno.readFileSync(path), bytes, about);
  }
  report(`${FLIPS + CUTS} damaged vaults, 3 commands each: ${JSON.stringify([...seen])}`);
  Deno.writeFileSync(path, good);
  assert.equal((await home.opaws(tool)).code, 0);
});

Deno.test("a vault with any bit flipped, or cut off anywhere, starts no tool in an unlocked terminal", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  const path = `${home.folder}/.config/opaws/vaults/personal.json`;
  const command = ["run", "--", "sh", "-c", "echo started"];
  const { size } = Deno.statSync(path);
  const { code, stdout, stderr } = await home.run(
    Deno.execPath(),
    ["run", "-A", "-q", "--no-lock", DAMAGED, path, ...command],
  );
  assert.equal(code, 0, `${stdout}${stderr}`);
  const seen: Record<string, number> = JSON.parse(stdout);
  report(`${size} lengths and ${8 * size} bits, run after each: ${stdout.trim()}`);
  // With another id it is another vault, which is locked.
  const { "79 locked": locked = 0, ...refused } = seen;
  assert.ok(locked <= 8 * 36);
  for (const outcome of Object.keys(refused)) assert.match(outcome, /^(65|78) /);
  assert.equal(Object.values(seen).reduce((sum, count) => sum + count, 0), 9 * size - 1);
  assert.equal((await home.opaws(command)).stdout, "started\n");
});

/** Flipped bits and cuts, evenly spread over the file. */
function* variants(
  good: Uint8Array<ArrayBuffer>,
): Iterable<[Uint8Array<ArrayBuffer>, string]> {
  for (let n = 0; n < FLIPS; n++) {
    const at = Math.floor((n + 0.5) / FLIPS * good.length);
    const flipped = good.slice();
    flipped[at] = flipped[at]! ^ (1 << (n % 8));
    yield [flipped, `bit ${n % 8} of byte ${at}`];
  }
  for (let n = 0; n < CUTS; n++) {
    const length = Math.floor(n / CUTS * good.length);
    yield [good.slice(0, length), `cut off at ${length}`];
  }
}
