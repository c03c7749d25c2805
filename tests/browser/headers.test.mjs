// What the pages' answers carry besides the page: policy, caching, cookies.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { Continue } from "./pages/continue.mjs";
import { SignIn } from "./pages/sign_in.mjs";
import { SCENES } from "./scenes.mjs";
import { MODES, Stage } from "./stage.mjs";

/** A Content-Security-Policy as a map of its directives. */
const directives = (policy) =>
  Object.fromEntries(policy.split(";").map((part) => part.trim().split(" ")).map(([name, ...values]) => [name, values]));

/** The paths of all hosted pages, as the program names them. */
const routes = readFileSync(new URL("../../src/wire/route.rs", import.meta.url), "utf8")
  .split("/// Authorization endpoint.")[0]
  .match(/(?<=: &str = ")[^"]+/g);

/** What every answer of the pages carries, redirects included. */
function assertAnswer(headers, where) {
  assert.equal(headers.get("referrer-policy"), "no-referrer", where);
  assert.equal(headers.get("cache-control"), "no-store", where);
  assert.equal(headers.get("cross-origin-opener-policy"), "same-origin", where);
  assert.equal(headers.get("x-content-type-options"), "nosniff", where);
}

/** What a page carries besides; `apps` are the origins to which its forms may lead. */
function assertPage(headers, apps, where) {
  assertAnswer(headers, where);
  const policy = directives(headers.get("content-security-policy"));
  const [nonce, ...scripts] = policy["script-src"];
  assert.match(nonce, /^'nonce-[\w-]{43}'$/, where);
  assert.deepEqual(
    { ...policy, "script-src": scripts },
    {
      "default-src": ["'none'"],
      "script-src": ["'strict-dynamic'", "'wasm-unsafe-eval'"],
      "style-src": ["'self'"],
      "img-src": ["'self'", "data:"],
      "font-src": ["'self'"],
      "connect-src": ["'self'"],
      "form-action": ["'self'", ...apps],
      "base-uri": ["'none'"],
      "frame-ancestors": ["'none'"],
      "require-trusted-types-for": ["'script'"],
    },
    where,
  );
  assert.match(headers.get("permissions-policy"), /publickey-credentials-get=\(self\), otp-credentials=\(self\)/, where);
}

describe("headers", () => {
  let stage;
  before(async () => (stage = await Stage.open()));
  after(() => stage?.close());

  it("no two answers share a nonce or an anti-forgery token", async () => {
    const seen = await Promise.all(
      [1, 2].map(async () => {
        const response = await fetch(stage.request({ path: "/login" }).url);
        const html = await response.text();
        return [html.match(/nonce="([^"]+)"/)[1], html.match(/name="_csrf" value="([^"]+)"/)[1]];
      }),
    );
    assert.notEqual(seen[0][0], seen[1][0]);
    assert.notEqual(seen[0][1], seen[1][1]);
  });

  it("script, wasm, style and texts may be kept for ever, and are small", async () => {
    const html = await (await fetch(stage.request({ path: "/login" }).url)).text();
    const assets = [...new Set(html.match(/\/assets\/[\w.-]+/g))];
    assert.equal(assets.length, 4, assets.join(" "));
    for (const asset of assets) {
      const response = await fetch(stage.facts.url + asset, { headers: { "accept-encoding": "br" } });
      assert.equal(response.status, 200, asset);
      assert.equal(response.headers.get("cache-control"), "public, max-age=31536000, immutable");
      assert.equal(response.headers.get("content-encoding"), "br");
      if (asset.endsWith(".css")) {
        const usable = html.length + Number(response.headers.get("content-length"));
        assert.ok(usable <= 50 * 1024, `${usable} bytes until the page can be used`);
      }
    }
  });

  it("no page can be put into a frame", () =>
    stage.run(MODES.wasm, async (page) => {
      await page.goto(stage.app.url);
      const framed = page.waitForEvent("requestfailed");
      await page.evaluate((src) => document.body.append(Object.assign(document.createElement("iframe"), { src })), stage.request({ path: "/login" }).url);
      assert.match((await framed).failure().errorText, /BLOCKED_BY_(RESPONSE|CSP)/);
    }, { expected: ["/"] }));
});

describe("over TLS", () => {
  let stage;
  before(async () => {
    // Node takes further authorities at its start only, and this one is made after it; whether a browser trusts it, the
    // redirect story of tests/clients shows.
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    stage = await Stage.open({ args: ["--tls", "self-signed"] });
  });
  after(async () => {
    await stage?.close();
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  });

  it("every route of the pages answers with its policy, and with cookies that are bound to the host", async () => {
    const passed = new Set();
    /** Looks at all that the pages answer in `context`. */
    const watch = (context) => {
      const looks = [];
      const look = async (response) => {
        const { origin, pathname } = new URL(response.url());
        if (origin !== stage.facts.url || /^\/(assets|oauth2|favicon)/.test(pathname)) return;
        const where = `${response.request().method()} ${pathname} ${response.status()}`;
        const headers = new Map((await response.headersArray()).map(({ name, value }) => [name.toLowerCase(), value]));
        for (const cookie of await response.headerValues("set-cookie")) {
          assert.match(cookie, /^__Host-[\w-]+=/, where);
          for (const part of ["; HttpOnly", "; SameSite=Lax", "; Secure", "; Path=/"]) assert.ok(cookie.includes(part), `${where}: ${cookie}`);
        }
        if (headers.get("content-type")?.startsWith("text/html")) {
          // Only a page that refuses the request may know no app: its forms then lead nowhere else.
          const { origin: app } = new URL(stage.app.url);
          const refused = response.status() >= 400 || pathname === "/error";
          const bare = refused && !headers.get("content-security-policy").includes(app);
          assertPage(headers, bare ? [] : [app], where);
        } else {
          assertAnswer(headers, where);
        }
        passed.add(pathname);
      };
      context.on("response", (response) => looks.push(look(response)));
      return looks;
    };
    for (const { name, wasm, reach } of SCENES) {
      // With wasm most steps are no documents, and would not be looked at.
      const mode = wasm ? MODES.wasm : MODES.noWasm;
      await stage.run(
        mode,
        async (page, context) => {
          const looks = watch(context);
          await reach(stage, page, mode);
          if (name === "sign-in") {
            await new SignIn(page, mode).chooseLanguage("de");
            for (const path of ["/error", "/confirmUser", "/nothing", "/logout"]) await page.goto(stage.request({ path }).url);
          }
          await Promise.all(looks);
        },
        { ignoreHTTPSErrors: true, expected: ["/"] },
      );
    }
    assert.deepEqual(
      routes.filter((path) => !passed.has(path)),
      [],
      "routes that nobody looked at",
    );
  });

  it("are bound to the host, out of reach of script, and tell nothing", () =>
    stage.run(
      MODES.wasm,
      async (page, context) => {
        const person = await stage.makePerson();
        const cookies = async () => Object.fromEntries((await context.cookies(stage.facts.url)).map((one) => [one.name, one]));
        await page.goto(stage.request().url);
        const form = await new SignIn(page, MODES.wasm).waitFor();
        await form.submit({ address: person.address, password: "Wrong-Horse-1!" });
        await form.alert.getByText(/Wrong|don’t match/).waitFor();
        const before = await cookies();
        assert.deepEqual(Object.keys(before).sort(), ["__Host-loggia_csrf", "__Host-loggia_step"]);
        await form.submit({ password: person.password });
        await page.waitForURL((url) => url.href.startsWith(stage.app.url));
        const first = await cookies();
        const session = `__Host-loggia-${stage.facts.pool_id}`;
        assert.deepEqual(Object.keys(first).sort(), ["__Host-loggia_csrf", session].sort());

        await page.goto(stage.request({ prompt: "login" }).url);
        await form.waitFor();
        await form.submit(person);
        await page.waitForURL((url) => url.href.startsWith(stage.app.url));
        const second = await cookies();
        assert.notEqual(second[session].value, first[session].value, "a new sign-in has a new id");

        for (const cookie of [...Object.values(before), ...Object.values(second)]) {
          const { name, value, path, secure, httpOnly, sameSite } = cookie;
          assert.deepEqual({ path, secure, httpOnly, sameSite }, { path: "/", secure: true, httpOnly: true, sameSite: "Lax" }, name);
          assert.ok(!Buffer.from(value, "base64url").includes(person.address), name);
        }
        assert.equal(await page.evaluate(() => document.cookie), "");

        await page.goto(stage.request({ prompt: "select_account" }).url);
        await new Continue(page, MODES.wasm).waitFor();
        await context.addCookies([{ ...second[session], value: first[session].value }]);
        await page.goto(stage.request({ prompt: "select_account" }).url);
        await form.waitFor();
      },
      { ignoreHTTPSErrors: true },
    ));
});
