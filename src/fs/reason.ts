/** The cause of a failed system call in words for a message. */
export function describeError(error: unknown): string {
  if (error instanceof Deno.errors.PermissionDenied) return "the system does not allow it";
  if (!(error instanceof Error)) return String(error);
  if (/os error 28\b/.test(error.message)) return "the disk is full";
  if (/os error 30\b/.test(error.message)) return "the file system is read-only";
  if (/os error 122\b/.test(error.message)) return "the disk quota is used up";
  if (/os error 20\b/.test(error.message)) return "a part of its path is not a folder";
  return error.message.replace(/ \(os error \d+\).*$/s, "").replace(
    /^[A-Z](?=[a-z])/,
    (c) => c.toLowerCase(),
  );
}
