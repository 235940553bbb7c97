/** Returns the system folder from `GetSystemDirectoryW`, because anybody can set the environment variable for it. */
export function windowsSystemFolder(): string {
  const kernel32 = Deno.dlopen("kernel32.dll", {
    GetSystemDirectoryW: { parameters: ["buffer", "u32"], result: "u32" },
  });
  try {
    const text = new Uint16Array(260); // MAX_PATH
    const length = kernel32.symbols.GetSystemDirectoryW(new Uint8Array(text.buffer), text.length);
    return String.fromCharCode(...text.subarray(0, length));
  } finally {
    kernel32.close();
  }
}
