import { type Command, group } from "../../cli/declare.ts";
import { profileList } from "./list.ts";
import { profileMap } from "./map.ts";
import { profileUnmap } from "./unmap.ts";

/** `opaws profile`. */
export const profile: Command = group(
  "profile",
  {
    brief: "Profiles: which item an AWS profile uses.",
    description: "Profiles: which item a profile of ~/.aws/config uses.",
  },
  [profileMap, profileUnmap, profileList],
);
