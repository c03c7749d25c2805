"""A pool with a function, through boto3: whom it keeps out, whom it confirms at once."""

import pytest
from botocore.exceptions import ClientError
from function import ARN, asking

PASSWORD = "Correct-Horse-1!"


def answer(event):
    if "robot" in event["request"]["userAttributes"]["email"]:
        return {"errorMessage": "No robots", "errorType": "Error"}
    event["response"].update(autoConfirmUser=True, autoVerifyEmail=True)
    return event


@pytest.fixture(scope="module")
def world():
    with asking(answer) as running:
        yield running


@pytest.fixture(scope="module")
def loggia(world):
    return world[0]


@pytest.fixture(scope="module")
def client(loggia):
    """A client of a pool that asks the function."""
    admin = loggia.admin()
    pool = admin.create_user_pool(
        PoolName="asking", AutoVerifiedAttributes=["email"], LambdaConfig={"PreSignUp": ARN}
    )["UserPool"]
    assert pool["LambdaConfig"] == {"PreSignUp": ARN}
    made = admin.create_user_pool_client(
        UserPoolId=pool["Id"], ClientName="app", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]
    return made


def sign_up(loggia, client, name, **more):
    attributes = [{"Name": "email", "Value": f"{name}@example.com"}]
    return loggia.public().sign_up(
        ClientId=client["ClientId"], Username=name, Password=PASSWORD, UserAttributes=attributes, **more
    )


def test_a_function_keeps_people_out(loggia, client):
    with pytest.raises(ClientError) as raised:
        sign_up(loggia, client, "robot")
    error = raised.value.response["Error"]
    assert error["Code"] == "UserLambdaValidationException"
    assert error["Message"] == "PreSignUp failed with error No robots."
    users = loggia.admin().list_users(UserPoolId=client["UserPoolId"], Filter='username = "robot"')
    assert users["Users"] == []


def test_a_function_confirms_at_once(world, client):
    loggia, function = world
    answer = sign_up(
        loggia,
        client,
        "ada",
        ValidationData=[{"Name": "captcha", "Value": "x"}],
        ClientMetadata={"campaign": "spring"},
    )
    assert answer["UserConfirmed"] is True
    assert "CodeDeliveryDetails" not in answer
    event = function.events[-1]
    assert event["request"] == {
        "userAttributes": {"email": "ada@example.com"},
        "validationData": {"captcha": "x"},
        "clientMetadata": {"campaign": "spring"},
    }
    assert event["triggerSource"] == "PreSignUp_SignUp"
    assert event["callerContext"]["clientId"] == client["ClientId"]
    tokens = loggia.public().initiate_auth(
        ClientId=client["ClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": PASSWORD},
    )
    assert "AccessToken" in tokens["AuthenticationResult"]


def test_a_pool_that_asks_nobody_any_more_lets_everybody_in(loggia, client):
    admin = loggia.admin()
    admin.update_user_pool(UserPoolId=client["UserPoolId"], AutoVerifiedAttributes=["email"])
    assert admin.describe_user_pool(UserPoolId=client["UserPoolId"])["UserPool"]["LambdaConfig"] == {}
    answer = sign_up(loggia, client, "robot")
    assert answer["UserConfirmed"] is False
