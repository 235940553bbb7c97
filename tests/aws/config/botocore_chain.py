"""Prints, for each case of the JSON on stdin, where botocore gets a profile's credentials. Makes no requests."""

import json
import os
import sys
import tempfile

import botocore.credentials as credentials
import botocore.exceptions
import botocore.session

seen = {}


def watch(provider):
    load = provider.load

    def watched(self):
        found = load(self)
        if found is not None:
            seen["end"] = {"provider": provider.METHOD, "profile": self._profile_name}
            if provider in STATIC:
                seen["end"]["key"] = found.access_key
        return found

    provider.load = watched


def watch_roles(provider):
    assume = provider._load_creds_via_assume_role

    def watched(self, profile_name):
        profiles = self._loaded_config["profiles"]
        seen["roles"].append(profiles[profile_name]["role_arn"])
        return assume(self, profile_name)

    provider._load_creds_via_assume_role = watched


STATIC = (credentials.SharedCredentialProvider, credentials.ConfigProvider)
for each in STATIC + (
    credentials.AssumeRoleWithWebIdentityProvider,
    credentials.SSOProvider,
    credentials.LoginProvider,
    credentials.ProcessProvider,
):
    watch(each)
watch_roles(credentials.AssumeRoleProvider)
# Don't start a profile's credential_process.
credentials.ProcessProvider._retrieve_credentials_using = lambda *_: {
    "access_key": "p",
    "secret_key": "p",
    "token": None,
    "expiry_time": None,
}


def ask(case):
    for name in ("config", "credentials"):
        with open(os.path.join(folder, name), "w") as file:
            file.write(case[name])
    seen.clear()
    seen["roles"] = []
    try:
        session = botocore.session.Session(profile=case["profile"])
        if session.get_component("credential_provider").load_credentials() is None:
            return "none"
        return dict(seen)
    except botocore.exceptions.BotoCoreError as error:
        return {"refused": type(error).__name__}


folder = tempfile.mkdtemp()
os.environ["AWS_CONFIG_FILE"] = os.path.join(folder, "config")
os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.path.join(folder, "credentials")
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
results = [ask(case) for case in json.load(sys.stdin)]
for name in ("config", "credentials"):
    os.unlink(os.path.join(folder, name))
os.rmdir(folder)
json.dump(results, sys.stdout)
