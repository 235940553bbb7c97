/** A system that opaws is released for, as the Rust and Deno tools name it. */
export interface Target {
  /** The name of the triple. */
  readonly name: string;
  /** The runner of the release workflow that builds and tests it. */
  readonly runner: string;
}

/** Every system a release has a program for. */
export const TARGETS: readonly Target[] = [
  { name: "x86_64-unknown-linux-gnu", runner: "ubuntu-24.04" },
  { name: "aarch64-unknown-linux-gnu", runner: "ubuntu-24.04-arm" },
  { name: "x86_64-apple-darwin", runner: "macos-15-intel" },
  { name: "aarch64-apple-darwin", runner: "macos-15" },
  { name: "x86_64-pc-windows-msvc", runner: "windows-2025" },
];

/** The file of a release that holds the program for the target called `name`. */
export function archiveOf(name: string): string {
  return `opaws-${name}.${name.includes("windows") ? "zip" : "tar.gz"}`;
}
