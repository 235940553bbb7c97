import type { Outcome, PresenceCheck } from "./check.ts";

const FRAMEWORK = "/System/Library/Frameworks/LocalAuthentication.framework/LocalAuthentication";
const OBJC = "/usr/lib/libobjc.A.dylib";
const SYSTEM = "/usr/lib/libSystem.B.dylib";
const DEVICE_OWNER = 2n; // LAPolicyDeviceOwnerAuthentication: Touch ID, Apple Watch, else the password
const RTLD_DEFAULT = -2n; // dlfcn.h
const BLOCK_IS_GLOBAL = 1 << 28; // the blocks ABI: never copied, never freed
const BLOCK_BYTES = 32; // isa, flags, reserved, invoke, descriptor
const TIMEOUT = 120_000; // milliseconds

/** Codes of LAError (LAError.h) that mean a refusal. */
const REFUSALS: Readonly<Record<number, string>> = {
  [-1]: "you were not recognized",
  [-2]: "you cancelled",
  [-3]: "you chose to enter a password",
  [-4]: "macOS cancelled it",
  [-8]: "it failed too often",
};

/**
 * Checks presence on macOS: `-[LAContext evaluatePolicy:localizedReason:reply:]` with the policy for the device's owner,
 * called through the Objective-C runtime. Only the workflow on macOS tests it, as far as that works without a finger.
 */
export const touchId: PresenceCheck = { method: "touch id", verify: (reason) => ask(reason) };

/**
 * Asks as {@linkcode touchId} does. Tests pass `prepare` to change the LAContext first: an invalidated one answers at once.
 */
export async function ask(
  reason: string,
  prepare: (send: Send, context: bigint) => void = () => {},
): Promise<Outcome> {
  let runtime: Runtime | undefined;
  try {
    runtime = openRuntime();
    const { send } = runtime;
    const context = send(send(runtime.classOf("LAContext"), "alloc"), "init");
    prepare(send, context);
    return await evaluate(runtime, context, reason);
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    return { kind: "unavailable", because: `LocalAuthentication failed (${because})` };
  } finally {
    runtime?.close();
  }
}

/** Sends a message without arguments and returns the pointer that it returns. */
type Send = (receiver: bigint, selector: string) => bigint;

interface Runtime {
  readonly send: Send;
  classOf(name: string): bigint;
  text(text: string): bigint;
  evaluate(context: bigint, reason: bigint, block: Deno.PointerValue): void;
  code(error: bigint): number;
  blockClass(): bigint;
  close(): void;
}

async function evaluate(runtime: Runtime, context: bigint, reason: string): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  let timedOut = false;
  // The framework always calls this once, on its own thread.
  const reply = Deno.UnsafeCallback.threadSafe(
    { parameters: ["pointer", "u8", "pointer"], result: "void" } as const,
    (_block, success, error) =>
      resolve(
        success && !timedOut
          ? { kind: "present" }
          : timedOut
          ? { kind: "denied", because: "nobody answered for two minutes" }
          : refusal(runtime.code(value(error))),
      ),
  );
  const descriptor = new BigUint64Array([0n, BigInt(BLOCK_BYTES)]); // reserved, size
  const block = new Uint8Array(BLOCK_BYTES);
  const view = new DataView(block.buffer);
  view.setBigUint64(0, runtime.blockClass(), true);
  view.setInt32(8, BLOCK_IS_GLOBAL, true);
  view.setBigUint64(16, value(reply.pointer), true);
  view.setBigUint64(24, value(Deno.UnsafePointer.of(descriptor)), true);
  const timer = setTimeout(() => {
    timedOut = true;
    runtime.send(context, "invalidate"); // closes the dialog, and the reply follows
  }, TIMEOUT);
  try {
    runtime.evaluate(context, runtime.text(reason), Deno.UnsafePointer.of(block));
    return await promise;
  } finally {
    clearTimeout(timer);
    reply.unref(); // not closed: the thread that called it may not have returned yet
    keepAlive(block, descriptor);
  }
}

function refusal(code: number): Outcome {
  const because = REFUSALS[code];
  return because === undefined
    ? { kind: "unavailable", because: `macOS cannot recognize you now (LAError ${code})` }
    : { kind: "denied", because };
}

function openRuntime(): Runtime {
  const framework = Deno.dlopen(FRAMEWORK, {});
  const objc = Deno.dlopen(OBJC, {
    objc_getClass: { parameters: ["buffer"], result: "u64" },
    sel_registerName: { parameters: ["buffer"], result: "u64" },
    send: { name: "objc_msgSend", parameters: ["u64", "u64"], result: "u64" },
    sendBuffer: { name: "objc_msgSend", parameters: ["u64", "u64", "buffer"], result: "u64" },
    sendReply: {
      name: "objc_msgSend",
      parameters: ["u64", "u64", "i64", "u64", "pointer"],
      result: "void",
    },
  });
  const system = Deno.dlopen(SYSTEM, { dlsym: { parameters: ["i64", "buffer"], result: "u64" } });
  const { symbols } = objc;
  const c = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(`${text}\0`);
  const selector = (name: string): bigint => symbols.sel_registerName(c(name));
  const classOf = (name: string): bigint => symbols.objc_getClass(c(name));
  const send: Send = (receiver, name) => symbols.send(receiver, selector(name));
  return {
    send,
    classOf,
    text: (text) =>
      symbols.sendBuffer(classOf("NSString"), selector("stringWithUTF8String:"), c(text)),
    evaluate: (context, reason, block) =>
      symbols.sendReply(
        context,
        selector("evaluatePolicy:localizedReason:reply:"),
        DEVICE_OWNER,
        reason,
        block,
      ),
    code: (error) => Number(BigInt.asIntN(64, send(error, "code"))),
    blockClass: () => system.symbols.dlsym(RTLD_DEFAULT, c("_NSConcreteGlobalBlock")),
    close() {
      for (const library of [system, objc, framework]) library.close();
    },
  };
}

function value(pointer: Deno.PointerValue): bigint {
  return BigInt(Deno.UnsafePointer.value(pointer));
}

function keepAlive(..._buffers: readonly unknown[]): void {
  // Mentioning the buffers after the call stops the garbage collector from freeing what the framework points to.
}
