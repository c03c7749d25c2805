"""A pool with a function, through boto3: whom it keeps out, whom it confirms at once."""

import http.server
import json
import tempfile
import threading

import pytest
from botocore.exceptions import ClientError
from conftest import Loggia

ARN = "arn:aws:lambda:us-east-1:123456789012:function:sign-up"
PASSWORD = "Correct-Horse-1!"


class Function(http.server.ThreadingHTTPServer):
    """A function behind plain HTTP that remembers its events."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.events = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/"


class Answer(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        event = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.events.append(event)
        if "robot" in event["request"]["userAttributes"]["email"]:
            event = {"errorMessage": "No robots", "errorType": "Error"}
        else:
            event["response"].update(autoConfirmUser=True, autoVerifyEmail=True)
        body = json.dumps(event).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def function():
    running = Function()
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture(scope="module")
def asking(function):
    with tempfile.TemporaryDirectory() as data:
        loggia = Loggia(data, "--set", f"triggers.{ARN}={function.url}")
        yield loggia
        loggia.stop()


@pytest.fixture(scope="module")
def client(asking):
    """A client of a pool that asks the function."""
    admin = asking.admin()
    pool = admin.create_user_pool(
        PoolName="asking", AutoVerifiedAttributes=["email"], LambdaConfig={"PreSignUp": ARN}
    )["UserPool"]
    assert pool["LambdaConfig"] == {"PreSignUp": ARN}
    made = admin.create_user_pool_client(
        UserPoolId=pool["Id"], ClientName="app", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]
    return made


def sign_up(asking, client, name, **more):
    attributes = [{"Name": "email", "Value": f"{name}@example.com"}]
    return asking.public().sign_up(
        ClientId=client["ClientId"], Username=name, Password=PASSWORD, UserAttributes=attributes, **more
    )


def test_a_function_keeps_people_out(asking, client):
    with pytest.raises(ClientError) as raised:
        sign_up(asking, client, "robot")
    error = raised.value.response["Error"]
    assert error["Code"] == "UserLambdaValidationException"
    assert error["Message"] == "PreSignUp failed with error No robots."
    found = asking.admin().list_users(UserPoolId=client["UserPoolId"], Filter='username = "robot"')
    assert found["Users"] == []


def test_a_function_confirms_at_once(asking, client, function):
    answer = sign_up(
        asking,
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
    tokens = asking.public().initiate_auth(
        ClientId=client["ClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": PASSWORD},
    )
    assert "AccessToken" in tokens["AuthenticationResult"]


def test_a_pool_that_asks_nobody_any_more_lets_everybody_in(asking, client):
    admin = asking.admin()
    admin.update_user_pool(UserPoolId=client["UserPoolId"], AutoVerifiedAttributes=["email"])
    assert admin.describe_user_pool(UserPoolId=client["UserPoolId"])["UserPool"]["LambdaConfig"] == {}
    answer = sign_up(asking, client, "robot")
    assert answer["UserConfirmed"] is False
