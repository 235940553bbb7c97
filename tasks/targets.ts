/** A system that releases have a program for. */
export interface Target {
  /** The target triple of Rust and Deno. */
  readonly name: string;
  /** The runner of the release workflow that builds and tests it. */
  readonly runner: string;
}

/** Every {@linkcode Target}. */
export const TARGETS: readonly Target[] = [
  { name: "x86_64-unknown-linux-gnu", runner: "ubuntu-24.04" },
  { name: "aarch64-unknown-linux-gnu", runner: "ubuntu-24.04-arm" },
  { name: "x86_64-apple-darwin", runner: "macos-15-intel" },
  { name: "aarch64-apple-darwin", runner: "macos-15" },
  { name: "x86_64-pc-windows-msvc", runner: "windows-2025" },
];

/** Returns the name of the release file with the program for the target `name`. */
export function archiveOf(name: string): string {
  return `opaws-${name}.${name.includes("windows") ? "zip" : "tar.gz"}`;
}
