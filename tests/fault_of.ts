import { Fault } from "../src/fault.ts";

/** The fault that `work` throws; fails when it throws none, or something else. */
export function faultOf(work: () => unknown): Fault {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error("no fault was thrown");
}

/** The fault with which `work` is rejected; fails when it is not, or with something else. */
export async function rejectionOf(work: Promise<unknown>): Promise<Fault> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error("no fault was thrown");
}
