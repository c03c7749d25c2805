"""A pool whose function has its say in tokens, through boto3: claims, groups and scopes, at sign-in and refresh."""

import http.server
import json
import tempfile
import threading

import jwt
import pytest
from botocore.exceptions import ClientError
from conftest import Loggia

ARN = "arn:aws:lambda:us-east-1:123456789012:function:tokens"
PASSWORD = "Correct-Horse-1!"


class Answer(http.server.BaseHTTPRequestHandler):
    """Changes tokens as the attributes and the metadata of the event say."""

    def do_POST(self):
        event = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.events.append(event)
        metadata = event["request"].get("clientMetadata") or {}
        if "deny" in metadata:
            event = {"errorMessage": metadata["deny"], "errorType": "Error"}
        else:
            event["response"]["claimsAndScopeOverrideDetails"] = {
                "idTokenGeneration": {
                    "claimsToAddOrOverride": {"plan": {"name": "gold", "seats": 3}, "email_verified": "false"},
                    "claimsToSuppress": ["name"],
                },
                "accessTokenGeneration": {
                    "claimsToAddOrOverride": {"tenant": metadata.get("tenant", "none")},
                    "scopesToAdd": ["notes/read"],
                },
                "groupOverrideDetails": {"groupsToOverride": ["readers", "writers"]},
            }
        body = json.dumps(event).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def function():
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    running.events = []
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture(scope="module")
def asking(function):
    with tempfile.TemporaryDirectory() as data:
        loggia = Loggia(data, "--set", f"triggers.{ARN}=http://127.0.0.1:{function.server_port}/")
        yield loggia
        loggia.stop()


def verified(issuer, token, audience=None):
    keys = jwt.PyJWKClient(f"{issuer}/.well-known/jwks.json")
    key = keys.get_signing_key_from_jwt(token).key
    return jwt.decode(token, key, algorithms=["RS256"], issuer=issuer, audience=audience)


def test_claims_groups_and_scopes_are_the_functions(asking, function):
    admin, public = asking.admin(), asking.public()
    config = {"PreTokenGenerationConfig": {"LambdaArn": ARN, "LambdaVersion": "V2_0"}}
    pool = admin.create_user_pool(PoolName="asking", LambdaConfig=config)["UserPool"]
    assert pool["LambdaConfig"]["PreTokenGenerationConfig"] == config["PreTokenGenerationConfig"]
    client = admin.create_user_pool_client(
        UserPoolId=pool["Id"], ClientName="app", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    )["UserPoolClient"]["ClientId"]
    attributes = [
        {"Name": "email", "Value": "ada@example.com"},
        {"Name": "email_verified", "Value": "true"},
        {"Name": "name", "Value": "Ada"},
    ]
    admin.admin_create_user(
        UserPoolId=pool["Id"], Username="ada", UserAttributes=attributes, TemporaryPassword=PASSWORD, MessageAction="SUPPRESS"
    )
    asked = public.initiate_auth(
        ClientId=client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters={"USERNAME": "ada", "PASSWORD": PASSWORD}
    )

    def respond(metadata):
        return public.respond_to_auth_challenge(
            ClientId=client,
            ChallengeName=asked["ChallengeName"],
            Session=asked["Session"],
            ChallengeResponses={"USERNAME": "ada", "NEW_PASSWORD": "Rainy-Horse-2!"},
            ClientMetadata=metadata,
        )

    with pytest.raises(ClientError) as refused:
        respond({"deny": "Not before noon"})
    assert refused.value.response["Error"] == {
        "Code": "UserLambdaValidationException",
        "Message": "PreTokenGeneration failed with error Not before noon.",
    }
    first = respond({"tenant": "7"})["AuthenticationResult"]
    refreshed = public.get_tokens_from_refresh_token(
        ClientId=client, RefreshToken=first["RefreshToken"], ClientMetadata={"tenant": "8"}
    )["AuthenticationResult"]
    issuer = f"{asking.facts['url']}/{pool['Id']}"
    for result, tenant in ((first, "7"), (refreshed, "8")):
        identity = verified(issuer, result["IdToken"], client)
        assert identity["plan"] == {"name": "gold", "seats": 3}
        assert identity["email_verified"] is False and "name" not in identity
        access = verified(issuer, result["AccessToken"])
        assert access["tenant"] == tenant
        assert access["scope"] == "aws.cognito.signin.user.admin notes/read"
        assert identity["cognito:groups"] == access["cognito:groups"] == ["readers", "writers"]
    assert public.get_user(AccessToken=refreshed["AccessToken"])["Username"] == "ada"
    assert [event["triggerSource"] for event in function.events] == [
        "TokenGeneration_NewPasswordChallenge",
        "TokenGeneration_NewPasswordChallenge",
        "TokenGeneration_RefreshTokens",
    ]
