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
  CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
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

const signIn = (user, name, password, extra = {}) =>
  new Promise((resolve, reject) =>
    user.authenticateUser(new AuthenticationDetails({ Username: name, Password: password }), {
      onSuccess: resolve,
      onFailure: reject,
      ...extra,
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
    const asked = await new Promise((resolve, reject) =>
      user.authenticateUser(new AuthenticationDetails({ Username: address, Password: invited.code }), {
        onSuccess: () => reject(new Error("a temporary password must not be enough")),
        onFailure: reject,
        newPasswordRequired: (given, required) => resolve({ given, required }),
      }),
    );
    assert.equal(asked.given.email, address);
    await new Promise((resolve, reject) =>
      user.completeNewPasswordChallenge("Chosen-Horse-4!", { name: "Invited" }, { onSuccess: resolve, onFailure: reject }),
    );
    const seen = await admin.send(new AdminGetUserCommand({ UserPoolId: loggia.facts.pool_id, Username: address }));
    assert.equal(seen.UserStatus, "CONFIRMED");
    await signIn(newUser(address), address, "Chosen-Horse-4!");
  });

  it("cannot tell an unknown user from a wrong password", async () => {
    await assert.rejects(signIn(newUser("nobody@example.com"), "nobody@example.com", "Wrong-Horse-1!"), {
      name: "NotAuthorizedException",
      message: "Incorrect username or password.",
    });
  });
});
