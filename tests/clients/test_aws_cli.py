"""The story through the AWS CLI, unmodified, as one would type it."""

import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

import pytest
from conftest import PROGRAM

PASSWORD = "Correct-Horse-1!"


def aws(loggia, *arguments, service="cognito-idp", expect=0):
    facts = loggia.facts
    environment = os.environ | {
        "AWS_ACCESS_KEY_ID": facts["admin_access_key_id"],
        "AWS_SECRET_ACCESS_KEY": facts["admin_secret_access_key"],
        "AWS_DEFAULT_REGION": facts["region"],
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
    program = pathlib.Path(sys.executable).parent / "aws"
    ended = subprocess.run(
        [sys.executable, str(program), "--endpoint-url", facts["url"], "--output", "json", service, *arguments],
        env=environment, capture_output=True, text=True, check=False,
    )
    assert (ended.returncode == 0) == (expect == 0), ended.stderr
    if expect:
        return ended.stderr
    return json.loads(ended.stdout) if ended.stdout.strip() else None


@pytest.mark.parametrize("more", [[], ["--tls", "self-signed"]], ids=["http", "https"])
def test_the_line_that_serve_prints_works_as_pasted(tmp_path, more):
    """In a shell that knows nothing but where `aws` is."""
    with open(tmp_path / "log", "w") as log, subprocess.Popen(
        [PROGRAM, "serve", "--demo", "--data", str(tmp_path), "--listen", "127.0.0.1:0", *more],
        stdout=subprocess.PIPE, stderr=log, text=True,
    ) as serve:
        try:
            line = next(line for line in serve.stdout if " aws --endpoint-url " in line)
            environment = {"PATH": f"{pathlib.Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(tmp_path)}
            ended = subprocess.run(["sh", "-c", line], env=environment, capture_output=True, text=True, check=False)
        finally:
            serve.terminate()
    assert ended.returncode == 0, ended.stderr
    assert len(json.loads(ended.stdout)["UserPools"]) == 1


def test_the_package_says_how_to_register_an_app(loggia):
    """The command of the npm package's README, with the pool and the address of this server."""
    readme = (pathlib.Path(__file__).parents[2] / "src/spa/npm/README.md").read_text()
    command = re.search(r"```sh\naws cognito-idp (.*?)```", readme, re.DOTALL)[1]
    arguments = shlex.split(command.replace("\\\n", " "))
    at = arguments.index("--endpoint-url")
    del arguments[at:at + 2]
    arguments[arguments.index("--user-pool-id") + 1] = loggia.facts["pool_id"]
    client = aws(loggia, *arguments)["UserPoolClient"]
    assert client["CallbackURLs"] == client["LogoutURLs"] == ["https://app.example.com/"]
    assert "ClientSecret" not in client and client["AllowedOAuthFlows"] == ["code"]


def test_sign_up_confirm_sign_in_and_refuse(loggia, address):
    client = loggia.facts["client_id"]
    aws(loggia, "sign-up", "--client-id", client, "--username", address, "--password", PASSWORD,
        "--user-attributes", f"Name=email,Value={address}", "Name=name,Value=Ada")
    aws(loggia, "confirm-sign-up", "--client-id", client, "--username", address,
        "--confirmation-code", loggia.message(address)["code"])
    auth = ["initiate-auth", "--client-id", client, "--auth-flow", "USER_PASSWORD_AUTH", "--auth-parameters"]
    result = aws(loggia, *auth, f"USERNAME={address},PASSWORD={PASSWORD}")["AuthenticationResult"]
    user = aws(loggia, "get-user", "--access-token", result["AccessToken"])
    assert {"Name": "email", "Value": address} in user["UserAttributes"]
    listed = aws(loggia, "list-users", "--user-pool-id", loggia.facts["pool_id"], "--filter", f'email = "{address}"')
    assert listed["Users"][0]["UserStatus"] == "CONFIRMED"
    failed = aws(loggia, *auth, f"USERNAME={address},PASSWORD=Wrong-Horse-1!", expect=1)
    assert "NotAuthorizedException" in failed and "Incorrect username or password." in failed
    aws(loggia, "forgot-password", "--client-id", client, "--username", address)
    aws(loggia, "confirm-forgot-password", "--client-id", client, "--username", address,
        "--confirmation-code", loggia.message(address)["code"], "--password", "Another-Horse-2!")
    # A forgotten password signs other devices out.
    assert "revoked" in aws(loggia, "get-user", "--access-token", result["AccessToken"], expect=1)
    result = aws(loggia, *auth, f"USERNAME={address},PASSWORD=Another-Horse-2!")["AuthenticationResult"]
    aws(loggia, "global-sign-out", "--access-token", result["AccessToken"])
    assert "revoked" in aws(loggia, "get-user", "--access-token", result["AccessToken"], expect=1)


def test_what_is_not_built_says_so(loggia):
    failed = aws(loggia, "list-groups", "--user-pool-id", loggia.facts["pool_id"], expect=1)
    assert "ListGroups" in failed and "not available in this version" in failed
