// An app's story through AWS Amplify v6, unmodified: it signs in by SRP, keeps tokens fresh, and signs out everywhere.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Amplify } from "aws-amplify";
import {
  confirmResetPassword,
  confirmSignIn,
  confirmSignUp,
  deleteUser,
  fetchAuthSession,
  fetchUserAttributes,
  getCurrentUser,
  resetPassword,
  signIn,
  signOut,
  signUp,
  updatePassword,
  updateUserAttributes,
  confirmUserAttribute,
} from "aws-amplify/auth";
import { cognitoUserPoolsTokenProvider } from "aws-amplify/auth/cognito";
import { sharedInMemoryStorage } from "aws-amplify/utils";
import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { Loggia, freshAddress } from "../support/loggia.mjs";

const password = "Correct-Horse-1!";

describe("AWS Amplify", () => {
  let loggia;

  before(async () => {
    loggia = await Loggia.start();
    cognitoUserPoolsTokenProvider.setKeyValueStorage(sharedInMemoryStorage);
    Amplify.configure({
      Auth: {
        Cognito: {
          userPoolId: loggia.facts.pool_id,
          userPoolClientId: loggia.facts.client_id,
          userPoolEndpoint: loggia.facts.url,
        },
      },
    });
  });
  after(() => loggia.stop());

  it("signs up, signs in, refreshes, changes things, recovers, and deletes itself", async () => {
    const address = freshAddress();
    const registered = await signUp({
      username: address,
      password,
      options: { userAttributes: { email: address, name: "Ada Lovelace" } },
    });
    assert.equal(registered.nextStep.signUpStep, "CONFIRM_SIGN_UP");
    assert.equal((await signIn({ username: address, password })).nextStep.signInStep, "CONFIRM_SIGN_UP");
    const { code } = await loggia.message(address);
    await confirmSignUp({ username: address, confirmationCode: code });

    await assert.rejects(signIn({ username: address, password: "Wrong-Horse-1!" }), { name: "NotAuthorizedException" });
    assert.equal((await signIn({ username: address, password })).isSignedIn, true);
    const first = (await fetchAuthSession()).tokens;
    assert.equal(first.idToken.payload.email, address);
    assert.equal(first.idToken.payload.iss, loggia.facts.issuer);
    assert.equal((await getCurrentUser()).userId, first.accessToken.payload.sub);
    const second = (await fetchAuthSession({ forceRefresh: true })).tokens;
    assert.notEqual(second.accessToken.toString(), first.accessToken.toString());
    assert.equal(second.accessToken.payload.origin_jti, first.accessToken.payload.origin_jti);

    const moved = freshAddress();
    const update = await updateUserAttributes({ userAttributes: { email: moved, nickname: "Countess" } });
    assert.equal(update.email.nextStep.updateAttributeStep, "CONFIRM_ATTRIBUTE_WITH_CODE");
    const moving = await loggia.message(moved);
    await confirmUserAttribute({ userAttributeKey: "email", confirmationCode: moving.code });
    const attributes = await fetchUserAttributes();
    assert.deepEqual(
      [attributes.email, attributes.email_verified, attributes.nickname],
      [moved, "true", "Countess"],
    );
    await updatePassword({ oldPassword: password, newPassword: "Another-Horse-2!" });
    await signOut({ global: true });
    await assert.rejects(getCurrentUser(), { name: "UserUnAuthenticatedException" });

    await resetPassword({ username: moved });
    const recovery = await loggia.message(moved);
    await confirmResetPassword({ username: moved, confirmationCode: recovery.code, newPassword: "Third-Horse-3!" });
    assert.equal((await signIn({ username: moved, password: "Third-Horse-3!" })).isSignedIn, true);
    await deleteUser();
    await assert.rejects(signIn({ username: moved, password: "Third-Horse-3!" }), { name: "NotAuthorizedException" });
  });

  it("answers the new password challenge of a user whom an administrator created", async () => {
    const address = freshAddress();
    const admin = new CognitoIdentityProviderClient({
      region: loggia.facts.region,
      endpoint: loggia.facts.url,
      credentials: loggia.credentials,
    });
    await admin.send(
      new AdminCreateUserCommand({
        UserPoolId: loggia.facts.pool_id,
        Username: address,
        TemporaryPassword: "Temporary-Horse-1!",
        MessageAction: "SUPPRESS",
        UserAttributes: [{ Name: "email", Value: address }, { Name: "email_verified", Value: "true" }],
      }),
    );
    const step = await signIn({ username: address, password: "Temporary-Horse-1!" });
    assert.equal(step.nextStep.signInStep, "CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED");
    assert.equal((await confirmSignIn({ challengeResponse: password })).isSignedIn, true);
    await signOut();
  });
});
