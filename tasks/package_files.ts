import { archiveOf } from "./targets.ts";

const DESCRIPTION = "Keeps AWS access keys encrypted and runs aws with the right one";

/**
 * Returns the Homebrew formula of a release. `page` is the address of the repository, `sums` has the SHA-256 of each
 * archive by name, in hexadecimal. Source: Homebrew's Formula Cookbook.
 */
export function homebrewFormula(
  version: string,
  page: string,
  sums: Readonly<Record<string, string>>,
): string {
  const part = (target: string): string[] => [
    `      url "${page}/releases/download/v${version}/${archiveOf(target)}"`,
    `      sha256 "${sumOf(sums, target)}"`,
  ];
  const system = (name: string, triple: string): string[] => [
    `  on_${name} do`,
    "    on_arm do",
    ...part(`aarch64-${triple}`),
    "    end",
    "    on_intel do",
    ...part(`x86_64-${triple}`),
    "    end",
    "  end",
  ];
  return [
    "class Opaws < Formula",
    `  desc "${DESCRIPTION}"`,
    `  homepage "${page}"`,
    `  version "${version}"`,
    '  license "MIT"',
    "",
    ...system("macos", "apple-darwin"),
    "",
    ...system("linux", "unknown-linux-gnu"),
    "",
    "  def install",
    '    bin.install "opaws"',
    '    man1.install Dir["man/*.1"]',
    '    generate_completions_from_executable(bin/"opaws", "completion")',
    "  end",
    "",
    "  test do",
    '    assert_match version.to_s, shell_output("#{bin}/opaws --version")',
    "  end",
    "end",
    "",
  ].join("\n");
}

/** Returns the Scoop manifest of a release. Same parameters as {@linkcode homebrewFormula}. Source: Scoop's wiki, "App Manifests". */
export function scoopManifest(
  version: string,
  page: string,
  sums: Readonly<Record<string, string>>,
): string {
  const target = "x86_64-pc-windows-msvc";
  const address = (release: string): string =>
    `${page}/releases/download/v${release}/${archiveOf(target)}`;
  return JSON.stringify(
    {
      version,
      description: `${DESCRIPTION}.`,
      homepage: page,
      license: "MIT",
      architecture: { "64bit": { url: address(version), hash: sumOf(sums, target) } },
      bin: "opaws.exe",
      checkver: "github",
      autoupdate: {
        architecture: {
          "64bit": { url: address("$version"), hash: { url: "$baseurl/SHA256SUMS" } },
        },
      },
    },
    null,
    2,
  ) + "\n";
}

function sumOf(sums: Readonly<Record<string, string>>, target: string): string {
  const sum = sums[archiveOf(target)];
  if (sum === undefined || !/^[0-9a-f]{64}$/.test(sum)) {
    throw new Error(`there is no checksum for ${target}`);
  }
  return sum;
}
