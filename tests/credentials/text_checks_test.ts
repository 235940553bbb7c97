import assert from "node:assert/strict";
import {
  lineProblem,
  notesProblem,
  tagsProblem,
  titleProblem,
} from "../../src/credentials/text_checks.ts";

Deno.test("titleProblem() wants one line of 1 to 300 characters", () => {
  for (const title of ["x", "AWS (prod) €", "🔑".repeat(300), "\u202eodd", "a\tb"]) {
    assert.equal(titleProblem(title), undefined, title);
  }
  assert.match(titleProblem("") ?? "", /cannot be empty/);
  assert.match(titleProblem(" \t ") ?? "", /cannot be empty/);
  assert.match(titleProblem("a\nb") ?? "", /one line/);
  assert.match(titleProblem("a\r") ?? "", /one line/);
  assert.match(titleProblem("x".repeat(301)) ?? "", /at most 300 characters/);
  assert.match(titleProblem("🔑".repeat(3000)) ?? "", /at most 300 characters/);
  assert.match(titleProblem("\ud800") ?? "", /surrogate/);
});

Deno.test("lineProblem() names its subject and has a limit of 100 characters", () => {
  assert.equal(lineProblem("a label", "x".repeat(100)), undefined);
  assert.equal(lineProblem("a label", "x".repeat(101)), "a label has at most 100 characters");
});

Deno.test("notesProblem() and tagsProblem() limit notes, tags and their number", () => {
  assert.equal(notesProblem(""), undefined);
  assert.equal(notesProblem("two\nlines"), undefined);
  assert.equal(notesProblem("x".repeat(10_001)), "notes have at most 10,000 characters");
  assert.equal(tagsProblem(["a", "b c"]), undefined);
  assert.match(tagsProblem(["a", ""]) ?? "", /a tag cannot be empty/);
  assert.match(tagsProblem(["a\nb"]) ?? "", /one line/);
  assert.match(tagsProblem(["x".repeat(101)]) ?? "", /100 characters/);
  assert.match(tagsProblem(Array(51).fill("a")) ?? "", /at most 50 tags/);
});
