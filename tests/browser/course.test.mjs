// How pages load, send, go back, and agree between tabs and languages.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { freshAddress } from "../support/loggia.mjs";
import { rgb } from "./audit.mjs";
import { Confirm } from "./pages/confirm.mjs";
import { Continue } from "./pages/continue.mjs";
import { Done } from "./pages/done.mjs";
import { Password } from "./pages/password.mjs";
import { SignIn } from "./pages/sign_in.mjs";
import { SignUp } from "./pages/sign_up.mjs";
import { SCENES, open } from "./scenes.mjs";
import { MODES, PASSWORD, Stage } from "./stage.mjs";
import { countPosts, focus, holdPosts, holdWasm, observe, painted } from "./watch.mjs";

const mode = MODES.wasm;
let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

describe("loading", () => {
  it("nothing moves from the first paint until the page has come alive", () =>
    stage.run(
      mode,
      async (page) => {
        await observe(page);
        for (const path of ["/login", "/signup", "/forgotPassword", "/resendcode"]) {
          const wasm = await holdWasm(page);
          await page.goto(stage.request({ path }).url, { waitUntil: "commit" });
          await page.locator("h1").waitFor();
          await wasm.arrived;
          await painted(page);
          wasm.release();
          await page.locator("#app[data-hydrated]").waitFor({ state: "attached" });
          await painted(page);
          assert.deepEqual(await page.evaluate(() => window.shifts), [], path);
          await page.unrouteAll({ behavior: "wait" });
        }
      },
      { reducedMotion: "no-preference" },
    ));

  it("a page whose wasm never arrives keeps its plain forms", () =>
    stage.run(
      mode,
      async (page) => {
        const person = await stage.makePerson();
        await page.route("**/*.wasm", (route) => route.abort());
        const request = stage.request();
        await page.goto(request.url);
        await new SignIn(page, mode).submit(person);
        await stage.redeem(page, request);
      },
      { expected: [".wasm"] },
    ));

  it("what is typed before the page comes alive stays, focus and selection included", () =>
    stage.run(mode, async (page) => {
      const wasm = await holdWasm(page);
      await page.goto(stage.request({ path: "/signup" }).url);
      const form = new SignUp(page, mode);
      await wasm.arrived;
      await form.password.fill("Correct-1");
      await form.email.fill("ada@example.com");
      await form.password.evaluate((input) => (input.focus(), input.setSelectionRange(1, 4)));
      assert.equal(await page.locator("#app[data-hydrated]").count(), 0);
      wasm.release();
      await form.alive();
      assert.equal(await form.email.inputValue(), "ada@example.com");
      assert.equal(await form.password.inputValue(), "Correct-1");
      await focus(form.password);
      assert.deepEqual(
        await form.password.evaluate(({ selectionStart, selectionEnd }) => [selectionStart, selectionEnd]),
        [1, 4],
      );
      // The rules know what was typed.
      await form.rules.getByText("(met)").nth(4).waitFor();
    }));

  it("a form that is sent before the page comes alive is taken", () =>
    stage.run(mode, async (page) => {
      const person = await stage.makePerson();
      const wasm = await holdWasm(page);
      const request = stage.request({ path: "/login" });
      await page.goto(request.url);
      await wasm.arrived;
      await new SignIn(page, mode).submit(person);
      wasm.release();
      await stage.redeem(page, request);
    }));

  it("dark is dark from the first paint", () =>
    stage.run(
      MODES.noScript,
      async (page) => {
        await page.goto(stage.request().url);
        const ground = await rgb(page.locator("html"), "background-color");
        assert.ok(Math.max(...ground) < 64, `${ground} is dark`);
      },
      { colorScheme: "dark" },
    ));
});

describe("sending", () => {
  it("a double click sends one request, and the button keeps its name while it is busy", () =>
    stage.run(mode, async (page) => {
      const person = await stage.makePerson();
      const form = await open(stage, page, mode, SignIn, "/login");
      const posts = countPosts(page);
      await form.username.fill(person.address);
      await form.password.fill(person.password);
      const held = await holdPosts(page);
      await form.button.dblclick();
      await held.arrived;
      assert.equal(await form.button.getAttribute("aria-busy"), "true");
      assert.equal(await form.button.inputValue(), "Sign in");
      await page.locator("[data-pending]").waitFor();
      await form.password.press("Enter");
      held.release();
      await stage.redeem(page, form.request);
      assert.deepEqual(posts, ["/login"]);
    }));

  it("Enter sends from every field", () =>
    stage.run(mode, async (page) => {
      const form = await open(stage, page, mode, SignIn, "/login");
      for (const field of [form.username, form.password]) {
        const answered = page.waitForResponse((response) => response.request().method() === "POST");
        await field.press("Enter");
        assert.equal((await answered).status(), 200);
        await page.locator("form[name=cognitoSignInForm]:not([aria-busy])").waitFor();
      }
    }));

  it("Tab goes through the page in the order in which it is read", () =>
    stage.run(mode, async (page) => {
      const form = await open(stage, page, mode, SignIn, "/login");
      await focus(form.username);
      const [places, names] = [[], []];
      for (let stop = 0; stop < 6; stop++) {
        names.push(await page.evaluate(() => document.activeElement.name || document.activeElement.textContent));
        const { x, y } = await page.evaluate(() => document.activeElement.getBoundingClientRect().toJSON());
        places.push({ x, y });
        await page.keyboard.press("Tab");
      }
      for (const [before, after] of places.slice(1).map((place, index) => [places[index], place])) {
        // The way for those who forgot stands in the label's row, and yet comes after the field that most people fill.
        assert.ok(after.y > before.y - 40, JSON.stringify(places));
      }
      assert.deepEqual(names.slice(0, 5), ["username", "password", "", "Forgot your password?", "signInSubmitButton"]);
    }));

  it("a form that does not reach the server says so and can be sent again", () =>
    stage.run(
      mode,
      async (page) => {
        const person = await stage.makePerson();
        const form = await open(stage, page, mode, SignIn, "/login");
        await page.route("**/login?*", (route) => route.abort());
        await form.submit(person);
        await form.alert.getByText("No connection to the server.").waitFor();
        assert.equal(await form.password.inputValue(), person.password);
        await page.unroute("**/login?*");
        await form.button.click();
        await stage.redeem(page, form.request);
      },
      { expected: ["/login"] },
    ));
});

describe("going back and loading again", () => {
  for (const mode of [MODES.wasm, MODES.noScript]) {
    it(`every step can be loaded again without sending anything, ${mode.name}`, () =>
      stage.run(mode, async (page) => {
        for (const name of ["sign-in-wrong", "sign-up-taken", "confirm-wrong", "reset-password", "new-password", "password"]) {
          const { heading, reach } = SCENES.find((scene) => scene.name === name);
          await reach(stage, page, mode);
          const address = page.url();
          const posts = countPosts(page);
          await page.reload();
          await page.locator("h1").getByText(heading).waitFor();
          assert.deepEqual(posts, [], name);
          assert.equal(page.url(), address, name);
        }
      }));

    it(`the back button never sends a form again, ${mode.name}`, () =>
      stage.run(mode, async (page) => {
        const person = { address: freshAddress(), password: PASSWORD };
        const request = stage.request({ path: "/signup" });
        await page.goto(request.url);
        await (await new SignUp(page, mode).waitFor()).submit(person);
        const confirm = await new Confirm(page, mode).waitFor();
        const posts = countPosts(page);
        await page.goBack();
        await new SignUp(page, mode).waitFor();
        await page.goForward();
        await confirm.waitFor();
        assert.deepEqual(posts, []);
        await confirm.submit(await stage.code(person.address));
        await (await new Done(page, mode).waitFor()).goOn();
        await (await new SignIn(page, mode).waitFor()).submit({ password: person.password });
        await stage.redeem(page, request);
        await page.goBack();
        const choice = await new Continue(page, mode).waitFor();
        assert.match(await choice.person.textContent(), new RegExp(person.address));
        assert.deepEqual(posts.filter((path) => path === "/login").length, 1);
      }));
  }
});

describe("tabs and languages", () => {
  it("a tab hears that somebody signed in beside it, and goes on", () =>
    stage.run(mode, async (page, context) => {
      const person = await stage.makePerson();
      const waiting = await context.newPage();
      await waiting.goto(stage.request({ path: "/login" }).url);
      await new SignIn(waiting, mode).waitFor();
      const form = await open(stage, page, mode, SignIn, "/login");
      await form.submit(person);
      await stage.redeem(page, form.request);
      const choice = await new Continue(waiting, mode).waitFor();
      assert.match(await choice.person.textContent(), /Ada Lovelace/);
    }));

  it("a request that asks for a new sign-in gets one, whoever is signed in", () =>
    stage.run(mode, async (page) => {
      const form = await open(stage, page, mode, SignIn, "/login");
      await form.submit(await stage.makePerson());
      await stage.redeem(page, form.request);
      for (const more of [{ prompt: "login" }, { max_age: "0" }]) {
        for (const path of ["/oauth2/authorize", "/login", "/continue"]) {
          await page.goto(stage.request({ path, ...more }).url);
          await form.waitFor();
        }
      }
    }));

  for (const [locale, lang, heading] of [
    ["de-AT", "de", "Anmelden"],
    ["fr-FR", "en", "Sign in"],
  ]) {
    it(`a browser in ${locale} sees ${lang}`, () =>
      stage.run(
        mode,
        async (page) => {
          await page.goto(stage.request().url);
          await page.locator(`html[lang=${lang}][dir=ltr]`).waitFor({ state: "attached" });
          await page.locator("h1").getByText(heading).waitFor();
        },
        { locale },
      ));
  }

  it("choosing a language in the middle loses neither the step nor the app's own wish for one", () =>
    stage.run(mode, async (page) => {
      const { address } = await stage.makePerson();
      const form = await open(stage, page, mode, SignIn, "/login", { client: stage.identifierFirst, lang: "en" });
      await form.submit({ address });
      const password = await new Password(page, mode).waitFor();
      await password.chooseLanguage("de");
      await password.waitFor();
      assert.equal(await password.username.inputValue(), address);
      await password.submit(PASSWORD);
      await stage.redeem(page, form.request);
    }));
});
