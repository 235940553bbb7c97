/** The part of opaws that talks to AWS, and alone brings its SDK; loaded when a request is to be made. */
export { accessKeyCreationTime, createAccessKey, retireAccessKey } from "../aws/iam/access_keys.ts";
export { callerIdentity } from "../aws/sts/client.ts";
export { requestSession } from "../credentials/request_session.ts";
export { requestWebIdentity } from "../credentials/request_web_identity.ts";
