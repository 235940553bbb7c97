// The JavaScript SDK as a tool: prints who it is, with credentials from its default chain.
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const client = new STSClient({});
const { Arn } = await client.send(new GetCallerIdentityCommand({}));
const { accessKeyId } = await client.config.credentials();
console.log(JSON.stringify({ arn: Arn, key: accessKeyId }));
