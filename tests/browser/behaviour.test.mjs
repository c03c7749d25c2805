// How the pages behave in a person's hands: focus, typing, codes, double clicks, going back, tabs, languages.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { freshAddress } from "../support/loggia.mjs";
import { Confirm } from "./pages/confirm.mjs";
import { Continue } from "./pages/continue.mjs";
import { Done } from "./pages/done.mjs";
import { ForgotPassword } from "./pages/forgot_password.mjs";
import { NewPassword } from "./pages/new_password.mjs";
import { Password } from "./pages/password.mjs";
import { ResendCode } from "./pages/resend_code.mjs";
import { ResetPassword } from "./pages/reset_password.mjs";
import { SignIn } from "./pages/sign_in.mjs";
import { SignUp } from "./pages/sign_up.mjs";
import { SCENES, wrong } from "./scenes.mjs";
import { MODES, PASSWORD, Stage } from "./stage.mjs";

const mode = MODES.wasm;
let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

/** Opens a page of a new request. */
async function open(page, Page, path, more) {
  const request = stage.request({ path, ...more });
  await page.goto(request.url);
  return Object.assign(await new Page(page, mode).shown(), { request });
}

/** Counts the forms that reach the server from now on. */
function countPosts(page) {
  const posts = [];
  page.on("request", (request) => request.method() === "POST" && posts.push(new URL(request.url()).pathname));
  return posts;
}

/** Waits until an element has the focus. */
const focus = (locator) => locator.and(locator.page().locator(":focus")).waitFor();
const attributes = (field, ...names) =>
  field.evaluate((element, names) => Object.fromEntries(names.map((name) => [name, element.getAttribute(name)])), names);

describe("fields", () => {
  it("the identifier is what password managers and phones expect", () =>
    stage.visit(mode, async (page) => {
      const { username } = await open(page, SignIn, "/login");
      assert.deepEqual(
        await attributes(username, "autocomplete", "name", "autocapitalize", "spellcheck", "type"),
        { autocomplete: "username webauthn", name: "username", autocapitalize: "none", spellcheck: "false", type: "email" },
      );
    }));

  it("a password is current where it exists and new where it is made", () =>
    stage.visit(mode, async (page) => {
      const { password: current } = await open(page, SignIn, "/login");
      assert.equal(await current.getAttribute("autocomplete"), "current-password");
      const signUp = await open(page, SignUp, "/signup");
      assert.equal(await signUp.password.getAttribute("autocomplete"), "new-password");
      assert.equal(await signUp.email.getAttribute("autocomplete"), "username");
      const forgot = await open(page, ForgotPassword, "/forgotPassword");
      await forgot.submit((await stage.makePerson()).address);
      const reset = await new ResetPassword(page, mode).shown();
      assert.equal(await reset.password.getAttribute("autocomplete"), "new-password");
      await (await open(page, SignIn, "/login")).submit(await stage.makePerson({ temporary: true }));
      const replace = await new NewPassword(page, mode).shown();
      assert.equal(await replace.password.getAttribute("autocomplete"), "new-password");
      assert.deepEqual(
        await attributes(replace.username, "autocomplete", "readonly"),
        { autocomplete: "username", readonly: "" },
      );
    }));

  it("a manager that fills identifier and password at once goes straight through", () =>
    stage.visit(mode, async (page) => {
      const person = await stage.makePerson();
      const form = await open(page, SignIn, "/login", { client: stage.identifierFirst });
      await form.username.fill(person.address);
      await form.password.evaluate((input, value) => (input.value = value), person.password);
      await form.button.click();
      const tokens = await stage.redeem(page, form.request);
      assert.equal((await stage.claims(tokens.id_token)).email, person.address);
    }));

  it("the focus is on the first field, or on the next where a hint fills that", () =>
    stage.visit(mode, async (page) => {
      const form = await open(page, SignIn, "/login");
      await focus(form.username);
      const hinted = await open(page, SignIn, "/login", { login_hint: "ada@example.com" });
      assert.equal(await hinted.username.inputValue(), "ada@example.com");
      await focus(hinted.password);
    }));

  it("a new step has the focus on its heading and a title of its own", () =>
    stage.visit(mode, async (page) => {
      const form = await open(page, ForgotPassword, "/forgotPassword");
      assert.equal(await page.title(), "Reset your password – Test app");
      await form.submit((await stage.makePerson()).address);
      const reset = await new ResetPassword(page, mode).shown();
      await focus(reset.heading);
      assert.equal(await page.title(), "Choose a new password – Test app");
    }));

  it("an error goes when its own field is edited, and not before", () =>
    stage.visit(mode, async (page) => {
      const form = await open(page, SignIn, "/login");
      await form.submit({});
      await form.error(form.username).waitFor();
      await form.password.focus();
      await form.username.focus();
      assert.equal(await form.error(form.username).count(), 1);
      await form.password.pressSequentially("x");
      await form.error(form.password).waitFor({ state: "detached" });
      assert.equal(await form.password.getAttribute("aria-invalid"), null);
      assert.equal(await form.error(form.username).count(), 1);
    }));

  it("showing the password keeps what is selected, and sending hides it again", () =>
    stage.visit(mode, async (page) => {
      const form = await open(page, SignIn, "/login");
      const reveal = page.getByRole("button", { name: "Show password" });
      await form.username.fill("nobody@example.com");
      await form.password.fill("Correct-Horse");
      await form.password.evaluate((input) => input.setSelectionRange(2, 5));
      await reveal.click();
      assert.deepEqual(await attributes(reveal, "type", "aria-pressed"), { type: "button", "aria-pressed": "true" });
      assert.deepEqual(
        await form.password.evaluate(({ type, selectionStart, selectionEnd }) => [type, selectionStart, selectionEnd]),
        ["text", 2, 5],
      );
      const held = await holdPosts(page);
      await form.password.press("Enter");
      await held.arrived;
      assert.equal(await form.password.getAttribute("type"), "password");
      held.release();
      await form.alert.getByText("is not right").waitFor();
      await page.locator('button[aria-pressed="false"]').waitFor();
    }));

  it("Caps Lock is told while it is on", () =>
    stage.visit(mode, async (page) => {
      const form = await open(page, SignIn, "/login");
      await form.password.focus();
      const press = (on) =>
        form.password.evaluate((input, on) => {
          const event = new KeyboardEvent("keydown", { key: "a", bubbles: true, modifierCapsLock: on });
          input.dispatchEvent(event);
        }, on);
      await press(true);
      await page.getByText("Caps Lock is on.").waitFor();
      await press(false);
      await page.getByText("Caps Lock is on.").waitFor({ state: "detached" });
    }));

  it("the rules of a password are listed before typing and say which are met", () =>
    stage.visit(mode, async (page) => {
      const form = await open(page, SignUp, "/signup");
      assert.equal(await form.rules.count(), 5);
      assert.equal(await form.rules.getByText("(not met yet)").count(), 5);
      await form.password.fill("lower1");
      await form.rules.filter({ hasText: "A lower-case letter" }).getByText("(met)").waitFor();
      assert.equal(await form.rules.getByText("(not met yet)").count(), 3);
      assert.match(await form.password.getAttribute("aria-describedby"), /-rules/);
    }));

  it("spaces around an address are dropped, those of a password are kept", () =>
    stage.visit(mode, async (page) => {
      const person = await stage.makePerson();
      const form = await open(page, SignIn, "/login");
      // A field of type e-mail trims by itself; what sends the space here is any other client.
      await form.username.evaluate((input) => (input.type = "text"));
      await form.submit({ address: ` ${person.address} `, password: ` ${person.password}` });
      await form.alert.getByText("is not right").waitFor();
      assert.equal(await form.username.inputValue(), person.address);
      await form.submit({ password: person.password });
      await stage.redeem(page, form.request);
    }));

  it("text can be pasted everywhere", () =>
    stage.visit(mode, async (page) => {
      const form = await open(page, SignUp, "/signup");
      for (const field of [form.email, form.password]) {
        const taken = await field.evaluate((input) =>
          input.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true })),
        );
        assert.ok(taken, "nothing stops the paste");
      }
    }));
});

describe("codes", () => {
  /** Registers somebody new in the page. */
  async function signUp(page) {
    const person = { address: freshAddress(), password: PASSWORD };
    await (await open(page, SignUp, "/signup")).submit(person);
    return { person, form: await new Confirm(page, mode).shown() };
  }

  it("are one input that phones fill", () =>
    stage.visit(mode, async (page) => {
      const { form, person } = await signUp(page);
      assert.equal(await form.code.count(), 1);
      assert.deepEqual(
        await attributes(form.code, "autocomplete", "inputmode", "maxlength"),
        { autocomplete: "one-time-code", inputmode: "numeric", maxlength: "12" },
      );
      const pattern = new RegExp(`^(?:${await form.code.getAttribute("pattern")})$`, "v");
      for (const good of ["123456", "123 456", "123-456"]) assert.match(good, pattern);
      assert.match(await form.lead.textContent(), /p\*\*\*@e\*\*\*/);
      assert.ok(!(await form.lead.textContent()).includes(person.address));
      await form.link("Use another address").click();
      await new SignUp(page, mode).shown();
    }));

  it("are sent once, by themselves, however they are grouped, and can be corrected", () =>
    stage.visit(mode, async (page) => {
      const { form, person } = await signUp(page);
      const code = await stage.code(person.address);
      const posts = countPosts(page);
      const grouped = wrong(code).replace(/^.../, "$& ");
      await form.code.pressSequentially(grouped);
      await form.error(form.code).getByText("This is not the right code.").waitFor();
      assert.deepEqual(posts, ["/confirm"]);
      await form.code.fill(code.replace(/^.../, "$&-"));
      await new Done(page, mode).shown();
      assert.deepEqual(posts, ["/confirm", "/confirm"]);
    }));

  it("another can be asked for after a while that a reload does not start again, and that the server keeps too", () =>
    stage.visit(mode, async (page) => {
      await page.clock.install();
      const { form } = await signUp(page);
      await form.resend.getByText(/You can send another in 0:\d\d/).waitFor();
      assert.ok(await form.resend.isDisabled());
      const left = async () => Number((await form.resend.textContent()).match(/0:(\d\d)/)[1]);
      await page.clock.fastForward(20_000);
      await form.resend.getByText(/0:(0\d|10)$/).waitFor();
      await page.reload();
      await form.shown();
      await form.resend.getByText(/in 0:\d\d/).waitFor();
      assert.ok((await left()) <= 30);
      await page.clock.fastForward(31_000);
      await page.locator("#status").getByText("You can send another code now.").waitFor({ state: "attached" });
      assert.ok(await form.resend.isEnabled());
      // Only the browser's clock was moved: the server says no.
      await form.resend.click();
      await form.alert.getByText("That was too often.").waitFor();
    }));

  it("a new one takes the place of the first", () =>
    stage.visit(mode, async (page) => {
      const { address } = await stage.registerPerson();
      const first = await stage.code(address);
      await (await open(page, ResendCode, "/resendcode")).submit(address);
      const form = await new Confirm(page, mode).shown();
      await form.notice.getByText("A new code is on its way to p***@e***.").waitFor();
      const second = await stage.code(address);
      if (first !== second) {
        await form.submit(first);
        await form.error(form.code).waitFor();
      }
      await form.submit(second);
      await new Done(page, mode).shown();
    }));
});

/** Holds every posted form back until it is released. */
async function holdPosts(page) {
  let release, arrive;
  const released = new Promise((resolve) => (release = resolve));
  const arrived = new Promise((resolve) => (arrive = resolve));
  await page.route(
    (url) => url.origin === stage.facts.url,
    async (route) => {
      if (route.request().method() === "POST") {
        arrive();
        await released;
      }
      await route.continue();
    },
  );
  return { arrived, release };
}

/** Holds the wasm back until it is released. */
async function holdWasm(page) {
  let release, arrive;
  const released = new Promise((resolve) => (release = resolve));
  const arrived = new Promise((resolve) => (arrive = resolve));
  await page.route("**/*.wasm", async (route) => {
    arrive();
    await released;
    await route.continue();
  });
  return { arrived, release };
}

describe("loading", () => {
  it("nothing moves from the first paint until the page has come alive", () =>
    stage.visit(mode, async (page) => {
      await page.addInitScript(() => {
        window.shifts = [];
        new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map(({ value }) => value))).observe({
          type: "layout-shift",
          buffered: true,
        });
      });
      for (const path of ["/login", "/signup", "/forgotPassword", "/resendcode"]) {
        const wasm = await holdWasm(page);
        await page.goto(stage.request({ path }).url, { waitUntil: "commit" });
        await page.locator("h1").waitFor();
        await wasm.arrived;
        // Two frames: the first paint is over.
        await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
        wasm.release();
        await page.locator("#app[data-hydrated]").waitFor({ state: "attached" });
        await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
        assert.deepEqual(await page.evaluate(() => window.shifts), [], path);
        await page.unrouteAll({ behavior: "wait" });
      }
    }));

  it("what is typed before the page comes alive stays, focus and selection included", () =>
    stage.visit(mode, async (page) => {
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
      assert.equal(await form.rules.getByText("(met)").count(), 5, "the rules know what was typed");
    }));

  it("a form that is sent before the page comes alive is taken", () =>
    stage.visit(mode, async (page) => {
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
    stage.visit(
      MODES.noScript,
      async (page) => {
        await page.goto(stage.request().url);
        const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
        const light = await page.evaluate((colour) => {
          const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
          canvas.fillStyle = colour;
          canvas.fillRect(0, 0, 1, 1);
          return Math.max(...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3));
        }, ground);
        assert.ok(light < 64, `${ground} is dark`);
      },
      { colorScheme: "dark" },
    ));
});

describe("sending", () => {
  it("a double click sends one request, and the button keeps its name while it is busy", () =>
    stage.visit(mode, async (page) => {
      const person = await stage.makePerson();
      const form = await open(page, SignIn, "/login");
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
    stage.visit(mode, async (page) => {
      const form = await open(page, SignIn, "/login");
      for (const field of [form.username, form.password]) {
        const answered = page.waitForResponse((response) => response.request().method() === "POST");
        await field.press("Enter");
        assert.equal((await answered).status(), 200);
        await page.locator("form[name=cognitoSignInForm]:not([aria-busy])").waitFor();
      }
    }));

  it("Tab goes through the page in the order in which it is read", () =>
    stage.visit(mode, async (page) => {
      const form = await open(page, SignIn, "/login");
      await focus(form.username);
      const places = [];
      for (let stop = 0; stop < 6; stop++) {
        const { x, y } = await page.evaluate(() => document.activeElement.getBoundingClientRect().toJSON());
        places.push({ x, y });
        await page.keyboard.press("Tab");
      }
      for (const [before, after] of places.slice(1).map((place, index) => [places[index], place])) {
        assert.ok(after.y > before.y - 12, JSON.stringify(places));
      }
    }));

  it("a form that does not reach the server says so and can be sent again", () =>
    stage.visit(
      mode,
      async (page) => {
        const person = await stage.makePerson();
        const form = await open(page, SignIn, "/login");
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
      stage.visit(mode, async (page) => {
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
      stage.visit(mode, async (page) => {
        const person = { address: freshAddress(), password: PASSWORD };
        const request = stage.request({ path: "/signup" });
        await page.goto(request.url);
        await (await new SignUp(page, mode).shown()).submit(person);
        const confirm = await new Confirm(page, mode).shown();
        const posts = countPosts(page);
        await page.goBack();
        await new SignUp(page, mode).shown();
        await page.goForward();
        await confirm.shown();
        assert.deepEqual(posts, []);
        await confirm.submit(await stage.code(person.address));
        await (await new Done(page, mode).shown()).goOn();
        await (await new SignIn(page, mode).shown()).submit({ password: person.password });
        await stage.redeem(page, request);
        await page.goBack();
        const choice = await new Continue(page, mode).shown();
        assert.match(await choice.person.textContent(), new RegExp(person.address));
        assert.deepEqual(posts.filter((path) => path === "/login").length, 1);
      }));
  }
});

describe("tabs and languages", () => {
  it("a tab hears that somebody signed in beside it, and goes on", () =>
    stage.visit(mode, async (page, context) => {
      const person = await stage.makePerson();
      const waiting = await context.newPage();
      await waiting.goto(stage.request({ path: "/login" }).url);
      await new SignIn(waiting, mode).shown();
      const form = await open(page, SignIn, "/login");
      await form.submit(person);
      await stage.redeem(page, form.request);
      const choice = await new Continue(waiting, mode).shown();
      assert.match(await choice.person.textContent(), /Ada Lovelace/);
    }));

  it("a request that asks for a new sign-in gets one, whoever is signed in", () =>
    stage.visit(mode, async (page) => {
      const form = await open(page, SignIn, "/login");
      await form.submit(await stage.makePerson());
      await stage.redeem(page, form.request);
      for (const more of [{ prompt: "login" }, { max_age: "0" }]) {
        for (const path of ["/oauth2/authorize", "/login", "/continue"]) {
          await page.goto(stage.request({ path, ...more }).url);
          await form.shown();
        }
      }
    }));

  for (const [locale, lang, heading] of [
    ["de-AT", "de", "Anmelden"],
    ["fr-FR", "en", "Sign in"],
  ]) {
    it(`a browser in ${locale} sees ${lang}`, () =>
      stage.visit(
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
    stage.visit(mode, async (page) => {
      const { address } = await stage.makePerson();
      const form = await open(page, SignIn, "/login", { client: stage.identifierFirst, lang: "en" });
      await form.submit({ address });
      const password = await new Password(page, mode).shown();
      await password.chooseLanguage("de");
      await password.shown();
      assert.equal(await password.username.inputValue(), address);
      await password.submit(PASSWORD);
      await stage.redeem(page, form.request);
    }));
});
