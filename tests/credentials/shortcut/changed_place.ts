import { forgetSessions } from "../../../src/credentials/session_files.ts";
import { oneOf, type Random } from "../../aws/random.ts";
import type { World } from "../random_world.ts";
import type { Place } from "./place.ts";

const HOUR = 3_600_000;
const TOOLS = ["aws", "cdk", "env"] as const;
const PROFILES = [undefined, "default", "a", "b", "c", "d"] as const;
/** Variables that may change what a run gets, with a value that does. */
const VARIABLES: readonly (readonly [string, string])[] = [
  ["AWS_PROFILE", "a"],
  ["AWS_DEFAULT_PROFILE", "b"],
  ["AWS_REGION", "ap-east-1"],
  ["AWS_DEFAULT_REGION", "ap-east-1"],
  ["AWS_ENDPOINT_URL", "http://example.com"],
  ["AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1"],
  ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"],
  ["AWS_STS_REGIONAL_ENDPOINTS", "wrong"],
  ["AWS_CONFIG_FILE", "/dev/null"],
  ["AWS_SHARED_CREDENTIALS_FILE", "/dev/null"],
  ["AWS_ROLE_ARN", "x"],
  ["OPAWS_TOKEN", "x"],
  ["OPAWS_TOKEN_FILE", "/dev/null"],
  ["OPAWS_CHOSEN", "AKIAENVIRONMENTXAMPL"],
  ["OPAWS_PROVIDED", '{"AWS_REGION":"af-south-1"}'],
  ["OPAWS_VARIABLES", "NAME"],
  ["OPAWS_START_CWD", "7"],
  ["OPAWS_AWS_FILES", "{}"],
];

/** Returns `place` with one thing changed by chance. `other` is another world. */
export function changed(random: Random, place: Place, other: World): Place {
  const { world } = place;
  const [name, value] = oneOf(random, VARIABLES);
  const environment: Record<string, string> = { ...world.environment };
  if (name in environment) delete environment[name];
  else environment[name] = value;
  const file = (which: keyof World["files"]): World => ({
    ...world,
    files: { ...world.files, [which]: other.files[which] },
  });
  return oneOf<() => Place>(random, [
    () => ({ ...place, world: { ...world, environment } }),
    () => ({ ...place, world: { ...world, environment } }),
    () => ({ ...place, world: file("config") }),
    () => ({ ...place, world: file("credentials") }),
    () => ({ ...place, world: file("opaws") }),
    () => ({ ...place, world: withProfilesOf(world, other) }),
    () => ({ ...place, world: { ...world, terminal: other.terminal } }),
    () => ({ ...place, world: { ...world, tool: oneOf(random, TOOLS) } }),
    () => ({ ...place, world: { ...world, options: { profile: oneOf(random, PROFILES) } } }),
    () => {
      forgetSessions(place.base.home.paths);
      return place;
    },
    () => ({ ...place, time: oneOf(random, [-HOUR, 0.95 * HOUR, HOUR]) }),
    () => ({ ...place, uptime: oneOf(random, [-HOUR, 0.95 * HOUR, HOUR]) }),
  ])();
}

/** Returns `world` with the items that `opaws profile map` assigned in `other`. */
function withProfilesOf(world: World, other: World): World {
  const { profiles } = JSON.parse(other.files.opaws);
  const opaws = JSON.stringify({ ...JSON.parse(world.files.opaws), profiles });
  return { ...world, files: { ...world.files, opaws } };
}
