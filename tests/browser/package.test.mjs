// The npm package in Chromium, in an app of another origin: what it says where page or settings are wrong, where the clock is,
// and where there is no network.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { SignIn } from "./pages/sign_in.mjs";
import { MODES, Stage } from "./stage.mjs";

const PACKAGE = new URL("../../target/npm/package/", import.meta.url);
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; img-src data:; connect-src *";
const TYPES = { js: "text/javascript", wasm: "application/wasm" };

const page = '<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>App</title><script type="module" src="/app.js"></script>';
const script = 'import { createClient } from "./index.js"; window.createClient = createClient;';

describe("the npm package in a browser", () => {
  let stage, server, clientId;
  /** What the app's server does: its policy, and what it answers for the wasm file. */
  const app = {};

  before(async () => {
    stage = await Stage.open();
    server = createServer(async (request, response) => {
      const name = new URL(request.url, "http://a").pathname.slice(1);
      const type = TYPES[name.split(".").pop()];
      const missing = app.missing && name.endsWith(".wasm");
      response.setHeader("content-type", type ?? "text/html");
      response.setHeader("content-security-policy", app.policy);
      response.statusCode = missing ? 404 : 200;
      response.end(missing ? "" : name === "app.js" ? script : type ? await readFile(new URL(name, PACKAGE)) : page);
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    stage.app.url = `http://127.0.0.1:${server.address().port}/`;
    clientId = await stage.makeClient("Package app");
  });
  after(async () => {
    server?.close();
    await stage?.close();
  });

  /** Opens the app in a browser that logs what it likes: errors are what these tests are about. */
  async function open(story, { policy = POLICY, missing = false, before = () => {} } = {}) {
    Object.assign(app, { policy, missing });
    const context = await stage.browser.newContext({ locale: "en-GB", reducedMotion: "reduce" });
    context.setDefaultTimeout(15_000);
    try {
      await before(context);
      const page = await context.newPage();
      await page.goto(stage.app.url);
      await story(page, context);
    } finally {
      await context.close();
    }
  }

  /** What a call of a client with these settings fails with. */
  const failure = (page, call, settings = {}) =>
    page.evaluate(
      async ([call, settings]) => {
        const client = (window.client ??= createClient(settings));
        const { code, description, cause } = await client[call]().then(() => ({}), (error) => error);
        return { code, description, cause: String(cause) };
      },
      [call, { issuer: stage.facts.issuer, clientId, redirectUri: stage.app.url, store: "session", ...settings }],
    );

  it("names the wasm file that is missing", () =>
    open(
      async (page) => {
        const { code, description } = await failure(page, "user");
        assert.equal(code, "setup_failed");
        assert.equal(description, `${stage.app.url}loggia_spa_bg.wasm: 404`);
      },
      { missing: true },
    ));

  for (const [name, policy, call, blocked, cause] of [
    ["WebAssembly", POLICY.replace(" 'wasm-unsafe-eval'", ""), "user", () => `${stage.app.url}loggia_spa_bg.wasm`, /CompileError: .*Content Security Policy/],
    ["the wasm file", POLICY.replace("connect-src *", "connect-src 'none'"), "user", () => `${stage.app.url}loggia_spa_bg.wasm`, /Content-Security-Policy connect-src$/],
    ["the server", POLICY.replace("*", "'self'"), "signIn", () => `${stage.facts.issuer}/.well-known/openid-configuration`, /Content-Security-Policy connect-src$/],
  ]) {
    it(`names the policy that blocks ${name}`, () =>
      open(
        async (page) => {
          const { code, description } = await failure(page, call);
          assert.equal(code, "setup_failed", description);
          assert.ok(description.startsWith(`${blocked()}: `), description);
          assert.match(description, cause);
        },
        { policy },
      ));
  }

  for (const [name, issuer, code, description] of [
    ["a slash at its end", (issuer) => `${issuer}/`, "discovery_failed", (issuer) => `issuer must be ${issuer}`],
    ["no pool", (issuer) => new URL(issuer).origin, "discovery_failed", (issuer) => `${new URL(issuer).origin}/.well-known/openid-configuration is not there`],
    ["the discovery address", (issuer) => `${issuer}/.well-known/openid-configuration`, "discovery_failed", () => "is not there"],
    ["a pool that is not there", (issuer) => `${new URL(issuer).origin}/us-east-1_AAAAAAAAA`, "discovery_failed", () => "is not there"],
    ["no scheme", (issuer) => new URL(issuer).host, "invalid_options", () => "issuer must begin with https:"],
  ]) {
    it(`says what is wrong with an issuer that has ${name}`, () =>
      open(async (page) => {
        const own = stage.facts.issuer;
        const error = await failure(page, "signIn", { issuer: issuer(own) });
        assert.equal(error.code, code, error.description);
        assert.ok(error.description.includes(description(own)), error.description);
      }));
  }

  it("names a server that does not answer", () =>
    open(async (page) => {
      const error = await failure(page, "signIn", { issuer: "http://127.0.0.1:9/p" });
      assert.equal(error.code, "temporarily_unavailable");
      assert.match(error.description, /^http:\/\/127\.0\.0\.1:9\/p\/\.well-known\/openid-configuration: TypeError/);
    }));

  it("signs in on a device that is 90 s slow, and says that a sign-out did not reach the server", async () => {
    const person = await stage.makePerson();
    const slow = (context) =>
      context.addInitScript(() => {
        const { now } = Date;
        Date.now = () => now() - 90_000;
      });
    await open(
      async (page, context) => {
        assert.equal((await failure(page, "user")).code, undefined);
        await page.evaluate(() => void client.signIn());
        await (await new SignIn(page, MODES.wasm).waitFor()).submit(person);
        await page.waitForURL((url) => url.searchParams.has("code"));
        await page.waitForFunction(() => window.createClient);
        assert.equal((await failure(page, "handleRedirect")).description, undefined);
        assert.equal(await page.evaluate(async () => (await client.user()).email), person.address);
        assert.equal(page.url(), stage.app.url);
        await context.setOffline(true);
        const error = await failure(page, "signOut");
        assert.equal(error.code, "temporarily_unavailable");
        assert.match(error.description, /session lives on/);
        assert.equal(await page.evaluate(() => client.user()), undefined);
        await context.setOffline(false);
        await page.evaluate(() => void client.signOut());
        await page.waitForURL((url) => url.pathname !== "/" || url.origin !== new URL(stage.app.url).origin);
      },
      { before: slow },
    );
  });
});
