import assert from "node:assert/strict";
import fc from "fast-check";
import { takeAwsProfileOption } from "../../src/tools/profile_option.ts";
import { readInvocation } from "../../src/commands/run/invocation.ts";
import { splitCommandLine } from "../../src/exec/arguments.ts";
import { UserError } from "../../src/errors.ts";
import { needsAuth } from "../../src/tools/needs_auth.ts";
import { findTool, unlistedTool } from "../../src/tools/table.ts";
import { fuzz } from "./fuzz.ts";

const OWN =
  "--item --vault --profile --verbose --no-session --duration --role --session-name --item=x --vault= "
    .concat(
      "--web-identity --duration=1h --duration=x -- - -v --profile=a --pro --prof=b --help --version -h ",
    )
    .concat(
      "aws s3 ls help configure sso --region --region=eu --no-sign-request --cli-auto-prompt --debug -1 ",
    )
    .concat("ec2 wait --generate-cli-skeleton terraform plan cdk 1h 15m").split(" ");
const words = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...OWN) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 6 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("", " ", "\n", "ünï", "\ufffd", "__proto__", "toString"),
    },
  ),
  { maxLength: 9 },
);

Deno.test("readInvocation() returns the command's arguments as they are, or null, or throws 64", async () => {
  let read = 0;
  await fuzz(
    "words of opaws run",
    fc.property(words, (all) => {
      let found: ReturnType<typeof readInvocation>;
      try {
        found = readInvocation(all);
      } catch (error) {
        assert.ok(error instanceof UserError && error.status === 64, String(error));
        return;
      }
      if (found === null) return;
      read += 1;
      assert.deepEqual(found.args, all.slice(found.offset));
      assert.equal(found.command, all[found.offset - 1]);
      const before = all.slice(0, found.offset - 1);
      assert.ok(
        before.indexOf("--") < 0 || before.indexOf("--") === before.length - 1 ||
          before.some((word) => word.startsWith("--") && word !== "--"),
      );
      if (before.at(-1) !== "--") assert.ok(!/^-./s.test(found.command));
    }),
  );
  assert.ok(read > 1000, `${read} were read`);
});

Deno.test("takeAwsProfileOption() removes only the profile, and nothing after --", async () => {
  await fuzz(
    "--profile among words",
    fc.property(words, (all) => {
      let taken: ReturnType<typeof takeAwsProfileOption>;
      try {
        taken = takeAwsProfileOption(all);
      } catch (error) {
        assert.ok(error instanceof UserError && error.status === 64, String(error));
        return;
      }
      const { rest, profile } = taken;
      assert.ok(rest.every((place, index) => index === 0 || place > rest[index - 1]!));
      const gone = all.filter((_, index) => !rest.includes(index));
      if (profile !== undefined) assert.ok(gone.length > 0);
      assert.notEqual(profile, "");
      assert.ok(gone.every((word) => /^--p/.test(word) || gone.includes(word)));
      const end = all.indexOf("--");
      const flag = gone.findIndex((word) => word.startsWith("--"));
      assert.ok(gone.length === 0 || flag === 0);
      if (end >= 0) {
        for (let at = end; at < all.length; at++) assert.ok(rest.includes(at), "after --");
      }
      const again = takeAwsProfileOption(rest.map((place) => all[place]!));
      assert.ok(again.profile === undefined || gone.length > 0);
    }),
  );
});

Deno.test("needsAuth() returns a boolean for any arguments", async () => {
  const names = fc.constantFrom("aws", "cdk", "sam", "terraform", "eksctl", "awslogs", "other");
  await fuzz(
    "does a tool need keys",
    fc.property(names, words, (name, all) => {
      const tool = findTool(name, Object.create(null)) ?? unlistedTool(name);
      assert.equal(typeof needsAuth(tool, all), "boolean");
    }),
  );
});

Deno.test("splitCommandLine() returns arguments of any bytes", async () => {
  const bytes = fc.array(
    fc.uint8Array({ maxLength: 8 }).map((all) => all.filter((byte) => byte !== 0)),
  );
  await fuzz(
    "bytes of arguments",
    fc.property(bytes, (all) => {
      const joined = new Uint8Array(all.flatMap((each) => [...each, 0]));
      assert.deepEqual(
        splitCommandLine(joined).map((each) => [...each]),
        all.map((each) => [...each]),
      );
    }),
  );
});
