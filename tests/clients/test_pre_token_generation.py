"""A pool whose function has its say in tokens, through boto3: claims, groups and scopes, at sign-in and refresh."""

import jwt
import pytest
from botocore.exceptions import ClientError
from function import ARN, asking

PASSWORD = "Correct-Horse-1!"


def answer(event):
    """Changes tokens as the metadata of the event says."""
    metadata = event["request"].get("clientMetadata") or {}
    if "deny" in metadata:
        return {"errorMessage": metadata["deny"], "errorType": "Error"}
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
    return event


@pytest.fixture(scope="module")
def world():
    with asking(answer) as running:
        yield running


def verified(issuer, token, audience=None):
    keys = jwt.PyJWKClient(f"{issuer}/.well-known/jwks.json")
    key = keys.get_signing_key_from_jwt(token).key
    return jwt.decode(token, key, algorithms=["RS256"], issuer=issuer, audience=audience)


def test_claims_groups_and_scopes_are_the_functions(world):
    loggia, function = world
    admin, public = loggia.admin(), loggia.public()
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
    challenge = public.initiate_auth(
        ClientId=client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters={"USERNAME": "ada", "PASSWORD": PASSWORD}
    )

    def respond(metadata):
        return public.respond_to_auth_challenge(
            ClientId=client,
            ChallengeName=challenge["ChallengeName"],
            Session=challenge["Session"],
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
    issuer = f"{loggia.facts['url']}/{pool['Id']}"
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
