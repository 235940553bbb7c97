import assert from "node:assert/strict";
import { FakeRunner, parseYaml, PYTHON, readYaml, type Step } from "./fake_runner.ts";
import { leaksOf } from "./leaks.ts";
import { OidcIssuer } from "./oidc_issuer.ts";
import { UserHome } from "./user_home.ts";
import { ignoreWithout, isFile } from "../ignore.ts";

const ROOT = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const ID = "AKIAIOSFODNN7EXAMPLE";

const ignore = ignoreWithout(PYTHON, `${ROOT}/install.sh`);

interface Workflow {
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

/** Everything a job needs: a release to install, a bundle and its token, and an `aws` that records its environment. */
class Project implements AsyncDisposable {
  readonly home: UserHome;
  readonly token: string;
  readonly bundle: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  private constructor(token: string, bundle: string, home: UserHome) {
    this.home = home;
    this.token = token;
    this.bundle = bundle;
    const release = `${home.folder}/release`;
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => {
        const file = `${release}${new URL(request.url).pathname}`;
        return isFile(file)
          ? new Response(Deno.readFileSync(file))
          : new Response("", { status: 404 });
      },
    );
  }

  static async make(): Promise<Project> {
    const home = new UserHome();
    await home.vault();
    await home.item("AWS dev", ID, { "default region": "eu-west-1" });
    const bundle = `${home.folder}/ci.json`;
    const created = await home.opaws(["token", "create", "--item", "AWS dev", "--bundle", bundle]);
    assert.equal(created.code, 0, created.stderr);
    const folder = home.directory("release/download/v0.1.0");
    const archive = `${folder}/opaws-${Deno.build.arch}-unknown-linux-gnu.tar.gz`;
    await home.run("/bin/tar", ["-czf", archive, "-C", `${home.folder}/bin`, "opaws"]);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", Deno.readFileSync(archive)));
    const name = archive.slice(archive.lastIndexOf("/") + 1);
    Deno.writeTextFileSync(`${folder}/SHA256SUMS`, `${hash.toHex()}  ${name}\n`);
    Deno.writeTextFileSync(
      `${home.directory("tools")}/aws`,
      '#!/bin/sh\necho "aws: the identity of a user"\nenv > "$SEEN.$$"\n',
      { mode: 0o755 },
    );
    // A machine may have them, and they could not verify this release.
    for (const tool of ["gh", "cosign"]) {
      Deno.writeTextFileSync(`${home.folder}/tools/${tool}`, "#!/bin/sh\nexit 1\n", {
        mode: 0o755,
      });
    }
    return new Project(created.stdout.trim(), bundle, home);
  }

  runner(env: Record<string, string> = {}): FakeRunner {
    const tools = `${this.home.folder}/tools`;
    const { DENO_DIR } = this.home.env;
    const seen = `${this.home.folder}/seen`;
    const runner = new FakeRunner(ROOT, [tools], { DENO_DIR: DENO_DIR!, SEEN: seen, ...env });
    Deno.mkdirSync(`${runner.workspace}/ci`);
    Deno.copyFileSync(this.bundle, `${runner.workspace}/ci/opaws.json`);
    return runner;
  }

  get contexts() {
    return {
      secrets: { OPAWS_TOKEN: this.token },
      overrides: { "base-url": `http://127.0.0.1:${this.#server.addr.port}` },
    };
  }

  /** Returns the environments that `aws` was started with. */
  seen(): string[] {
    return [...Deno.readDirSync(this.home.folder)].filter(({ name }) => name.startsWith("seen."))
      .map(({ name }) => Deno.readTextFileSync(`${this.home.folder}/${name}`));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
    this.home[Symbol.dispose]();
  }
}

Deno.test({
  name: "the example workflow gives aws the keys by run and by export, with no secret in any log",
  ignore,
  async fn() {
    await using project = await Project.make();
    const { jobs } = await readYaml(`${ROOT}/.github/actions/opaws/example.yml`) as Workflow;
    for (const name of ["run", "export"]) {
      using runner = project.runner({ RUNNER_ENVIRONMENT: "github-hosted" });
      const status = await runner.job(jobs[name]!.steps, project.contexts);
      assert.equal(status, 0, runner.output);
      assert.match(runner.log, /aws: the identity of a user/);
      assert.match(runner.log, /^exec\.trust is \/\.$/m);
      const shown = runner.output.replace(/^::add-mask::.*$/gm, "");
      const secrets = { token: project.token, SECRET, ID };
      assert.deepEqual(leaksOf(shown, secrets), [], shown);
      assert.deepEqual(leaksOf(runner.log, secrets), []);
      const bundle = Deno.readFileSync(project.bundle).toBase64();
      assert.ok(!runner.log.includes(bundle.slice(0, 40)));
      for (const path of filesUnder(runner.workspace)) {
        const text = Deno.readTextFileSync(path);
        assert.deepEqual(leaksOf(text, secrets), [], `${path} could become an artifact`);
      }
    }
    const environments = project.seen();
    assert.equal(environments.length, 2);
    for (const environment of environments) {
      assert.ok(environment.includes(`AWS_SECRET_ACCESS_KEY=${SECRET}\n`), environment);
      assert.ok(!environment.includes(project.token));
    }
  },
});

Deno.test({
  name: "the example workflow gets a role by the runner's own identity, without a secret",
  ignore,
  async fn() {
    await using project = await Project.make();
    await using issuer = await OidcIssuer.start();
    const { jobs } = await readYaml(`${ROOT}/.github/actions/opaws/example.yml`) as Workflow;
    using runner = project.runner(issuer.environment);
    const status = await runner.job(jobs["web-identity"]!.steps, {
      ...project.contexts,
      secrets: {},
    });
    assert.equal(status, 0, runner.output);
    assert.match(project.seen()[0]!, /^AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE$/m);
    const secrets = { bearer: issuer.bearer, token: issuer.issued[0]! };
    assert.deepEqual(leaksOf(runner.output, secrets), []);
  },
});

Deno.test({
  name:
    "the action installs nothing if the checksum is wrong, and hides the token from the installer",
  ignore,
  async fn() {
    await using project = await Project.make();
    const sums = `${project.home.folder}/release/download/v0.1.0/SHA256SUMS`;
    Deno.writeTextFileSync(
      sums,
      Deno.readTextFileSync(sums).replace(/^./, (digit) => digit === "0" ? "1" : "0"),
    );
    using runner = project.runner();
    const { jobs } = await readYaml(`${ROOT}/.github/actions/opaws/example.yml`) as Workflow;
    const status = await runner.job(jobs.export!.steps, project.contexts);
    assert.notEqual(status, 0);
    assert.match(runner.log, /checksum/);
    assert.deepEqual(project.seen(), []);
    const action = await readYaml(`${ROOT}/.github/actions/opaws/action.yml`) as {
      runs: { steps: readonly Step[] };
    };
    assert.equal(action.runs.steps[0]!.env!.OPAWS_TOKEN, "");
  },
});

Deno.test({
  name:
    "the action and its example pin other actions by hash, need few permissions, and have no expression in a script",
  ignore: ignoreWithout(PYTHON),
  async fn() {
    const workflow = await readYaml(`${ROOT}/.github/actions/opaws/example.yml`) as Workflow;
    const action = await readYaml(`${ROOT}/.github/actions/opaws/action.yml`) as {
      runs: { using: string; steps: readonly Step[] };
    };
    assert.deepEqual(workflow.permissions, { contents: "read" });
    assert.equal(action.runs.using, "composite");
    const steps = [
      ...Object.values(workflow.jobs).flatMap((job) => job.steps),
      ...action.runs.steps,
    ];
    for (const { uses, run } of steps) {
      if (uses !== undefined) assert.match(uses, /^\.\/|@[0-9a-f]{40}$/);
      assert.ok(!run?.includes("${{"), run);
    }
  },
});

Deno.test({
  name: "shellcheck finds nothing in the scripts of the action and its example",
  ignore: ignoreWithout(PYTHON, "/usr/bin/shellcheck"),
  async fn() {
    const { jobs } = await readYaml(`${ROOT}/.github/actions/opaws/example.yml`) as Workflow;
    const { runs } = await readYaml(`${ROOT}/.github/actions/opaws/action.yml`) as {
      runs: { steps: readonly Step[] };
    };
    const file = Deno.makeTempFileSync();
    let checked = 0;
    for (const { run } of [...runs.steps, ...Object.values(jobs).flatMap((job) => job.steps)]) {
      if (run === undefined) continue;
      Deno.writeTextFileSync(file, run);
      const { stdout, code } = await new Deno.Command("/usr/bin/shellcheck", {
        args: ["-s", "bash", file],
      }).output();
      assert.deepEqual([code, new TextDecoder().decode(stdout)], [0, ""]);
      checked++;
    }
    Deno.removeSync(file);
    assert.ok(checked >= 5);
  },
});

Deno.test({
  name:
    "the GitLab and CircleCI jobs of docs/ci.md run unchanged, without a secret in the traced log",
  ignore: ignoreWithout(PYTHON),
  async fn() {
    await using project = await Project.make();
    const page = Deno.readTextFileSync(`${ROOT}/docs/ci.md`);
    const [, gitlab, circle] = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map((match) =>
      match[1]!
    );
    const { deploy } = await parseYaml(gitlab!) as {
      deploy: { variables: Record<string, string>; before_script: string[]; script: string[] };
    };
    const { jobs } = await parseYaml(circle!) as {
      jobs: {
        deploy: { environment: Record<string, string>; steps: (string | { run: string })[] };
      };
    };
    const scripts = [
      { env: deploy.variables, lines: [...deploy.before_script, ...deploy.script] },
      {
        env: jobs.deploy.environment,
        lines: jobs.deploy.steps.flatMap((step) => typeof step === "string" ? [] : [step.run]),
      },
    ];
    for (const { env, lines } of scripts) {
      assert.match(
        lines[0]!,
        /^curl -fsSL https:\/\/.*\/v0\.1\.0\/install\.sh \| sh -s -- --version 0\.1\.0$/,
      );
      using runner = project.runner();
      // What install.sh would install.
      for (const place of [`${project.home.folder}/tools`, `${runner.folder}/home/.local/bin`]) {
        Deno.mkdirSync(place, { recursive: true });
        Deno.copyFileSync(`${project.home.folder}/bin/opaws`, `${place}/opaws`);
      }
      const run = ["set -x", ...lines.slice(1)].join("\n");
      const contexts = { secrets: { OPAWS_TOKEN: project.token } };
      const step = { run, env: { ...env, OPAWS_TOKEN: "${{ secrets.OPAWS_TOKEN }}" } };
      assert.equal(await runner.job([step], contexts), 0, runner.output);
      assert.deepEqual(leaksOf(runner.output, { SECRET, ID, token: project.token }), []);
      assert.ok(
        lines.length < 4 || /\+ aws sts get-caller-identity/.test(runner.output),
        "it traced",
      );
    }
    for (const environment of project.seen()) assert.ok(environment.includes(SECRET));
    assert.equal(project.seen().length, 3);
  },
});

function filesUnder(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap((entry) =>
    entry.isDirectory ? filesUnder(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]
  );
}
