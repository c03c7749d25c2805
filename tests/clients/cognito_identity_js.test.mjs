// The whole story through amazon-cognito-identity-js, unmodified: SRP, codes, attributes, recovery, sign-out.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserAttribute,
  CognitoUserPool,
} from "amazon-cognito-identity-js";
import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  SetUserPoolMfaConfigCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { Secret, TOTP } from "otpauth";
import { Loggia, freshAddress } from "../support/loggia.mjs";

/** A storage of its own for every user, so that no test sees another's tokens. */
class Memory {
  #items = new Map();
  setItem(key, value) { this.#items.set(key, value); return value; }
  getItem(key) { return this.#items.get(key) ?? null; }
  removeItem(key) { this.#items.delete(key); }
  clear() { this.#items.clear(); }
}

const call = (begin) =>
  new Promise((resolve, reject) => begin((error, result) => (error ? reject(error) : resolve(result))));

/** Resolves where the sign-in leads: to a session, or to the challenge of another callback. */
const signIn = (user, name, password, leads = "onSuccess") =>
  new Promise((resolve, reject) =>
    user.authenticateUser(new AuthenticationDetails({ Username: name, Password: password }), {
      onSuccess: () => reject(new Error("a password must not be enough")),
      onFailure: reject,
      [leads]: resolve,
    }),
  );

describe("amazon-cognito-identity-js", () => {
  let loggia, pool;
  const newUser = (name) => new CognitoUser({ Username: name, Pool: pool, Storage: new Memory() });

  before(async () => {
    loggia = await Loggia.start();
    pool = new CognitoUserPool({
      UserPoolId: loggia.facts.pool_id,
      ClientId: loggia.facts.client_id,
      endpoint: loggia.facts.url,
      Storage: new Memory(),
    });
  });
  after(() => loggia.stop());

  const register = async (address, password) => {
    const attributes = [
      new CognitoUserAttribute({ Name: "email", Value: address }),
      new CognitoUserAttribute({ Name: "name", Value: "Ada Lovelace" }),
    ];
    return call((done) => pool.signUp(address, password, attributes, [], done));
  };

  it("signs up, confirms, signs in by SRP, changes things, recovers, and deletes itself", async () => {
    const address = freshAddress();
    const password = "Correct-Horse-1!";
    const signedUp = await register(address, password);
    assert.equal(signedUp.userConfirmed, false);
    assert.match(signedUp.codeDeliveryDetails.Destination, /^p\*\*\*@e\*\*\*$/);
    const user = newUser(address);

    await assert.rejects(signIn(user, address, password), { name: "UserNotConfirmedException" });
    await assert.rejects(call((done) => user.confirmRegistration("000000", false, done)), { name: "CodeMismatchException" });
    await call((done) => user.resendConfirmationCode(done));
    await call(async (done) => user.confirmRegistration((await loggia.message(address)).code, false, done));

    const session = await signIn(user, address, password);
    const claims = session.getIdToken().payload;
    assert.equal(claims.email, address);
    assert.equal(claims.email_verified, true);
    assert.equal(claims.iss, loggia.facts.issuer);
    assert.equal(session.getAccessToken().payload.scope, "aws.cognito.signin.user.admin");

    const attributes = await call((done) => user.getUserAttributes(done));
    assert.equal(attributes.find((attribute) => attribute.getName() === "sub").getValue(), claims.sub);
    await call((done) => user.updateAttributes([new CognitoUserAttribute({ Name: "nickname", Value: "Countess" })], done));
    await call((done) => user.deleteAttributes(["nickname"], done));
    await call((done) => user.changePassword(password, "Another-Horse-2!", done));
    await assert.rejects(signIn(newUser(address), address, password), { name: "NotAuthorizedException" });

    const refreshed = await call((done) => user.refreshSession(session.getRefreshToken(), done));
    assert.equal(refreshed.getIdToken().payload.origin_jti, claims.origin_jti);
    assert.notEqual(refreshed.getAccessToken().getJwtToken(), session.getAccessToken().getJwtToken());

    const forgetful = newUser(address);
    await new Promise((resolve, reject) => forgetful.forgotPassword({ onSuccess: resolve, onFailure: reject }));
    const { code } = await loggia.message(address);
    await new Promise((resolve, reject) =>
      forgetful.confirmPassword(code, "Third-Horse-3!", { onSuccess: resolve, onFailure: reject }),
    );
    const other = newUser(address);
    const second = await signIn(other, address, "Third-Horse-3!");
    await new Promise((resolve, reject) => other.globalSignOut({ onSuccess: resolve, onFailure: reject }));
    const orphan = newUser(address);
    await assert.rejects(
      call((done) => orphan.refreshSession(second.getRefreshToken(), done)),
      { name: "NotAuthorizedException" },
    );

    const last = newUser(address);
    await signIn(last, address, "Third-Horse-3!");
    await call((done) => last.deleteUser(done));
    await assert.rejects(signIn(newUser(address), address, "Third-Horse-3!"), {
      name: "NotAuthorizedException",
      message: "Incorrect username or password.",
    });
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
        UserAttributes: [{ Name: "email", Value: address }, { Name: "email_verified", Value: "true" }],
        DesiredDeliveryMediums: ["EMAIL"],
      }),
    );
    const invited = await loggia.message(address);
    const user = newUser(address);
    const challenge = await new Promise((resolve, reject) =>
      user.authenticateUser(new AuthenticationDetails({ Username: address, Password: invited.code }), {
        onSuccess: () => reject(new Error("a temporary password must not be enough")),
        onFailure: reject,
        newPasswordRequired: (attributes, required) => resolve({ attributes, required }),
      }),
    );
    assert.equal(challenge.attributes.email, address);
    await new Promise((resolve, reject) =>
      user.completeNewPasswordChallenge("Chosen-Horse-4!", { name: "Invited" }, { onSuccess: resolve, onFailure: reject }),
    );
    const seen = await admin.send(new AdminGetUserCommand({ UserPoolId: loggia.facts.pool_id, Username: address }));
    assert.equal(seen.UserStatus, "CONFIRMED");
    await signIn(newUser(address), address, "Chosen-Horse-4!");
  });

  it("sets up an authenticator app at an SRP sign-in, and is asked for its code at the next", async () => {
    const admin = new CognitoIdentityProviderClient({
      region: loggia.facts.region,
      endpoint: loggia.facts.url,
      credentials: loggia.credentials,
    });
    const created = await admin.send(new CreateUserPoolCommand({ PoolName: "Guarded" }));
    const UserPoolId = created.UserPool.Id;
    const made = await admin.send(
      new CreateUserPoolClientCommand({
        UserPoolId,
        ClientName: "app",
        ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      }),
    );
    await admin.send(
      new SetUserPoolMfaConfigCommand({
        UserPoolId,
        MfaConfiguration: "ON",
        SoftwareTokenMfaConfiguration: { Enabled: true },
      }),
    );
    const password = "Correct-Horse-1!";
    await admin.send(new AdminCreateUserCommand({ UserPoolId, Username: "ada", MessageAction: "SUPPRESS" }));
    await admin.send(
      new AdminSetUserPasswordCommand({ UserPoolId, Username: "ada", Password: password, Permanent: true }),
    );
    const guarded = new CognitoUserPool({
      UserPoolId,
      ClientId: made.UserPoolClient.ClientId,
      endpoint: loggia.facts.url,
      Storage: new Memory(),
    });
    const ada = () => new CognitoUser({ Username: "ada", Pool: guarded, Storage: new Memory() });

    const user = ada();
    await signIn(user, "ada", password, "mfaSetup");
    const secret = await new Promise((associateSecretCode, onFailure) =>
      user.associateSoftwareToken({ associateSecretCode, onFailure }),
    );
    const app = new TOTP({ secret: Secret.fromBase32(secret) });
    const step = Math.floor(Date.now() / 30_000);
    const code = (later) => app.generate({ timestamp: (step + later) * 30_000 });
    const session = await new Promise((onSuccess, onFailure) =>
      user.verifySoftwareToken(code(0), "Phone", { onSuccess, onFailure }),
    );
    assert.equal(session.getIdToken().payload["cognito:username"], "ada");

    const again = ada();
    await signIn(again, "ada", password, "totpRequired");
    const send = (digits) =>
      new Promise((onSuccess, onFailure) =>
        again.sendMFACode(digits, { onSuccess, onFailure }, "SOFTWARE_TOKEN_MFA"),
      );
    await assert.rejects(send(code(0)), { name: "ExpiredCodeException" });
    const secondSession = await send(code(1));
    assert.equal(secondSession.getAccessToken().payload.scope, "aws.cognito.signin.user.admin");
    const data = await call((done) => again.getUserData(done, { bypassCache: true }));
    assert.equal(data.PreferredMfaSetting, "SOFTWARE_TOKEN_MFA");
    assert.deepEqual(data.UserMFASettingList, ["SOFTWARE_TOKEN_MFA"]);
  });

  it("cannot tell an unknown user from a wrong password", async () => {
    await assert.rejects(signIn(newUser("nobody@example.com"), "nobody@example.com", "Wrong-Horse-1!"), {
      name: "NotAuthorizedException",
      message: "Incorrect username or password.",
    });
  });
});
