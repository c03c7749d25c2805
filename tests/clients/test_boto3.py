"""The whole story through boto3, unmodified: users of their own, users of an administrator, pools and clients."""

import base64
import datetime
import hashlib
import hmac
import json
import time
import urllib.parse
import urllib.request
import zlib

import jwt
import pyotp
import pytest
from botocore.exceptions import ClientError

PASSWORD = "Correct-Horse-1!"


def png_chunk(name, content):
    named = name + content
    return len(content).to_bytes(4, "big") + named + zlib.crc32(named).to_bytes(4, "big")


# A white point.
PNG = b"".join(
    [
        b"\x89PNG\r\n\x1a\n",
        png_chunk(b"IHDR", bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0])),
        png_chunk(b"IDAT", zlib.compress(b"\x00\xff\xff\xff")),
        png_chunk(b"IEND", b""),
    ]
)


def refused(error, call, **arguments):
    """Calls and expects this Cognito error."""
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    assert raised.value.response["Error"]["Code"] == error, raised.value
    return raised.value.response["Error"]["Message"]


def secret_hash(secret, username, client):
    digest = hmac.new(secret.encode(), (username + client).encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def registered(loggia, address):
    """A confirmed user of the public client."""
    cognito, client = loggia.public(), loggia.facts["client_id"]
    attributes = [{"Name": "email", "Value": address}, {"Name": "name", "Value": "Ada"}]
    cognito.sign_up(ClientId=client, Username=address, Password=PASSWORD, UserAttributes=attributes)
    code = loggia.message(address)["code"]
    cognito.confirm_sign_up(ClientId=client, Username=address, ConfirmationCode=code)


def signed_in(loggia, address, password=PASSWORD):
    return loggia.public().initiate_auth(
        ClientId=loggia.facts["client_id"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": address, "PASSWORD": password},
    )["AuthenticationResult"]


def test_tokens_verify_against_the_published_keys(loggia, address):
    registered(loggia, address)
    result = signed_in(loggia, address)
    keys = jwt.PyJWKClient(f"{loggia.facts['issuer']}/.well-known/jwks.json")
    claims = {}
    for use, audience in (("Id", loggia.facts["client_id"]), ("Access", None)):
        token = result[f"{use}Token"]
        claims[use] = jwt.decode(
            token,
            keys.get_signing_key_from_jwt(token).key,
            algorithms=["RS256"],
            issuer=loggia.facts["issuer"],
            audience=audience,
        )
    assert claims["Id"]["token_use"] == "id" and claims["Access"]["token_use"] == "access"
    assert claims["Id"]["cognito:username"] == claims["Id"]["sub"] == claims["Access"]["username"]
    assert claims["Id"]["email_verified"] is True
    assert "aud" not in claims["Access"] and claims["Access"]["client_id"] == loggia.facts["client_id"]
    assert claims["Id"]["origin_jti"] == claims["Access"]["origin_jti"]
    headers = [jwt.get_unverified_header(result[f"{use}Token"]) for use in ("Id", "Access")]
    assert headers[0]["kid"] != headers[1]["kid"]
    assert result["ExpiresIn"] == 3600 and result["TokenType"] == "Bearer"


def test_a_signed_in_user_manages_the_own_profile(loggia, address):
    registered(loggia, address)
    cognito = loggia.public()
    access = signed_in(loggia, address)["AccessToken"]
    moved = f"moved-{address}"
    cognito.update_user_attributes(AccessToken=access, UserAttributes=[{"Name": "email", "Value": moved}])
    cognito.get_user_attribute_verification_code(AccessToken=access, AttributeName="email")
    refused("CodeMismatchException", cognito.verify_user_attribute, AccessToken=access, AttributeName="email", Code="000000")
    cognito.verify_user_attribute(AccessToken=access, AttributeName="email", Code=loggia.message(moved)["code"])
    attributes = {a["Name"]: a["Value"] for a in cognito.get_user(AccessToken=access)["UserAttributes"]}
    assert attributes["email"] == moved and attributes["email_verified"] == "true"
    refused("NotAuthorizedException", cognito.update_user_attributes, AccessToken=access,
            UserAttributes=[{"Name": "email_verified", "Value": "true"}])
    refused("InvalidParameterException", cognito.delete_user_attributes, AccessToken=access, UserAttributeNames=["email"])
    cognito.change_password(AccessToken=access, PreviousPassword=PASSWORD, ProposedPassword="Another-Horse-2!")
    refused("NotAuthorizedException", cognito.change_password, AccessToken=access,
            PreviousPassword=PASSWORD, ProposedPassword="Third-Horse-3!")
    cognito.delete_user(AccessToken=access)
    with pytest.raises(ClientError) as gone:
        cognito.get_user(AccessToken=access)
    assert gone.value.response["Error"]["Code"] in ("UserNotFoundException", "NotAuthorizedException")


def test_refresh_and_revocation(loggia, address):
    registered(loggia, address)
    cognito, client = loggia.public(), loggia.facts["client_id"]
    result = signed_in(loggia, address)
    refreshed = cognito.initiate_auth(
        ClientId=client, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters={"REFRESH_TOKEN": result["RefreshToken"]}
    )["AuthenticationResult"]
    assert "RefreshToken" not in refreshed
    again = cognito.get_tokens_from_refresh_token(ClientId=client, RefreshToken=result["RefreshToken"])
    assert again["AuthenticationResult"]["AccessToken"]
    cognito.revoke_token(ClientId=client, Token=result["RefreshToken"])
    assert refused("NotAuthorizedException", cognito.get_user, AccessToken=refreshed["AccessToken"]) == "Access Token has been revoked"
    refused("NotAuthorizedException", cognito.get_tokens_from_refresh_token, ClientId=client, RefreshToken=result["RefreshToken"])
    refused("UnsupportedTokenTypeException", cognito.revoke_token, ClientId=client, Token=result["AccessToken"])


def test_rotation_gives_a_new_refresh_token_and_notices_reuse(loggia, address):
    registered(loggia, address)
    admin, public = loggia.admin(), loggia.public()
    client = admin.create_user_pool_client(
        UserPoolId=loggia.facts["pool_id"], ClientName="rotating",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
        RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": 0},
    )["UserPoolClient"]["ClientId"]
    first = public.initiate_auth(ClientId=client, AuthFlow="USER_PASSWORD_AUTH",
                                 AuthParameters={"USERNAME": address, "PASSWORD": PASSWORD})["AuthenticationResult"]
    second = public.get_tokens_from_refresh_token(ClientId=client, RefreshToken=first["RefreshToken"])["AuthenticationResult"]
    assert second["RefreshToken"] != first["RefreshToken"]
    refused("RefreshTokenReuseException", public.get_tokens_from_refresh_token, ClientId=client, RefreshToken=first["RefreshToken"])


def test_an_administrator_runs_a_pool_from_birth_to_death(loggia, address):
    admin, public = loggia.admin(), loggia.public()
    pool = admin.create_user_pool(
        PoolName="Story",
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        Policies={"PasswordPolicy": {"MinimumLength": 12, "RequireSymbols": False, "RequireUppercase": True,
                                     "RequireLowercase": True, "RequireNumbers": True}},
        Schema=[{"Name": "email", "Required": True, "AttributeDataType": "String", "Mutable": True},
                {"Name": "plan", "AttributeDataType": "String", "Mutable": True,
                 "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "10"}}],
    )["UserPool"]
    pool_id = pool["Id"]
    assert admin.describe_user_pool(UserPoolId=pool_id)["UserPool"]["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
    assert any(p["Id"] == pool_id for p in admin.list_user_pools(MaxResults=60)["UserPools"])
    domain = f"story-{pool_id.split('_')[1].lower()}"
    admin.create_user_pool_domain(UserPoolId=pool_id, Domain=domain)
    assert admin.describe_user_pool_domain(Domain=domain)["DomainDescription"]["UserPoolId"] == pool_id
    assert admin.describe_user_pool_domain(Domain="nobody-has-this")["DomainDescription"] == {}
    made = admin.create_user_pool_client(
        UserPoolId=pool_id, ClientName="backend", GenerateSecret=True,
        ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        PreventUserExistenceErrors="LEGACY",
    )["UserPoolClient"]
    client, secret = made["ClientId"], made["ClientSecret"]
    assert admin.describe_user_pool_client(UserPoolId=pool_id, ClientId=client)["UserPoolClient"]["ClientSecret"] == secret
    assert [c["ClientName"] for c in admin.list_user_pool_clients(UserPoolId=pool_id, MaxResults=10)["UserPoolClients"]] == ["backend"]

    message = refused("InvalidPasswordException", admin.admin_create_user, UserPoolId=pool_id, Username=address, TemporaryPassword="short")
    assert "not long enough" in message
    admin.admin_create_user(UserPoolId=pool_id, Username=address, MessageAction="SUPPRESS", TemporaryPassword="Temporary12345",
                            UserAttributes=[{"Name": "email", "Value": address}, {"Name": "custom:plan", "Value": "gold"}])
    refused("UsernameExistsException", admin.admin_create_user, UserPoolId=pool_id, Username=address)
    challenge = admin.admin_initiate_auth(
        UserPoolId=pool_id, ClientId=client, AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": address, "PASSWORD": "Temporary12345", "SECRET_HASH": secret_hash(secret, address, client)})
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    name = challenge["ChallengeParameters"]["USER_ID_FOR_SRP"]
    done = admin.admin_respond_to_auth_challenge(
        UserPoolId=pool_id, ClientId=client, ChallengeName="NEW_PASSWORD_REQUIRED", Session=challenge["Session"],
        ChallengeResponses={"USERNAME": name, "NEW_PASSWORD": "Permanent12345", "SECRET_HASH": secret_hash(secret, name, client)})
    claims = jwt.decode(done["AuthenticationResult"]["IdToken"], options={"verify_signature": False})
    assert claims["custom:plan"] == "gold"
    refused("NotAuthorizedException", admin.admin_respond_to_auth_challenge,
            UserPoolId=pool_id, ClientId=client, ChallengeName="NEW_PASSWORD_REQUIRED", Session=challenge["Session"],
            ChallengeResponses={"USERNAME": name, "NEW_PASSWORD": "Permanent12345", "SECRET_HASH": secret_hash(secret, name, client)})
    assert "Unable to verify secret hash" in refused(
        "NotAuthorizedException", public.initiate_auth, ClientId=client, AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": address, "PASSWORD": "Permanent12345", "SECRET_HASH": "d3Jvbmc="})
    refused("UserNotFoundException", public.initiate_auth, ClientId=client, AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "nobody@example.com", "PASSWORD": "x", "SECRET_HASH": secret_hash(secret, "nobody@example.com", client)})

    for number in range(5):
        admin.admin_create_user(UserPoolId=pool_id, Username=f"{number}-{address}", MessageAction="SUPPRESS")
    pages = admin.get_paginator("list_users").paginate(UserPoolId=pool_id, PaginationConfig={"PageSize": 2})
    assert sum(len(page["Users"]) for page in pages) == 6
    users = admin.list_users(UserPoolId=pool_id, Filter=f'email ^= "3-{address[:8]}"')["Users"]
    assert len(users) == 1
    admin.admin_set_user_password(UserPoolId=pool_id, Username=f"3-{address}", Password="Permanent12345", Permanent=True)
    assert admin.admin_get_user(UserPoolId=pool_id, Username=f"3-{address}")["UserStatus"] == "CONFIRMED"
    admin.admin_delete_user(UserPoolId=pool_id, Username=f"3-{address}")
    refused("UserNotFoundException", admin.admin_get_user, UserPoolId=pool_id, Username=f"3-{address}")
    assert "domain configured" in refused("InvalidParameterException", admin.delete_user_pool, UserPoolId=pool_id)


class App:
    """An authenticator app by another implementation of RFC 6238; no step of it is shown twice."""

    def __init__(self, secret):
        self.totp, self.step = pyotp.TOTP(secret), 0

    def code(self):
        """This step's code, or the next one's, which the server accepts half a minute early."""
        self.step = max(self.step + 1, int(time.time()) // 30)
        return self.totp.at(self.step * 30)


def test_a_pool_that_requires_a_second_factor_leads_to_an_authenticator_app(loggia, address):
    admin, public = loggia.admin(), loggia.public()
    refused("InvalidParameterException", admin.create_user_pool, PoolName="Guarded", MfaConfiguration="ON")
    pool_id = admin.create_user_pool(PoolName="Guarded", UsernameAttributes=["email"])["UserPool"]["Id"]
    client = admin.create_user_pool_client(
        UserPoolId=pool_id, ClientName="app", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )["UserPoolClient"]["ClientId"]
    refused("InvalidParameterException", admin.set_user_pool_mfa_config, UserPoolId=pool_id, MfaConfiguration="ON")
    config = admin.set_user_pool_mfa_config(
        UserPoolId=pool_id, MfaConfiguration="ON", SoftwareTokenMfaConfiguration={"Enabled": True})
    assert config["MfaConfiguration"] == "ON"
    assert admin.get_user_pool_mfa_config(UserPoolId=pool_id)["SoftwareTokenMfaConfiguration"] == {"Enabled": True}
    assert admin.describe_user_pool(UserPoolId=pool_id)["UserPool"]["MfaConfiguration"] == "ON"
    admin.admin_create_user(UserPoolId=pool_id, Username=address, MessageAction="SUPPRESS",
                            UserAttributes=[{"Name": "email", "Value": address}])
    admin.admin_set_user_password(UserPoolId=pool_id, Username=address, Password=PASSWORD, Permanent=True)

    def begin():
        return public.initiate_auth(ClientId=client, AuthFlow="USER_PASSWORD_AUTH",
                                    AuthParameters={"USERNAME": address, "PASSWORD": PASSWORD})

    def respond(challenge, **responses):
        return dict(ClientId=client, ChallengeName=challenge["ChallengeName"], Session=challenge["Session"],
                    ChallengeResponses={"USERNAME": address, **responses})

    challenge = begin()
    assert challenge["ChallengeName"] == "MFA_SETUP"
    assert json.loads(challenge["ChallengeParameters"]["MFAS_CAN_SETUP"]) == ["SOFTWARE_TOKEN_MFA"]
    associated = public.associate_software_token(Session=challenge["Session"])
    secret = associated["SecretCode"]
    assert secret not in json.dumps(challenge["ChallengeParameters"])
    app = App(secret)
    code = app.code()
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    assert refused("EnableSoftwareTokenMFAException", public.verify_software_token,
                   Session=associated["Session"], UserCode=wrong) == "Code mismatch"
    verified = public.verify_software_token(Session=associated["Session"], UserCode=code, FriendlyDeviceName="Phone")
    assert verified["Status"] == "SUCCESS"
    setup = {"ChallengeName": "MFA_SETUP", "Session": verified["Session"]}
    access = public.respond_to_auth_challenge(**respond(setup))["AuthenticationResult"]["AccessToken"]
    user = public.get_user(AccessToken=access)
    assert user["UserMFASettingList"] == ["SOFTWARE_TOKEN_MFA"] and user["PreferredMfaSetting"] == "SOFTWARE_TOKEN_MFA"

    challenge = begin()
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert challenge["ChallengeParameters"]["FRIENDLY_DEVICE_NAME"] == "Phone"
    assert refused("ExpiredCodeException", public.respond_to_auth_challenge,
                   **respond(challenge, SOFTWARE_TOKEN_MFA_CODE=code)) == "Your software token has already been used once."
    code = app.code()
    done = public.respond_to_auth_challenge(**respond(challenge, SOFTWARE_TOKEN_MFA_CODE=code))
    assert done["AuthenticationResult"]["IdToken"]
    refused("NotAuthorizedException", public.respond_to_auth_challenge, **respond(challenge, SOFTWARE_TOKEN_MFA_CODE=code))
    refused("InvalidParameterException", public.set_user_mfa_preference, AccessToken=access,
            SoftwareTokenMfaSettings={"Enabled": False, "PreferredMfa": False})

    admin.set_user_pool_mfa_config(UserPoolId=pool_id, MfaConfiguration="OPTIONAL",
                                   SoftwareTokenMfaConfiguration={"Enabled": True})
    public.set_user_mfa_preference(AccessToken=access, SoftwareTokenMfaSettings={"Enabled": False, "PreferredMfa": False})
    assert "UserMFASettingList" not in admin.admin_get_user(UserPoolId=pool_id, Username=address)
    assert begin()["AuthenticationResult"]["AccessToken"]
    admin.admin_set_user_mfa_preference(UserPoolId=pool_id, Username=address,
                                        SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True})
    challenge = begin()
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    # The wrong code of the set-up and the code that came twice are two of the five of ten minutes.
    for _ in range(3):
        assert refused("CodeMismatchException", public.respond_to_auth_challenge,
                       **respond(challenge, SOFTWARE_TOKEN_MFA_CODE=wrong)) == "Invalid code received for user"
    refused("NotAuthorizedException", public.respond_to_auth_challenge, **respond(challenge, SOFTWARE_TOKEN_MFA_CODE=wrong))


def test_a_wrong_key_signs_nothing(loggia):
    import boto3
    forged = boto3.client("cognito-idp", endpoint_url=loggia.facts["url"], region_name=loggia.facts["region"],
                          aws_access_key_id=loggia.facts["admin_access_key_id"], aws_secret_access_key="wrong" * 8)
    refused("InvalidSignatureException", forged.list_user_pools, MaxResults=1)
    stranger = boto3.client("cognito-idp", endpoint_url=loggia.facts["url"], region_name=loggia.facts["region"],
                            aws_access_key_id="AKIAUNKNOWN", aws_secret_access_key="wrong" * 8)
    refused("UnrecognizedClientException", stranger.list_user_pools, MaxResults=1)


def test_client_credentials_at_the_token_endpoint(loggia):
    facts = loggia.facts
    basic = base64.b64encode(f"{facts['m2m_client_id']}:{facts['m2m_client_secret']}".encode()).decode()
    request = urllib.request.Request(
        f"{facts['url']}/oauth2/token", data=urllib.parse.urlencode({"grant_type": "client_credentials"}).encode(),
        headers={"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"})
    with urllib.request.urlopen(request) as answer:
        body = json.load(answer)
    claims = jwt.decode(body["access_token"], options={"verify_signature": False})
    assert claims["sub"] == claims["client_id"] == facts["m2m_client_id"] and claims["version"] == 2
    assert "refresh_token" not in body and "id_token" not in body


def test_pages_are_customized_for_all_clients_and_for_one(loggia):
    cognito = loggia.admin()
    pool = cognito.create_user_pool(PoolName="Branded")["UserPool"]["Id"]
    own = cognito.create_user_pool_client(UserPoolId=pool, ClientName="Branded")["UserPoolClient"]["ClientId"]
    css = ".submitButton-customizable { background-color: #123456; }\n"
    message = refused("InvalidParameterException", cognito.set_ui_customization, UserPoolId=pool, CSS=css)
    assert "has no domain" in message
    cognito.create_user_pool_domain(UserPoolId=pool, Domain="acme-boto3")
    assert cognito.get_ui_customization(UserPoolId=pool)["UICustomization"] == {}
    everyone = cognito.set_ui_customization(UserPoolId=pool, CSS=css)["UICustomization"]
    assert (everyone["ClientId"], everyone["CSS"]) == ("ALL", css) and "ImageUrl" not in everyone
    assert len(everyone["CSSVersion"]) == 14 and everyone["CSSVersion"] == everyone["LastModifiedDate"].astimezone(
        datetime.timezone.utc
    ).strftime("%Y%m%d%H%M%S")
    seen = cognito.get_ui_customization(UserPoolId=pool, ClientId=own)["UICustomization"]
    assert seen == everyone
    # From the first of its own on, the client no longer sees that of all.
    branded = cognito.set_ui_customization(UserPoolId=pool, ClientId=own, ImageFile=PNG)["UICustomization"]
    assert branded["ClientId"] == own and "CSS" not in branded
    assert branded["ImageUrl"] == f"{loggia.facts['url']}/{pool}/{own}/{branded['CSSVersion']}/assets/images/image.jpg"
    with urllib.request.urlopen(branded["ImageUrl"]) as answer:
        assert answer.headers["Content-Type"] == "image/png" and answer.read().startswith(b"\x89PNG")
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    cognito.set_ui_customization(UserPoolId=pool, ClientId="ALL", CSS="/* changed */")
    seen = cognito.get_ui_customization(UserPoolId=pool, ClientId=own)["UICustomization"]
    assert seen == branded
    # Each refusal says where and why, and changes nothing.
    for bad, where in (
        (".submitButton-customizable { color: red }\n@import 'x';", "line 2, column 1"),
        ("body { color: red }", "line 1, column 1"),
        (".label-customizable {\n  background: url(x) }", "line 2, column"),
    ):
        message = refused("InvalidParameterException", cognito.set_ui_customization, UserPoolId=pool, ClientId=own, CSS=bad)
        assert where in message, message
    gif = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"
    message = refused("InvalidParameterException", cognito.set_ui_customization, UserPoolId=pool, ClientId=own, ImageFile=gif)
    assert "PNG or a JPEG" in message
    refused("ResourceNotFoundException", cognito.set_ui_customization, UserPoolId=pool, ClientId="nobody", CSS=css)
    refused("ResourceNotFoundException", cognito.get_ui_customization, UserPoolId="us-east-1_nobody")
    assert cognito.get_ui_customization(UserPoolId=pool, ClientId=own)["UICustomization"] == branded
    # An empty one takes it away: the client sees that of all again, and with that gone, nothing.
    cognito.set_ui_customization(UserPoolId=pool, ClientId=own)
    seen = cognito.get_ui_customization(UserPoolId=pool, ClientId=own)["UICustomization"]
    assert (seen["ClientId"], seen["CSS"]) == ("ALL", "/* changed */")
    cognito.set_ui_customization(UserPoolId=pool)
    assert cognito.get_ui_customization(UserPoolId=pool, ClientId=own)["UICustomization"] == {}
