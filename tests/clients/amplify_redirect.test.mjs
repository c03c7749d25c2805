// AWS Amplify's redirect flow, unmodified, in Chromium, which trusts our authority as the program says at its start.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { Agent } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { launchOptions } from "../support/browser.mjs";
import { Loggia, freshAddress, program } from "../support/loggia.mjs";

const run = promisify(execFile);
const password = "Correct-Horse-1!";
/** Longer than anything here takes. */
const PATIENCE = 30_000;
/** `cargo xtask test` puts the pinned esbuild on PATH. */
const bundler = "esbuild";

async function bundle() {
  const source = fileURLToPath(new URL("amplify_redirect.app.mjs", import.meta.url));
  const { stdout } = await run(
    bundler,
    [source, "--bundle", "--format=esm", "--target=es2022", "--log-level=warning"],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  return stdout;
}

/** Serves the app on a free port; `configure` gives what it reads as its settings. */
async function startApp() {
  const script = await bundle();
  const app = { settings: {} };
  app.server = createServer((request, response) => {
    const [type, body] =
      request.url === "/app.js"
        ? ["text/javascript", script]
        : request.url === "/amplify.json"
          ? ["application/json", JSON.stringify(app.settings)]
          : ["text/html", '<!doctype html><link rel="icon" href="data:,"><title>app</title><script type="module" src="/app.js"></script>'];
    response.setHeader("content-type", type);
    response.end(body);
  });
  await new Promise((resolve) => app.server.listen(0, "127.0.0.1", resolve));
  app.url = `http://127.0.0.1:${app.server.address().port}/`;
  return app;
}

/** The command by which Chromium trusts the authority of a data folder, as the program prints it for people. */
async function trustCommand(data) {
  const child = spawn(
    program,
    ["serve", "--demo", "--data", data, "--listen", "127.0.0.1:0", "--tls", "self-signed"],
    { stdio: ["ignore", "pipe", "ignore"] },
  );
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const [, command] = /^ +Chromium +(.+)$/.exec(line) ?? [];
      if (command) return command;
    }
  } finally {
    child.kill("SIGTERM");
  }
  throw new Error("the program does not say how Chromium trusts its authority");
}

describe("AWS Amplify's redirect flow over TLS", () => {
  let loggia, app, browser, home, admin;
  const address = freshAddress();

  before(async () => {
    loggia = await Loggia.start({ args: ["--tls", "self-signed"] });
    app = await startApp();
    // A home of its own, so that the person's who runs this is left alone.
    home = await mkdtemp(join(tmpdir(), "loggia-home-"));
    const env = { ...process.env, HOME: home };
    await run("sh", ["-c", await trustCommand(loggia.data)], { env });
    browser = await chromium.launch({ ...launchOptions, env });
    const ca = await readFile(loggia.facts.certificate_authority);
    admin = new CognitoIdentityProviderClient({
      region: loggia.facts.region,
      endpoint: loggia.facts.url,
      credentials: loggia.credentials,
      requestHandler: { httpsAgent: new Agent({ ca }) },
    });
    const pool = { UserPoolId: loggia.facts.pool_id };
    const scopes = ["openid", "email", "profile", "aws.cognito.signin.user.admin"];
    const created = await admin.send(
      new CreateUserPoolClientCommand({
        ...pool,
        ClientName: "An app with Amplify",
        ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ["code"],
        AllowedOAuthScopes: scopes,
        CallbackURLs: [app.url],
        LogoutURLs: [app.url],
        SupportedIdentityProviders: ["COGNITO"],
      }),
    );
    app.settings = {
      Auth: {
        Cognito: {
          userPoolId: loggia.facts.pool_id,
          userPoolClientId: created.UserPoolClient.ClientId,
          userPoolEndpoint: loggia.facts.url,
          loginWith: {
            oauth: {
              domain: new URL(loggia.facts.url).host,
              scopes,
              redirectSignIn: [app.url],
              redirectSignOut: [app.url],
              responseType: "code",
            },
          },
        },
      },
    };
    const attributes = { email: address, email_verified: "true", name: "Grace Hopper" };
    await admin.send(
      new AdminCreateUserCommand({
        ...pool,
        Username: address,
        MessageAction: "SUPPRESS",
        UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
      }),
    );
    await admin.send(new AdminSetUserPasswordCommand({ ...pool, Username: address, Password: password, Permanent: true }));
  });

  after(async () => {
    await browser?.close();
    admin?.destroy();
    app?.server.close();
    await loggia?.stop();
    if (home) await rm(home, { recursive: true, force: true });
  });

  it("signs in, keeps and refreshes tokens, and signs out of app, pages and API", async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    const problems = [];
    page.on("pageerror", (error) => problems.push(String(error.stack)));
    page.on("console", (message) => message.type() === "error" && problems.push(`${message.location().url}: ${message.text()}`));
    const ready = () => page.waitForFunction(() => window.app);
    const heard = (event) => page.waitForFunction((event) => window.app?.events.some((one) => one.event === event), event);
    const startSignIn = (input) =>
      Promise.all([page.waitForURL(/\/login\?/), page.evaluate((input) => void window.app.signInWithRedirect(input), input)]);

    await page.goto(app.url);
    await ready();
    assert.equal(await page.evaluate(() => window.app.session()), undefined);
    const customState = "cart=1&step=ü/2";
    await startSignIn({ customState });
    assert.ok(page.url().startsWith(loggia.facts.url), page.url());
    await page.locator("input[name=username]").fill(address);
    await page.locator("input[name=password]").fill(password);
    await page.locator('[name="signInSubmitButton"]').click();
    await page.waitForURL((url) => url.href.startsWith(app.url));
    await heard("signInWithRedirect");
    await heard("customOAuthState");
    const events = await page.evaluate(() => window.app.events);
    assert.equal(events.find(({ event }) => event === "customOAuthState").data, customState);

    const first = await page.evaluate(() => window.app.session());
    assert.deepEqual([first.id.email, first.id.name, first.id.iss], [address, "Grace Hopper", loggia.facts.issuer]);
    assert.equal(first.access.client_id, app.settings.Auth.Cognito.userPoolClientId);
    assert.equal((await page.evaluate(() => window.app.getCurrentUser())).userId, first.id.sub);
    const attributes = await page.evaluate(() => window.app.fetchUserAttributes());
    assert.deepEqual([attributes.email, attributes.email_verified], [address, "true"]);

    await page.goto(app.url);
    await ready();
    const session = await page.evaluate(() => window.app.session());
    assert.equal(session.accessToken, first.accessToken, "a page that is loaded anew is still signed in");
    const second = await page.evaluate(() => window.app.session({ forceRefresh: true }));
    assert.notEqual(second.accessToken, first.accessToken);
    assert.equal(second.access.origin_jti, first.access.origin_jti);

    await Promise.all([
      page.waitForRequest((request) => new URL(request.url()).pathname === "/logout"),
      page.evaluate(() => void window.app.signOut()),
    ]);
    await page.waitForURL((url) => url.href.startsWith(app.url));
    await ready();
    assert.equal(await page.evaluate(() => window.app.session()), undefined);
    assert.deepEqual(problems, []);
    const refused = await page.evaluate(
      async ([url, AccessToken]) => {
        const headers = {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": "AWSCognitoIdentityProviderService.GetUser",
        };
        const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ AccessToken }) });
        return (await response.json()).__type;
      },
      [loggia.facts.url, second.accessToken],
    );
    assert.equal(refused, "NotAuthorizedException", "what was signed out is revoked");
    await startSignIn();
    assert.equal(await page.locator("input[name=password]").count(), 1, "the pages' session is over too");
  });
});
