import assert from "node:assert/strict";
import { notAProgram } from "../../../src/commands/run/not_a_program.ts";
import { UserError } from "../../../src/errors.ts";

function explain(
  command: readonly [string, ...string[]],
  options: readonly string[] = ["--"],
  shell?: string,
): readonly [string, string | undefined, number] {
  const error = new UserError({
    exit: "commandNotFound",
    code: "command-not-found",
    cannot: `run ${JSON.stringify(command[0])}`,
    because: "it is not on your PATH",
  });
  const explained = notAProgram(error, { env: () => shell }, options, command);
  return [explained.message, explained.try, explained.status];
}

Deno.test("notAProgram() recognizes a builtin and runs it in the user's shell", () => {
  const because = "it is a builtin of the shell, not a program";
  assert.deepEqual(explain(["cd"]), [`cannot run "cd": ${because}`, "opaws run -- sh -c cd", 127]);
  assert.deepEqual(
    explain(["source", "it's.sh"], ["--profile", "a b", "--"], "/usr/bin/zsh"),
    [
      `cannot run "source": ${because}`,
      `opaws run --profile 'a b' -- zsh -c 'source '\\''it'\\''\\'\\'''\\''s.sh'\\'''`,
      127,
    ],
  );
  assert.equal(explain(["export", "A"], [], "/opt/rbash")[1], "opaws run -- sh -c 'export A'");
});

Deno.test("notAProgram() says that aliases are not seen, except of a path or a command line", () => {
  assert.deepEqual(explain(["ll"]), [
    'cannot run "ll": it is not on your PATH, and opaws does not see the aliases and functions of your shell',
    undefined,
    127,
  ]);
  for (const command of ["./cd", "cd /tmp"] as const) {
    assert.equal(explain([command])[0], `cannot run "${command}": it is not on your PATH`);
  }
});
