"""Prints, for each case of the JSON on stdin, where botocore calls a service and which region it signs for."""

import json
import os
import sys
import tempfile

import botocore.exceptions
import botocore.session

REFUSED = (
    botocore.exceptions.InvalidConfigError,
    botocore.exceptions.InvalidSTSRegionalEndpointsConfigError,
    botocore.exceptions.InvalidRegionError,
)


class Stop(Exception):
    """Raised when the request is ready, so that it is never sent."""


def ask(case, loader):
    session = botocore.session.Session()
    session.register_component("data_loader", loader)
    seen = {}

    def stop(request, **_):
        authorization = request.headers["Authorization"]
        if isinstance(authorization, bytes):
            authorization = authorization.decode()
        seen["url"] = request.url
        seen["region"] = authorization.split("Credential=")[1].split("/")[2]
        raise Stop

    try:
        client = session.create_client(
            case["service"],
            region_name=case["region"],
            aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
            aws_secret_access_key="x",
        )
        client.meta.events.register("before-send", stop)
        seen["caBundle"] = client._endpoint.http_session._verify
        if case["service"] == "sts":
            client.get_caller_identity()
        else:
            client.list_access_keys()
    except Stop:
        return seen
    except REFUSED:
        return "refused"
    except botocore.exceptions.NoRegionError:
        return "no region"


folder = tempfile.mkdtemp()
config = os.path.join(folder, "config")
loader = botocore.session.Session().get_component("data_loader")
usual = dict(os.environ)
results = []
for case in json.load(sys.stdin):
    with open(config, "w") as file:
        file.write(case["config"])
    os.environ.clear()
    os.environ.update(usual, AWS_CONFIG_FILE=config, AWS_SHARED_CREDENTIALS_FILE="/nonexistent")
    os.environ.update(case["env"])
    results.append(ask(case, loader))
os.unlink(config)
os.rmdir(folder)
json.dump(results, sys.stdout)
