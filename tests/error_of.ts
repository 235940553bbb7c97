import { UserError } from "../src/errors.ts";

/** Returns the UserError that `action` throws. Throws if it throws nothing or something else. */
export function errorOf(action: () => unknown): UserError {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("no UserError was thrown");
}

/** Returns the UserError that `action` rejects with. Throws if it does not reject, or with something else. */
export async function rejectionOf(action: Promise<unknown>): Promise<UserError> {
  try {
    await action;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("no UserError was thrown");
}
