/** How the second line of a shim begins. */
export const MARK = "# opaws shim for ";
/** How the second line of a shim for Windows begins. */
export const BATCH_MARK = "rem opaws shim for ";

/** How much of a file {@linkcode isShimText} needs; bytes. */
export const SHIM_START = 256;

/** Reports whether `text`, the beginning of a file, is that of a shim. */
export function isShimText(text: string): boolean {
  const [first, second = ""] = text.split("\n", 2);
  return first!.startsWith("#!") && second.startsWith(MARK) ||
    text.startsWith(`@echo off\r\n${BATCH_MARK}`);
}
