/** The part of opaws that talks to AWS, and alone brings its SDK; loaded when a request is to be made. */
export { accessKeyCreated } from "../../aws/access_key_age.ts";
export { createAccessKey, retireAccessKey } from "../../aws/user_access_keys.ts";
export { callerIdentity } from "../../aws/sts_client.ts";
export { mint } from "../credentials/mint.ts";
export { mintWebIdentity } from "../credentials/mint_web_identity.ts";
