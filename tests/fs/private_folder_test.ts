import assert from "node:assert/strict";
import { aclArguments } from "../../src/fs/private_folder.ts";

Deno.test("aclArguments() takes inherited rights away and gives all to one user, folder and content", () => {
  assert.deepEqual(aclArguments("C:/Users/me/AppData/Roaming/opaws", "PC\\me"), [
    "C:\\Users\\me\\AppData\\Roaming\\opaws",
    "/inheritance:r",
    "/grant:r",
    "PC\\me:(OI)(CI)F",
    "/q",
  ]);
});
