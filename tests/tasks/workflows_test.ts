import assert from "node:assert/strict";
import { parse } from "yaml";
import { TARGETS } from "../../tasks/targets.ts";

const root = new URL("../../", import.meta.url);
const folder = new URL(".github/workflows/", root);

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly needs?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  readonly "timeout-minutes"?: number;
  readonly strategy?: { readonly matrix: Readonly<Record<string, unknown>> };
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const WRITES: Readonly<Record<string, readonly string[]>> = {
  "release.yml publish": ["contents", "id-token", "attestations"],
};

const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
const text = (name: string): string => Deno.readTextFileSync(new URL(name, folder));
const workflow = (name: string): Workflow => parse(text(name), { strict: true });

Deno.test("the workflows are check.yml and release.yml", () => {
  assert.deepEqual(names, ["check.yml", "release.yml"]);
});

for (const name of names) {
  Deno.test(`${name} pins every action by the hash of a commit, with its version next to it`, () => {
    const used = Object.values(workflow(name).jobs).flatMap(({ steps }) => steps)
      .flatMap(({ uses }) => uses ?? []);
    assert.ok(used.length > 0);
    for (const action of used) assert.match(action, /^actions\/[\w-]+@[0-9a-f]{40}$/);
    const lines = text(name).split("\n").filter((line) => /\buses:/.test(line));
    assert.equal(lines.length, used.length);
    for (const line of lines) assert.match(line, /@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  Deno.test(`${name} gives each job only the permissions it needs`, () => {
    const { permissions, jobs } = workflow(name);
    assert.deepEqual(permissions, {});
    for (const [job, { permissions }] of Object.entries(jobs)) {
      assert.ok(permissions, `${job} has no permissions of its own`);
      const writes = Object.keys(permissions).filter((right) => permissions[right] !== "read");
      assert.deepEqual(writes, WRITES[`${name} ${job}`] ?? []);
    }
  });

  Deno.test(`${name} keeps no credentials in its checkout and limits its time`, () => {
    for (const job of Object.values(workflow(name).jobs)) {
      assert.ok(job["timeout-minutes"]! <= 90);
      for (const { uses, with: given } of job.steps) {
        if (!uses?.startsWith("actions/checkout@")) continue;
        assert.equal(given?.["persist-credentials"], false);
      }
    }
  });

  Deno.test(`${name} puts no expression into a script, where it would be evaluated`, () => {
    for (const { steps } of Object.values(workflow(name).jobs)) {
      for (const { run } of steps) assert.doesNotMatch(run ?? "", /\$\{\{/);
    }
  });

  Deno.test(`${name} runs files and tasks that exist`, () => {
    const { tasks } = JSON.parse(Deno.readTextFileSync(new URL("deno.json", root)));
    for (const { steps } of Object.values(workflow(name).jobs)) {
      for (const { run = "" } of steps) {
        for (const [, task] of run.matchAll(/deno@[\d.]+ task (\w+)/g)) assert.ok(tasks[task!]);
        for (const [path] of run.matchAll(/\b(?:tasks|tests|docs|\.ci)\/[\w./]*\w/g)) {
          assert.ok(Deno.statSync(new URL(path, root)), path);
        }
        for (const [, version] of run.matchAll(/\bdeno@([\d.]+)/g)) assert.equal(version, "2.9.6");
      }
    }
  });
}

Deno.test("release.yml builds every target on a runner of its system", () => {
  const { include } = workflow("release.yml").jobs.build!.strategy!.matrix;
  assert.deepEqual(include, TARGETS.map(({ name, runner }) => ({ target: name, runner })));
});

Deno.test("release.yml packs the program before it installs test tools, and tests before it publishes", () => {
  const { build, publish } = workflow("release.yml").jobs;
  const at = (what: RegExp) => build!.steps.findIndex(({ uses, run }) => what.test(uses ?? run!));
  const order = [/task compile/, /tar -czf/, /upload-artifact@/, /\.ci\/tools/, /tests\/e2e/];
  assert.deepEqual(order.map(at), order.map(at).toSorted((a, b) => a - b));
  assert.ok(at(order[0]!) > 0);
  assert.equal(publish!.needs, "build");
});

Deno.test("release.yml attests what it publishes, and only a tag starts it", () => {
  const { on, jobs } = workflow("release.yml");
  assert.deepEqual(Object.keys(on), ["push"]);
  assert.deepEqual(Object.keys(on.push as object), ["tags"]);
  const steps = jobs.publish!.steps;
  const attest = steps.findIndex(({ uses }) => uses?.includes("/attest-build-provenance@"));
  const create = steps.findIndex(({ run }) => run?.startsWith("gh release create"));
  assert.equal(steps[attest]!.with!["subject-path"], "out/*");
  assert.match(steps[create]!.run!, / out\/\*$/);
  assert.ok(attest > 0 && attest < create);
  const copy = steps.findIndex(({ run }) => run === 'cp "$BUNDLE" out/opaws.sigstore.json');
  assert.ok(attest < copy && copy < create, "install.sh downloads it");
  assert.equal(jobs.publish!.environment, "release");
});
