import type { Platform } from "../../host.ts";
import type { PresenceCheck } from "./check.ts";
import { fingerprint } from "./fingerprint.ts";
import { polkit } from "./polkit.ts";
import { touchId } from "./touch_id.ts";
import { windowsHello } from "./windows_hello.ts";

/** The ways in which `platform` can verify that a person is there, the best first. */
export function presenceChecks(platform: Platform): readonly PresenceCheck[] {
  switch (platform) {
    case "linux":
      return [polkit(), fingerprint];
    case "darwin":
      return [touchId];
    case "windows":
      return [windowsHello];
  }
}
