// A client's brand on its pages: theme, classic style sheet and logo, however a browser meets them.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { SetUICustomizationCommand } from "@aws-sdk/client-cognito-identity-provider";
import { contrast, layout, rgb, violations } from "./audit.mjs";
import { TEMPLATE, THEME, png, push } from "./brands.mjs";
import { ForgotPassword } from "./pages/forgot_password.mjs";
import { SignIn } from "./pages/sign_in.mjs";
import { SignUp } from "./pages/sign_up.mjs";
import { MODES, Stage } from "./stage.mjs";
import { observe, painted } from "./watch.mjs";

const LOGO = png(240, 60, [59, 42, 140]);
const SHEET = ".label-customizable { color: #123456; font-weight: 700; }";

let stage;
before(async () => {
  stage = await Stage.open();
});
after(() => stage?.close());

/** A client with this brand. */
async function branded(brand) {
  const client = await stage.makeClient("Test app");
  await push(stage, client, brand);
  return client;
}

/** The computed values of these properties. */
const styles = (locator, properties) =>
  locator.evaluate((element, properties) => {
    const style = getComputedStyle(element);
    return Object.fromEntries(properties.map((name) => [name, style.getPropertyValue(name)]));
  }, properties);

describe("a brand", () => {
  for (const mode of [MODES.wasm, MODES.noWasm, MODES.noScript]) {
    it(`is there at the first paint and on the page after, ${mode.name}`, () =>
      stage.run(mode, async (page) => {
        const client = await branded({ theme: THEME, sheet: SHEET, logo: LOGO });
        const paths = [];
        page.on("request", (request) => paths.push(new URL(request.url()).pathname));
        await observe(page);
        await page.setViewportSize({ width: 1280, height: 800 });
        const assertBranded = async (label) => {
          assert.deepEqual(await rgb(label, "color"), [0x12, 0x34, 0x56], "the sheet");
          assert.deepEqual(await rgb(page.locator(".submitButton-customizable").first(), "background-color"), [0x3b, 0x2a, 0x8c], "the theme");
          const { "border-top-left-radius": radius, height } = await styles(page.locator(".lg-input").first(), ["border-top-left-radius", "height"]);
          assert.deepEqual([radius, height], ["6px", "52px"], "radius and density");
          const logo = page.locator("img.logo-customizable");
          assert.equal(await logo.evaluate((image) => image.decode().then(() => image.naturalWidth)), 240);
          assert.deepEqual([await logo.getAttribute("width"), await logo.getAttribute("height")], ["240", "60"]);
          const [form, brand] = [await page.locator("form").first().boundingBox(), await page.locator(".lg-brand").boundingBox()];
          assert.ok(form.x > 640 && brand.x < 100, "the name is in the panel, the form beside it");
        };
        await page.goto(stage.request({ client, path: "/login" }).url);
        const form = await new SignIn(page, mode).waitFor();
        await assertBranded(page.locator("label[for=signInFormUsername]"));
        assert.deepEqual(paths.filter((path) => /\.css$/.test(path)).length, 1, "no style sheet besides that of all pages");
        assert.equal(paths.filter((path) => path.endsWith("/assets/images/image.jpg")).length, 1);
        if (mode.script) {
          await painted(page);
          assert.deepEqual(await page.evaluate(() => window.shifts), []);
        }
        await form.submit({ address: "nobody@example.com", password: "Wrong-Horse-1!" });
        await form.alert.getByText(/Wrong|don’t match/).waitFor();
        await assertBranded(page.locator("label[for=signInFormUsername]"));
        await form.alert.getByRole("link", { name: "reset your password" }).click();
        await new ForgotPassword(page, mode).waitFor();
        await assertBranded(page.locator("label").first());
      }));
  }

  it("follows the scheme, is legible, and cuts nothing off, from a narrow phone to a wide window", () =>
    stage.run(MODES.wasm, async (page) => {
      const client = await branded({ theme: THEME, logo: LOGO });
      await page.goto(stage.request({ client, path: "/login" }).url);
      await new SignIn(page, MODES.wasm).waitFor();
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        for (const width of [320, 768, 899, 900, 1280]) {
          await page.setViewportSize({ width, height: 800 });
          const at = `${colorScheme} ${width}`;
          const panel = await page.locator(".lg-panel").isVisible();
          assert.equal(panel, width >= 900, at);
          assert.deepEqual(await layout(page), [], at);
          assert.deepEqual(await contrast(page), [], at);
          assert.deepEqual(await violations(page), [], at);
        }
      }
    }));

  it("stays on the side that its theme fixes", () =>
    stage.run(MODES.noScript, async (page) => {
      const client = await branded({ theme: { mode: "dark" } });
      await page.emulateMedia({ colorScheme: "light" });
      await page.goto(stage.request({ client, path: "/login" }).url);
      const [red] = await rgb(page.locator("html"), "background-color");
      assert.ok(red < 40, `${red}`);
      assert.equal((await styles(page.locator("html"), ["color-scheme"]))["color-scheme"], "dark");
    }));

  it("of one client is not that of another", () =>
    stage.run(MODES.noScript, async (page) => {
      await branded({ theme: THEME, sheet: SHEET, logo: LOGO });
      await page.goto(stage.request({ path: "/login" }).url);
      assert.equal(await page.locator("style, .lg-split, img").count(), 0);
    }));
});

/** A value for each documented property of each class that is on the pages: where it is, and what it computes to. */
const CLASSES = [
  ["login", ".logo-customizable", "max-width: 40%; background-color: #010203", { "max-width": "40%", "background-color": "rgb(1, 2, 3)" }],
  ["login", ".banner-customizable", "padding: 1px 2px 3px 4px; background-color: #010203", { padding: "1px 2px 3px 4px", "background-color": "rgb(1, 2, 3)" }],
  ["login", ".label-customizable", "font-weight: 300; color: #010203", { "font-weight": "300", color: "rgb(1, 2, 3)" }],
  ["forgotPassword", ".textDescription-customizable", "padding-top: 3px; padding-bottom: 4px; display: inline; font-size: 19px; color: #010203", { "padding-top": "3px", "padding-bottom": "4px", display: "inline", "font-size": "19px", color: "rgb(1, 2, 3)" }],
  ["login", ".submitButton-customizable", "font-size: 17px; font-weight: bold; margin: 1px 2px 3px 4px; width: 50%; height: 61px; color: #fefdfc; background-color: #010203", { "font-size": "17px", "font-weight": "700", margin: "1px 2px 3px 4px", height: "61px", color: "rgb(254, 253, 252)", "background-color": "rgb(1, 2, 3)" }],
  ["login", ".errorMessage-customizable", "margin: 1px; padding: 9px; font-size: 17px; background: #fefdfc; border: 2px dashed #040506; color: #010203", { margin: "1px", padding: "9px", "font-size": "17px", "background-color": "rgb(254, 253, 252)", "border-top-style": "dashed", color: "rgb(1, 2, 3)" }],
  ["login", ".inputField-customizable", "width: 90%; height: 51px; color: #010203; background-color: #fefdfc; border: 3px solid #040506", { height: "51px", color: "rgb(1, 2, 3)", "background-color": "rgb(254, 253, 252)", "border-top-width": "3px" }],
  ["login", ".redirect-customizable", "text-align: right", { "text-align": "right" }],
  ["signup", ".passwordCheck-notValid-customizable", "color: #010203", { color: "rgb(1, 2, 3)" }],
  ["signup", ".passwordCheck-valid-customizable", "color: #030201", { color: "rgb(3, 2, 1)" }],
  ["login", ".background-customizable", "background-color: #fefdfc", { "background-color": "rgb(254, 253, 252)" }],
];

/** What the states of classes change. An outline that is taken away stays as a clear one, which forced colours show. */
const STATES = [
  [".submitButton-customizable", "hover", "color: #fefdfc; background-color: #010203", { color: "rgb(254, 253, 252)", "background-color": "rgb(1, 2, 3)" }],
  [".inputField-customizable", "focus", "border-color: #010203; outline: 0", { "border-top-color": "rgb(1, 2, 3)", "outline-color": "rgba(0, 0, 0, 0)" }],
];

describe("a classic style sheet", () => {
  for (const mode of [MODES.wasm, MODES.noScript]) {
    it(`changes what each of its classes names, ${mode.name}`, () =>
      stage.run(mode, async (page) => {
        const sheet = CLASSES.map(([, selector, css]) => `${selector} { ${css} }`).join("\n");
        const client = await branded({ sheet, logo: LOGO });
        const assertChanged = async (path, absent = []) => {
          for (const [at, selector, , expect] of CLASSES.filter(([each, selector]) => each === path && !absent.includes(selector))) {
            const part = page.locator(selector).first();
            assert.deepEqual(await styles(part, Object.keys(expect)), expect, `${at} ${selector}`);
          }
        };
        await page.goto(stage.request({ client, path: "/login" }).url);
        const form = await new SignIn(page, mode).waitFor();
        await form.submit({ address: "nobody@example.com", password: "Wrong-Horse-1!" });
        await form.alert.getByText(/Wrong|don’t match/).waitFor();
        await assertChanged("login");
        await page.goto(stage.request({ client, path: "/forgotPassword" }).url);
        await assertChanged("forgotPassword");
        await page.goto(stage.request({ client, path: "/signup" }).url);
        const signUp = await new SignUp(page, mode).waitFor();
        if (mode.wasm) {
          await signUp.password.fill("abc");
          await page.locator(".passwordCheck-valid-customizable").first().waitFor();
        }
        // Without script no rule is met before the form was sent.
        await assertChanged("signup", mode.wasm ? [] : [".passwordCheck-valid-customizable"]);
      }));
  }

  it("changes the states of a button and a field", () =>
    stage.run(MODES.wasm, async (page) => {
      const client = await branded({ sheet: STATES.map(([selector, state, css]) => `${selector}:${state} { ${css} }`).join("\n") });
      await page.goto(stage.request({ client, path: "/login" }).url);
      await new SignIn(page, MODES.wasm).waitFor();
      for (const [selector, state, , expect] of STATES) {
        const part = page.locator(selector).first();
        await part.blur();
        const before = await styles(part, Object.keys(expect));
        await (state === "hover" ? part.hover() : part.focus());
        await page.waitForFunction(
          ([selector, expect]) => {
            const style = getComputedStyle(document.querySelector(selector));
            return Object.entries(expect).every(([name, value]) => style.getPropertyValue(name) === value);
          },
          [selector, expect],
        );
        assert.notDeepEqual(before, expect);
      }
    }));

  for (const colorScheme of ["light", "dark"]) {
    it(`as Cognito's console offers it is legible where the device asks for ${colorScheme}`, () =>
      stage.run(
        MODES.wasm,
        async (page) => {
          const client = await branded({ sheet: TEMPLATE, logo: LOGO });
          for (const path of ["/login", "/signup", "/forgotPassword"]) {
            await page.goto(stage.request({ client, path }).url);
            await page.locator("#app[data-hydrated]").waitFor({ state: "attached" });
            assert.equal((await styles(page.locator("html"), ["color-scheme"]))["color-scheme"], "light", "made for white pages");
            for (const width of [320, 1280]) {
              await page.setViewportSize({ width, height: 800 });
              // The colours of password rules are Cognito's own, and as faint as there.
              assert.deepEqual(await violations(page, {}, { exclude: [[".lg-rule"]] }), [], `${path} ${width}`);
              assert.deepEqual(await layout(page), [], `${path} ${width}`);
            }
          }
        },
        { colorScheme },
      ));
  }

  it("that would act is refused with its line, and the pages stay what they were", () =>
    stage.run(MODES.noScript, async (page) => {
      const client = await branded({ sheet: SHEET });
      const set = (CSS) =>
        stage.admin.send(new SetUICustomizationCommand({ UserPoolId: stage.facts.pool_id, ClientId: client, CSS }));
      for (const [css, line] of [
        ["\n@import url(https://evil.example/x.css);", 2],
        [".label-customizable { background: url(https://evil.example/x.png); }", 1],
        [".errorMessage-customizable { display: none; }", 1],
        ["input[value^=a] { color: red }", 1],
        [".label-customizable { color: red }\n</style><script>alert(1)</script>", 2],
      ]) {
        await assert.rejects(set(css), (error) => {
          assert.equal(error.name, "InvalidParameterException");
          assert.match(error.message, new RegExp(`line ${line}, column \\d+`), error.message);
          return true;
        });
      }
      await page.goto(stage.request({ client, path: "/login" }).url);
      assert.deepEqual(await rgb(page.locator("label").first(), "color"), [0x12, 0x34, 0x56]);
    }));
});
