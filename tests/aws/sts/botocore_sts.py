"""Makes the calls of the JSON on stdin with botocore. Prints the response or the error of each."""

import json
import sys

import botocore.auth
import botocore.awsrequest
import botocore.config
import botocore.credentials
import botocore.exceptions
import botocore.httpsession
import botocore.session

given = json.load(sys.stdin)
session = botocore.session.Session()


def client(call):
    return session.create_client(
        call.get("service", "sts"),
        region_name=call.get("region", "us-east-1"),
        endpoint_url=given["url"],
        aws_access_key_id=call["key"][0],
        aws_secret_access_key=call["key"][1],
        aws_session_token=(call["key"] + [None])[2],
        config=botocore.config.Config(
            retries={"total_max_attempts": 1}, read_timeout=call.get("timeout", 20)
        ),
    )


def by_hand(call):
    """Sends a signed request of which a part is changed after signing."""
    body = "Action=GetCallerIdentity&Version=2011-06-15"
    request = botocore.awsrequest.AWSRequest(
        method=call.get("method", "POST"),
        url=given["url"] + "/" + ("?z=1&" + body if call.get("method") == "GET" else ""),
        data=None if call.get("method") == "GET" else body,
        headers={"X-Amz-Note": " two  spaces ", "Content-Type": "application/x-www-form-urlencoded"},
    )
    signer = botocore.auth.SigV4Auth(
        botocore.credentials.Credentials(*call["key"]), call.get("signs", "sts"), "eu-west-1"
    )
    signer.add_auth(request)
    for name, value in call.get("headers", {}).items():
        del request.headers[name]
        if value is not None:
            request.headers[name] = value
    if "body" in call:
        request.data = call["body"]
    response = botocore.httpsession.URLLib3Session().send(request.prepare())
    return {"status": response.status_code, "text": response.text}


def perform(call):
    try:
        if call["method_name"] == "by_hand":
            return by_hand(call)
        found = getattr(client(call), call["method_name"])(**call.get("params", {}))
        return json.loads(json.dumps(found, default=lambda value: value.isoformat()))
    except botocore.exceptions.ClientError as error:
        details = error.response.get("Error", {})
        return {
            "code": details.get("Code"),
            "message": details.get("Message"),
            "status": error.response["ResponseMetadata"]["HTTPStatusCode"],
        }
    except Exception as error:
        return {"thrown": type(error).__name__}


json.dump([perform(call) for call in given["calls"]], sys.stdout)
