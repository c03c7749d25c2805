"""The services beside user pools, one operation each, through boto3 and the AWS CLI, unmodified."""

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from test_aws_cli import aws

ACCOUNT = "000000000000"


def refused(call, **arguments):
    """Calls, and gives the error's code, its status and its message."""
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    response = raised.value.response
    assert response["ResponseMetadata"]["RequestId"]
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Message"]


def unchecked(loggia, service):
    """A client that leaves the limits of the service model to the service."""
    return boto3.client(
        service,
        endpoint_url=loggia.facts["url"],
        region_name=loggia.facts["region"],
        aws_access_key_id=loggia.facts["admin_access_key_id"],
        aws_secret_access_key=loggia.facts["admin_secret_access_key"],
        config=Config(parameter_validation=False),
    )


def test_identity_pools_speak_json(loggia):
    identity = loggia.admin("cognito-identity")
    answer = identity.list_identity_pools(MaxResults=60)
    assert answer["IdentityPools"] == [] and "NextToken" not in answer
    assert answer["ResponseMetadata"]["RequestId"]
    code, status, message = refused(unchecked(loggia, "cognito-identity").list_identity_pools, MaxResults=61)
    assert (code, status) == ("ValidationException", 400)
    assert message.endswith("at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 60")
    code, status, _ = refused(identity.list_identity_pools, MaxResults=1, NextToken="made-up")
    assert (code, status) == ("InvalidParameterException", 400)
    pool = f"{loggia.facts['region']}:00000000-0000-4000-8000-000000000000"
    code, status, message = refused(identity.describe_identity_pool, IdentityPoolId=pool)
    assert message == "DescribeIdentityPool is not available in this version of Loggia."
    assert (code, status) == ("UnknownOperationException", 400)


def test_sync_speaks_rest(loggia):
    sync = loggia.admin("cognito-sync")
    answer = sync.list_identity_pool_usage()
    assert (answer["IdentityPoolUsages"], answer["Count"]) == ([], 0)
    assert answer["ResponseMetadata"]["RequestId"]
    assert sync.list_identity_pool_usage(MaxResults=2)["MaxResults"] == 2
    code, status, _ = refused(sync.list_identity_pool_usage, NextToken="made-up")
    assert (code, status) == ("InvalidParameterException", 400)
    # The colon of an id is escaped in the path, and the signature is made of the escaped path, escaped again.
    pool = f"{loggia.facts['region']}:00000000-0000-4000-8000-000000000000"
    code, status, message = refused(sync.list_records, IdentityPoolId=pool, IdentityId=pool, DatasetName="notes")
    assert message == "ListRecords is not available in this version of Loggia."
    assert (code, status) == ("UnknownOperationException", 404)


def test_sts_speaks_query(loggia):
    sts, key = loggia.admin("sts"), loggia.facts["admin_access_key_id"]
    answer = sts.get_caller_identity()
    assert answer["ResponseMetadata"]["RequestId"]
    assert answer["Account"] == ACCOUNT
    assert (answer["Arn"], answer["UserId"]) == (f"arn:aws:iam::{ACCOUNT}:user/{key}", key)
    code, status, message = refused(sts.get_session_token)
    assert message == "GetSessionToken is not available in this version of Loggia."
    assert (code, status) == ("InvalidAction", 400)


@pytest.mark.parametrize(
    ("service", "code"),
    [
        ("cognito-identity", "InvalidSignatureException"),
        ("cognito-sync", "InvalidSignatureException"),
        ("sts", "SignatureDoesNotMatch"),
    ],
)
def test_a_wrong_secret_is_refused(loggia, service, code):
    client = boto3.client(
        service,
        endpoint_url=loggia.facts["url"],
        region_name=loggia.facts["region"],
        aws_access_key_id=loggia.facts["admin_access_key_id"],
        aws_secret_access_key="wrong",
    )
    calls = {
        "cognito-identity": lambda: client.list_identity_pools(MaxResults=1),
        "cognito-sync": lambda: client.list_identity_pool_usage(),
        "sts": lambda: client.get_caller_identity(),
    }
    assert refused(calls[service])[0] == code


def test_the_cli_reaches_each(loggia):
    key = loggia.facts["admin_access_key_id"]
    assert aws(loggia, "list-identity-pools", "--max-results", "5", service="cognito-identity") == {"IdentityPools": []}
    usage = aws(loggia, "list-identity-pool-usage", service="cognito-sync")
    assert (usage["IdentityPoolUsages"], usage["Count"]) == ([], 0)
    assert aws(loggia, "get-caller-identity", service="sts") == {
        "UserId": key,
        "Account": ACCOUNT,
        "Arn": f"arn:aws:iam::{ACCOUNT}:user/{key}",
    }
