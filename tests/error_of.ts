import { UserError } from "../src/errors.ts";

/** The fault that `action` throws; fails when it throws none, or something else. */
export function errorOf(action: () => unknown): UserError {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("no fault was thrown");
}

/** The fault with which `action` is rejected; fails when it is not, or with something else. */
export async function rejectionOf(action: Promise<unknown>): Promise<UserError> {
  try {
    await action;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("no fault was thrown");
}
