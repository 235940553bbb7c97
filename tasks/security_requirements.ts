/** Writes docs/security-requirements.md from tests/security_requirements.json. `deno task requirements` */

/** A behavior that opaws must have. */
interface Requirement {
  /** Its id, such as `V-1`. */
  readonly id: string;
  /** The behavior. */
  readonly requirement: string;
  /** The names of the tests that show it, as they are in their files, by file. */
  readonly tests: Readonly<Record<string, readonly string[]>>;
  /** What it does not cover. */
  readonly note?: string;
}

/** The requirements of one area. */
interface Section {
  /** Its title. */
  readonly section: string;
  /** Its requirements. */
  readonly rows: readonly Requirement[];
}

const ROOT = new URL("../", import.meta.url);

/** Returns the requirements of tests/security_requirements.json. */
export function readRequirements(): readonly Section[] {
  return JSON.parse(Deno.readTextFileSync(new URL("tests/security_requirements.json", ROOT)));
}

/** Returns what is wrong with the tests of `sections`: a file or a name that is gone, an id that is there twice. */
export function requirementMistakes(sections: readonly Section[]): string[] {
  const rows = sections.flatMap((section) => section.rows);
  const ids = rows.map(({ id }) => id);
  return [
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `${id} is there twice`),
    ...rows.flatMap(({ id, tests }) =>
      Object.entries(tests).flatMap(([path, names]) => {
        const text = textOf(path);
        return names.filter((name) => !namesTest(text, name))
          .map((name) => `${id}: ${path} has no test ${JSON.stringify(name)}`);
      })
    ),
  ];
}

/** Returns the page. */
export function requirementsPage(sections: readonly Section[]): string {
  const lines = [
    "# Security requirements",
    "",
    "What opaws must do with hostile input and failing systems, and the tests that show it. The numbers",
    "in parentheses are exit statuses. [SECURITY.md](../.github/SECURITY.md) explains against whom this",
    "protects. `deno task requirements` writes this page, and CI fails if a test that it names is gone.",
  ];
  for (const { section, rows } of sections) {
    lines.push("", `## ${section}`, "", "| | Requirement | Tests |", "| --- | --- | --- |");
    for (const { id, requirement, tests, note } of rows) {
      const text = note === undefined ? requirement : `${requirement} *${note}*`;
      lines.push(`| ${id} | ${cell(text)} | ${testLinks(tests)} |`);
    }
  }
  return `${lines.join("\n")}\n`;
}

function testLinks(tests: Requirement["tests"]): string {
  const links = Object.entries(tests).flatMap(([path, names]) =>
    names.map((name) => `[${cell(name)}](../${path})`)
  );
  return links.length === 0 ? "none yet" : links.join("<br>");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function textOf(path: string): string {
  try {
    return Deno.readTextFileSync(new URL(path, ROOT));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

/** Reports whether `text`, a file of tests, has a test with exactly that name. */
function namesTest(text: string, name: string): boolean {
  return [`"${name}"`, `\`${name}\``, JSON.stringify(name)].some((each) => text.includes(each));
}

if (import.meta.main) {
  const page = requirementsPage(readRequirements());
  await Deno.writeTextFile(new URL("docs/security-requirements.md", ROOT), page);
}
