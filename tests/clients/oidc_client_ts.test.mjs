// The browser story through oidc-client-ts, unmodified, in a real browser: redirect, hosted page, code, user info, renewal, end of session.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { chromium } from "playwright-core";
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { launchOptions } from "../support/browser.mjs";
import { Loggia, freshAddress } from "../support/loggia.mjs";

// The package exports modules only; the file for a plain script tag lies beside them.
const library = new URL("../node_modules/oidc-client-ts/dist/browser/oidc-client-ts.js", import.meta.url);
const password = "Correct-Horse-1!";

/** A single-page app of another origin, as somebody would write it with oidc-client-ts. */
async function startApp() {
  const source = await readFile(library);
  const server = createServer((request, response) => {
    if (request.url.startsWith("/oidc.js")) {
      response.setHeader("content-type", "text/javascript");
      response.end(source);
    } else {
      response.setHeader("content-type", "text/html");
      response.end("<!doctype html><title>app</title><script src=/oidc.js></script>");
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${server.address().port}/` };
}

describe("oidc-client-ts", () => {
  let loggia, app, browser, clientId;
  const address = freshAddress();

  before(async () => {
    loggia = await Loggia.start();
    app = await startApp();
    browser = await chromium.launch(launchOptions);
    const admin = new CognitoIdentityProviderClient({
      region: loggia.facts.region,
      endpoint: loggia.facts.url,
      credentials: loggia.credentials,
    });
    const created = await admin.send(
      new CreateUserPoolClientCommand({
        UserPoolId: loggia.facts.pool_id,
        ClientName: "Another app",
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ["code"],
        AllowedOAuthScopes: ["openid", "email", "profile"],
        CallbackURLs: [app.url],
        LogoutURLs: [app.url],
        SupportedIdentityProviders: ["COGNITO"],
      }),
    );
    clientId = created.UserPoolClient.ClientId;
    await admin.send(
      new AdminCreateUserCommand({
        UserPoolId: loggia.facts.pool_id,
        Username: address,
        MessageAction: "SUPPRESS",
        UserAttributes: [
          { Name: "email", Value: address },
          { Name: "email_verified", Value: "true" },
          { Name: "name", Value: "Grace Hopper" },
        ],
      }),
    );
    await admin.send(
      new AdminSetUserPasswordCommand({
        UserPoolId: loggia.facts.pool_id,
        Username: address,
        Password: password,
        Permanent: true,
      }),
    );
  });

  after(async () => {
    await browser?.close();
    app?.server.close();
    await loggia?.stop();
  });

  it("signs in, reads user info, renews, and ends the session", async () => {
    const page = await browser.newPage();
    const manager = async () => {
      await page.evaluate(
        (settings) => {
          window.manager = new window.oidc.UserManager({
            ...settings,
            response_type: "code",
            scope: "openid email profile",
            loadUserInfo: true,
            userStore: new window.oidc.WebStorageStateStore({ store: window.sessionStorage }),
          });
        },
        { authority: loggia.facts.issuer, client_id: clientId, redirect_uri: app.url, post_logout_redirect_uri: app.url },
      );
    };
    await page.goto(app.url);
    await manager();
    await Promise.all([page.waitForURL(/\/login\?/), page.evaluate(() => void window.manager.signinRedirect())]);
    await page.getByLabel(/e-mail/i).fill(address);
    await page.locator('input[name="password"]').fill(password);
    await Promise.all([
      page.waitForURL((url) => url.origin === new URL(app.url).origin && url.searchParams.has("code")),
      page.locator('[name="signInSubmitButton"]').click(),
    ]);
    await manager();
    const user = await page.evaluate(async () => {
      const signedIn = await window.manager.signinRedirectCallback();
      return { profile: signedIn.profile, expires: signedIn.expires_in, scope: signedIn.scope };
    });
    assert.equal(user.profile.email, address);
    assert.equal(user.profile.name, "Grace Hopper");
    assert.ok(user.expires > 3500);

    const renewed = await page.evaluate(async () => {
      const before = await window.manager.getUser();
      const after = await window.manager.signinSilent();
      return { changed: before.access_token !== after.access_token, sub: after.profile.sub };
    });
    assert.equal(renewed.changed, true);
    assert.equal(renewed.sub, user.profile.sub);

    await Promise.all([
      page.waitForURL((url) => url.origin === new URL(app.url).origin && !url.searchParams.has("code")),
      page.evaluate(() => void window.manager.signoutRedirect()),
    ]);
    await manager();
    await Promise.all([page.waitForURL(/\/login\?/), page.evaluate(() => void window.manager.signinRedirect())]);
    assert.equal(await page.locator('input[name="password"]').count(), 1, "the session is over: the password is asked again");
  });
});
