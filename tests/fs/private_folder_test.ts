import assert from "node:assert/strict";
import { aclArguments } from "../../src/fs/private_folder.ts";

Deno.test("aclArguments() removes inherited rights, and gives the folder and its content to one user", () => {
  assert.deepEqual(aclArguments("C:/Users/me/AppData/Roaming/opaws", "PC\\me"), [
    "C:\\Users\\me\\AppData\\Roaming\\opaws",
    "/inheritance:r",
    "/grant:r",
    "PC\\me:(OI)(CI)F",
    "/q",
  ]);
});
