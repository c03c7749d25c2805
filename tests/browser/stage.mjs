// What every browser test stands on: a running Loggia, Chromium, an app that receives codes, an administrator.
import assert from "node:assert/strict";
import { createHash, createPublicKey, randomBytes, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { Agent } from "node:https";
import { chromium } from "playwright-core";
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { launchOptions } from "../support/browser.mjs";
import { Loggia, freshAddress } from "../support/loggia.mjs";
import { keyboard, pointer } from "./hands.mjs";

/** A password that keeps every rule of the demo pool. */
export const PASSWORD = "Correct-Horse-1!";
/** What Chromium logs about an answer that is a refusal. */
const REFUSED = /^(Failed to load resource|Refused to frame|Framing )/;
/** Longer than anything here takes, far below the patience of a person. */
const PATIENCE = 15_000;

/** The ways in which a browser may meet the pages. */
export const MODES = {
  wasm: { name: "with script and wasm", script: true, wasm: true, hand: pointer },
  noWasm: { name: "without wasm", script: true, wasm: false, hand: pointer },
  noScript: { name: "without JavaScript", script: false, wasm: false, hand: pointer },
  keyboard: { name: "with the keyboard only", script: true, wasm: true, hand: keyboard },
};

/** An app of another origin: it only receives what the pages send it. */
async function startApp() {
  const server = createServer((request, response) => {
    response.setHeader("content-type", "text/html");
    response.end('<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Test app</title><h1>Test app</h1>');
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${server.address().port}/callback` };
}

/** Everything that one test file needs; close it when the file ends. */
export class Stage {
  static async open(options) {
    const loggia = await Loggia.start(options);
    const stage = new Stage(loggia, await startApp(), await chromium.launch(launchOptions));
    try {
      stage.client = await stage.makeClient("Test app");
      stage.identifierFirst = await stage.makeClient("Test app", ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]);
    } catch (error) {
      await stage.close();
      throw error;
    }
    return stage;
  }

  constructor(loggia, app, browser) {
    Object.assign(this, { loggia, app, browser, facts: loggia.facts });
    const authority = loggia.facts.certificate_authority;
    this.admin = new CognitoIdentityProviderClient({
      region: loggia.facts.region,
      endpoint: loggia.facts.url,
      credentials: loggia.credentials,
      requestHandler: authority && { httpsAgent: new Agent({ ca: readFileSync(authority) }) },
    });
  }

  async close() {
    await this.browser.close();
    this.admin.destroy();
    this.app.server.close();
    await this.loggia.stop();
  }

  /** A public client of the demo pool whose codes come to this stage's app. */
  async makeClient(name, flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]) {
    const created = await this.admin.send(
      new CreateUserPoolClientCommand({
        UserPoolId: this.facts.pool_id,
        ClientName: name,
        ExplicitAuthFlows: flows,
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ["code"],
        AllowedOAuthScopes: ["openid", "email", "profile"],
        CallbackURLs: [this.app.url],
        LogoutURLs: [this.app.url],
        SupportedIdentityProviders: ["COGNITO"],
        PreventUserExistenceErrors: "ENABLED",
      }),
    );
    return created.UserPoolClient.ClientId;
  }

  /** Somebody with an account; `temporary` leaves the password one that must be replaced. */
  async makePerson({ temporary = false, name = "Ada Lovelace" } = {}) {
    const person = { address: freshAddress(), password: PASSWORD, name };
    const user = { UserPoolId: this.facts.pool_id, Username: person.address };
    await this.admin.send(
      new AdminCreateUserCommand({
        ...user,
        MessageAction: "SUPPRESS",
        TemporaryPassword: person.password,
        UserAttributes: [
          { Name: "email", Value: person.address },
          { Name: "email_verified", Value: "true" },
          { Name: "name", Value: name },
        ],
      }),
    );
    if (!temporary) {
      await this.admin.send(new AdminSetUserPasswordCommand({ ...user, Password: person.password, Permanent: true }));
    }
    return person;
  }

  /** Somebody who signed up through the API and has not confirmed the address yet. */
  async registerPerson() {
    const person = { address: freshAddress(), password: PASSWORD };
    await this.admin.send(
      new SignUpCommand({
        ClientId: this.client,
        Username: person.address,
        Password: person.password,
        UserAttributes: [{ Name: "email", Value: person.address }],
      }),
    );
    return person;
  }

  /** The code that was last sent to `address`. */
  async code(address) {
    const { code } = await this.loggia.message(address);
    assert.match(code, /^\d{6}$/);
    return code;
  }

  /** An authorization request with PKCE, as an app makes it. */
  request({ client = this.client, path = "/oauth2/authorize", ...more } = {}) {
    const verifier = randomBytes(32).toString("base64url");
    const state = randomBytes(16).toString("base64url");
    const query = new URLSearchParams({
      response_type: "code",
      client_id: client,
      redirect_uri: this.app.url,
      scope: "openid email profile",
      state,
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
      ...more,
    });
    return { client, verifier, state, query: `?${query}`, url: `${this.facts.url}${path}?${query}` };
  }

  /** Waits until the app was given a code for `request`, and redeems it. */
  async redeem(page, request) {
    await page.waitForURL((url) => url.href.startsWith(this.app.url));
    const answer = new URL(page.url()).searchParams;
    assert.equal(answer.get("error"), null, page.url());
    assert.equal(answer.get("state"), request.state);
    return this.token({
      grant_type: "authorization_code",
      client_id: request.client,
      redirect_uri: this.app.url,
      code: answer.get("code"),
      code_verifier: request.verifier,
    });
  }

  /** What the token endpoint answers to `fields`, which must be a yes. */
  async token(fields) {
    const response = await fetch(`${this.facts.url}/oauth2/token`, { method: "POST", body: new URLSearchParams(fields) });
    const body = await response.json();
    assert.equal(response.status, 200, JSON.stringify(body));
    return body;
  }

  /** The claims of a token whose signature holds. */
  async claims(token) {
    const [head, body, signature] = token.split(".");
    const read = (part) => JSON.parse(Buffer.from(part, "base64url"));
    const { keys } = await (await fetch(`${this.facts.issuer}/.well-known/jwks.json`)).json();
    const key = createPublicKey({ key: keys.find(({ kid }) => kid === read(head).kid), format: "jwk" });
    const signed = Buffer.from(`${head}.${body}`);
    assert.ok(verify("RSA-SHA256", signed, key, Buffer.from(signature, "base64url")), "the signature holds");
    return read(body);
  }

  /**
   * Runs `story` in a fresh browser profile; then nothing may have been logged as an error, nor broken the page's policy.
   *
   * `expected` are addresses whose answer is an error on purpose: Chromium logs those.
   */
  async run(mode, story, { expected = [], ...options } = {}) {
    const context = await this.browser.newContext({
      javaScriptEnabled: mode.script,
      locale: "en-GB",
      reducedMotion: "reduce",
      ...options,
    });
    context.setDefaultTimeout(PATIENCE);
    const problems = [];
    context.on("console", (message) => {
      const { url } = message.location();
      const onPurpose = REFUSED.test(message.text()) && expected.some((part) => url.includes(part));
      if (message.type() === "error" && !onPurpose) problems.push(`${url}: ${message.text()}`);
    });
    context.on("weberror", (error) => problems.push(String(error.error().stack)));
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample }) =>
        console.error(`policy violated: ${effectiveDirective} ${blockedURI} ${sample}`),
      );
    });
    if (mode.script && !mode.wasm) await context.addInitScript(() => delete window.WebAssembly);
    try {
      const page = await context.newPage();
      await story(page, context);
      assert.deepEqual(problems, []);
    } catch (error) {
      error.message += `\n${problems.join("\n")}\nat ${context.pages().map((page) => page.url())}`;
      throw error;
    } finally {
      await context.close();
    }
  }
}
