import { denoHost } from "../../src/host.ts";
import { newMemberKeys } from "../../src/vault/crypto/member_keys.ts";
import { NEW_PASSWORD, type TryCase } from "./try_case.ts";
import { PASSWORD } from "./user_home.ts";

/** The keys of a colleague. */
const BOB = await newMemberKeys(denoHost);
const CREATE = "opaws vault create team --shared --as Ann";
const WITH_BOB = `${CREATE} && opaws member add team ${BOB.public} --name Bob --yes`;

/** Errors about members of shared vaults. */
export const TRY_CASES_MEMBERS: Readonly<Record<string, TryCase>> = {
  "member keys in a locked vault": {
    setup: "opaws lock",
    command: "opaws member id </dev/null",
    fix: "opaws member id --password-stdin",
    input: PASSWORD,
  },
  "a shared vault of other people": {
    setup: `${CREATE}; opaws lock; opaws vault delete first --yes`,
    command: "opaws item list --vault team",
    fix: "opaws member id",
    answers: [[/Make new member keys/, "y"], [/Password of vault/, PASSWORD]],
    prints: /opaws-member_/,
    check: null,
  },
  "new member keys without a question": {
    setup: `${CREATE}; opaws vault delete first --yes`,
    command: "opaws member id </dev/null",
    fix: "opaws member id --yes",
    answers: [[/Password of vault/, PASSWORD]],
    prints: /opaws-member_/,
    check: null,
  },
  "member keys in a newer file of the vault": {
    setup: `${CREATE}; opaws lock; ` +
      "cp .config/opaws/vaults/.backup/first.1.json .config/opaws/vaults/first.json",
    command: "opaws item list --vault team",
    fix: "opaws vault restore 1 --vault first",
    answers: [[/Replace vault/, "y"], [/Password of vault/, PASSWORD]],
    check: null,
  },
  "a locked shared vault": {
    setup: `${CREATE}; opaws lock`,
    command: "opaws item list --vault team </dev/null",
    fix: "opaws unlock --vault team --password-stdin",
    input: PASSWORD,
  },
  "a vault with member keys to share": {
    setup: "opaws member id",
    command: `opaws member add first ${BOB.public} --name Bob --yes`,
    fix: "opaws vault create team --shared",
    check: `opaws member add team ${BOB.public} --name Bob --yes`,
  },
  "member keys in a shared vault": {
    setup: CREATE,
    command: "opaws lock >/dev/null; opaws member id --vault team",
    fix: "opaws member id --vault first",
    prints: /opaws-member_/,
    check: null,
  },
  "a member without a question": {
    setup: CREATE,
    command: `opaws member add team ${BOB.public} --name Bob --role writer </dev/null`,
    fix: `opaws member add team ${BOB.public} --name Bob --role writer --yes`,
    check: "opaws member list team | grep Bob",
  },
  "a member key that was damaged on the way": {
    setup: CREATE,
    command: "opaws member add team opaws-member_x --name Bob --yes",
    fix: "opaws member add --help",
    prints: /KEY is the line/,
    check: null,
  },
  "a generation to compare that is malformed": {
    setup: CREATE,
    command: "opaws vault history team --compare x",
    fix: "opaws vault history team",
    answers: [[/Password of vault/, PASSWORD]],
    prints: /Ann/,
    check: null,
  },
  "oneself as a member": {
    setup: CREATE,
    command: "opaws member remove team Ann --yes",
    fix: "opaws member list",
    prints: /Ann \(you\)/,
    check: null,
  },
  "a member whom nobody knows": {
    setup: CREATE,
    command: "opaws member remove team nobody --yes",
    fix: "opaws member list team",
    prints: /Ann \(you\)/,
    check: null,
  },
  "a member to remove without a question": {
    setup: WITH_BOB,
    command: "opaws member remove team Bob </dev/null",
    fix: "opaws member remove team ID --yes",
    check: "! opaws member list team | grep Bob",
  },
  "the slot of a member": {
    setup: WITH_BOB,
    command: `opaws vault slots remove ${BOB.id} --vault team --yes`,
    fix: "opaws member remove team Bob",
    // The terminal is a session of its own, in which the person's vault is locked.
    answers: [[/Password of vault/, PASSWORD], [/Remove Bob/, "y"]],
    check: "! opaws member list team | grep Bob",
  },
  "a role that nobody has": {
    setup: WITH_BOB,
    command: "opaws member role team Bob owner",
    fix: "opaws member role team Bob reader",
    check: null,
  },
  "the password of a shared vault": {
    setup: CREATE,
    command: `echo '${PASSWORD}' | opaws vault passwd --vault team --password-stdin`,
    fix: "opaws vault passwd --vault first",
    answers: [
      [/Password of vault/, PASSWORD],
      [/New password/, NEW_PASSWORD],
      [/Repeat/, NEW_PASSWORD],
    ],
    check: `echo '${NEW_PASSWORD}' | opaws unlock --vault team --password-stdin`,
  },
  "a name for the other members without a shared vault": {
    command: "opaws vault create team --as Ann",
    fix: "opaws vault create team --shared",
    check: "opaws member list team",
  },
  "an approval to withdraw without a name": {
    setup: CREATE,
    command: "opaws vault approve team --withdraw",
    fix: "opaws vault approve team",
    prints: /may set no variables/,
    check: null,
  },
  "a variable that is not approved": {
    setup: `${CREATE}; echo '${
      JSON.stringify({
        title: "AWS team",
        fields: {
          "access key id": "AKIAIOSFODNN7EXAMPLE",
          "secret access key": "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
          "env:STAGE": "dev",
        },
      })
    }' | opaws item create --vault team --stdin`,
    command: "opaws run --vault team --item 'AWS team' -- true",
    fix: "opaws vault approve team STAGE",
  },
};
