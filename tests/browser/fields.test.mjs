// What fields and codes do in a person's hands and for their password manager.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { freshAddress } from "../support/loggia.mjs";
import { Confirm } from "./pages/confirm.mjs";
import { ForgotPassword } from "./pages/forgot_password.mjs";
import { NewPassword } from "./pages/new_password.mjs";
import { Password } from "./pages/password.mjs";
import { ResendCode } from "./pages/resend_code.mjs";
import { ResetPassword } from "./pages/reset_password.mjs";
import { SignIn } from "./pages/sign_in.mjs";
import { SignUp } from "./pages/sign_up.mjs";
import { open } from "./scenes.mjs";
import { MODES, PASSWORD, Stage } from "./stage.mjs";
import { attributes, copy, focus, holdPosts, holdWasm, listen, paste, spoken } from "./watch.mjs";

const mode = MODES.wasm;
let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

describe("fields", () => {
  it("the identifier is what password managers and phones expect", () =>
    stage.run(mode, async (page) => {
      const { username } = await open(stage, page, mode, SignIn, "/login");
      assert.deepEqual(
        await attributes(username, "autocomplete", "name", "autocapitalize", "spellcheck", "type"),
        { autocomplete: "username webauthn", name: "username", autocapitalize: "none", spellcheck: "false", type: "email" },
      );
    }));

  it("a password is current where it exists and new where it is made", () =>
    stage.run(mode, async (page) => {
      const { password: current } = await open(stage, page, mode, SignIn, "/login");
      assert.equal(await current.getAttribute("autocomplete"), "current-password");
      const signUp = await open(stage, page, mode, SignUp, "/signup");
      assert.equal(await signUp.password.getAttribute("autocomplete"), "new-password");
      assert.equal(await signUp.email.getAttribute("autocomplete"), "username");
      const first = await open(stage, page, mode, SignIn, "/login", { client: stage.identifierFirst });
      await first.submit({ address: "ada@example.com" });
      const step = await new Password(page, mode).waitFor();
      assert.equal(await step.password.getAttribute("autocomplete"), "current-password");
      const forgot = await open(stage, page, mode, ForgotPassword, "/forgotPassword");
      await forgot.submit((await stage.makePerson()).address);
      const reset = await new ResetPassword(page, mode).waitFor();
      assert.equal(await reset.password.getAttribute("autocomplete"), "new-password");
      await (await open(stage, page, mode, SignIn, "/login")).submit(await stage.makePerson({ temporary: true }));
      const replace = await new NewPassword(page, mode).waitFor();
      assert.equal(await replace.password.getAttribute("autocomplete"), "new-password");
      assert.deepEqual(
        await attributes(replace.username, "autocomplete", "readonly"),
        { autocomplete: "username", readonly: "" },
      );
    }));

  it("a manager that fills identifier and password at once goes straight through", () =>
    stage.run(mode, async (page) => {
      const person = await stage.makePerson();
      const form = await open(stage, page, mode, SignIn, "/login", { client: stage.identifierFirst });
      await form.username.fill(person.address);
      await form.password.evaluate((input, value) => (input.value = value), person.password);
      await form.button.click();
      const tokens = await stage.redeem(page, form.request);
      assert.equal((await stage.claims(tokens.id_token)).email, person.address);
    }));

  it("the focus is on the first field, or on the next where a hint fills that", () =>
    stage.run(mode, async (page) => {
      const form = await open(stage, page, mode, SignIn, "/login");
      await focus(form.username);
      const hinted = await open(stage, page, mode, SignIn, "/login", { login_hint: "ada@example.com" });
      assert.equal(await hinted.username.inputValue(), "ada@example.com");
      await focus(hinted.password);
    }));

  it("a new step has the focus on its heading and a title of its own", () =>
    stage.run(mode, async (page) => {
      const form = await open(stage, page, mode, ForgotPassword, "/forgotPassword");
      assert.equal(await page.title(), "Reset your password – Test app");
      await form.submit((await stage.makePerson()).address);
      const reset = await new ResetPassword(page, mode).waitFor();
      await focus(reset.heading);
      assert.equal(await page.title(), "Choose a new password – Test app");
    }));

  it("an error goes when its own field is edited, and not before", () =>
    stage.run(mode, async (page) => {
      const form = await open(stage, page, mode, SignIn, "/login");
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

  it("nothing is called wrong before it is sent", () =>
    stage.run(mode, async (page) => {
      const form = await open(stage, page, mode, SignUp, "/signup");
      const edges = () =>
        page.locator("main .lg-input").evaluateAll((inputs) => inputs.map((input) => getComputedStyle(input).borderColor));
      await form.heading.focus();
      const calm = await edges();
      await form.email.pressSequentially("nonsense");
      await form.email.press("Tab");
      await form.password.pressSequentially("x");
      await form.heading.focus();
      assert.equal(await page.locator(".lg-error, [aria-invalid]").count(), 0);
      assert.deepEqual(await edges(), calm);
      await form.submit({});
      await form.error(form.email).waitFor();
      await form.heading.focus();
      assert.notEqual((await edges())[0], calm[0], "what is wrong is seen at the edge as well");
    }));

  it("showing the password keeps what is selected, and sending hides it again", () =>
    stage.run(mode, async (page) => {
      const form = await open(stage, page, mode, SignIn, "/login");
      const reveal = page.getByRole("button", { name: "Show password" });
      await form.username.fill("nobody@example.com");
      await form.password.fill("Correct-Horse");
      await form.password.evaluate((input) => input.setSelectionRange(2, 5, "backward"));
      const names = () => attributes(reveal, "aria-label", "title");
      const named = await names();
      assert.deepEqual(await attributes(reveal, "type", "aria-pressed"), { type: "button", "aria-pressed": "false" });
      await reveal.click();
      assert.deepEqual(await names(), named, "pressed or not tells the state, so the name does not");
      assert.deepEqual(await attributes(reveal, "type", "aria-pressed"), { type: "button", "aria-pressed": "true" });
      // What is selected is put back with the next frame, since browsers lose it while they draw the other kind of field.
      await page.evaluate(() => new Promise(requestAnimationFrame));
      assert.deepEqual(
        await form.password.evaluate((input) => [
          input.type,
          input.selectionStart,
          input.selectionEnd,
          input.selectionDirection,
        ]),
        ["text", 2, 5, "backward"],
      );
      const held = await holdPosts(page);
      await form.password.press("Enter");
      await held.arrived;
      assert.equal(await form.password.getAttribute("type"), "password");
      held.release();
      await form.alert.getByText(/Wrong|don’t match/).waitFor();
      await page.locator('button[aria-pressed="false"]').waitFor();
    }));

  for (const [when, how] of [
    ["before the page is alive", mode],
    ["without WebAssembly", MODES.noWasm],
  ]) {
    it(`the password can be shown ${when}, and stays shown`, () =>
      stage.run(how, async (page) => {
        const held = await holdWasm(page);
        await page.goto(stage.request({ path: "/login" }).url);
        const form = new SignIn(page, how);
        const reveal = page.getByRole("button", { name: "Show password" });
        const state = async () => [await form.password.getAttribute("type"), await reveal.getAttribute("aria-pressed")];
        await form.password.fill("Correct-Horse");
        await reveal.click();
        assert.deepEqual(await state(), ["text", "true"]);
        held.release();
        await form.waitFor();
        assert.deepEqual(await state(), ["text", "true"]);
        await reveal.click();
        assert.deepEqual(await state(), ["password", "false"]);
        assert.equal(await form.password.inputValue(), "Correct-Horse");
      }));
  }

  it("Caps Lock is told while it is on", () =>
    stage.run(mode, async (page) => {
      const form = await open(stage, page, mode, SignIn, "/login");
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
    stage.run(mode, async (page) => {
      const form = await open(stage, page, mode, SignUp, "/signup");
      assert.equal(await form.rules.count(), 5);
      assert.equal(await form.rules.getByText("(not met yet)").count(), 5);
      await form.password.fill("lower1");
      await form.rules.filter({ hasText: "A lower-case letter" }).getByText("(met)").waitFor();
      assert.equal(await form.rules.getByText("(not met yet)").count(), 3);
      assert.match(await form.password.getAttribute("aria-describedby"), /-rules/);
    }));

  it("spaces around an address are dropped, those of a password are kept", () =>
    stage.run(mode, async (page) => {
      const person = await stage.makePerson();
      const form = await open(stage, page, mode, SignIn, "/login");
      // A field of type e-mail trims by itself; what sends the space here is any other client.
      await form.username.evaluate((input) => (input.type = "text"));
      await form.submit({ address: ` ${person.address} `, password: ` ${person.password}` });
      await form.alert.getByText(/Wrong|don’t match/).waitFor();
      assert.equal(await form.username.inputValue(), person.address);
      await form.submit({ password: person.password });
      await stage.redeem(page, form.request);
    }));

  it("text can be pasted everywhere", () =>
    stage.run(mode, async (page, context) => {
      await copy(context, "x1y2");
      const everywhere = async () => {
        const fields = await page.locator("main .lg-input").all();
        assert.ok(fields.length > 0);
        for (const field of fields) {
          await paste(field);
          assert.equal(await field.inputValue(), "x1y2", await field.getAttribute("id"));
        }
      };
      for (const [Page, path] of [[SignIn, "/login"], [ResendCode, "/resendcode"], [SignUp, "/signup"]]) {
        await open(stage, page, mode, Page, path);
        await everywhere();
      }
      await new SignUp(page, mode).submit({ address: freshAddress(), password: PASSWORD });
      await new Confirm(page, mode).waitFor();
      await everywhere();
      const forgot = await open(stage, page, mode, ForgotPassword, "/forgotPassword");
      await everywhere();
      await forgot.submit((await stage.makePerson()).address);
      await new ResetPassword(page, mode).waitFor();
      await everywhere();
      await (await open(stage, page, mode, SignIn, "/login")).submit(await stage.makePerson({ temporary: true }));
      await new NewPassword(page, mode).waitFor();
      await everywhere();
    }));
});

describe("how strong a password is", () => {
  const meter = (page) => page.getByRole("meter", { name: "Password strength" });
  const level = (page, text) => page.locator(`[role=meter][aria-valuetext="${text}"]:visible`).waitFor();

  it("is shown by a meter with a word, and nothing moves once something is typed", () =>
    stage.run(mode, async (page) => {
      const form = await open(stage, page, mode, SignUp, "/signup");
      assert.equal(await meter(page).count(), 0, "nothing is measured yet");
      const heights = await form.rules.evaluateAll((rules) => new Set(rules.map((rule) => rule.getBoundingClientRect().y)).size);
      assert.ok(heights < 5, "the rules are a sentence");
      await form.password.fill("x");
      const place = await form.button.boundingBox();
      for (const [password, now, text] of [
        ["A very long one that breaks a rule", "1", "weak"],
        ["Ab1!Ab1!Ab1!Ab1!", "2", "fair"],
        [PASSWORD, "3", "good"],
        [`${PASSWORD} battery`, "4", "strong"],
      ]) {
        await form.password.fill(password);
        await level(page, text);
        assert.deepEqual(
          await attributes(meter(page), "aria-valuemin", "aria-valuemax", "aria-valuenow"),
          { "aria-valuemin": "0", "aria-valuemax": "4", "aria-valuenow": now },
        );
        assert.equal(await meter(page).textContent(), text);
        assert.deepEqual(await form.button.boundingBox(), place);
      }
      await form.password.fill("");
      await meter(page).waitFor({ state: "detached" });
    }));

  it("is told once nothing was typed for a second: the rules that are left, then the strength", () =>
    stage.run(mode, async (page) => {
      await page.clock.install();
      const form = await open(stage, page, mode, SignUp, "/signup");
      await page.clock.pauseAt(Date.now() + 60_000);
      await listen(page);
      await form.password.pressSequentially("lower");
      await page.clock.runFor(900);
      await form.password.pressSequentially("1");
      await page.clock.runFor(1_000);
      assert.deepEqual(await spoken(page), []);
      await page.clock.runFor(1_000);
      const left = "The password needs: At least 8 characters, An upper-case letter, A symbol, such as ! or ?";
      assert.deepEqual(await spoken(page), [left]);
      await form.password.fill(PASSWORD);
      await page.clock.runFor(2_000);
      assert.deepEqual(await spoken(page), [left, "Password strength: good"]);
      assert.deepEqual(await attributes(page.locator("#status"), "role"), { role: "status" });
    }));

  it("is not there before script can tell it, and then of what was typed meanwhile", () =>
    stage.run(mode, async (page) => {
      const held = await holdWasm(page);
      await page.goto(stage.request({ path: "/signup" }).url);
      const form = new SignUp(page, mode);
      await form.password.pressSequentially("lower1");
      assert.equal(await meter(page).count(), 0);
      const places = () => Promise.all([form.button, form.reveal].map((control) => control.boundingBox()));
      const before = await places();
      held.release();
      await form.waitFor();
      await level(page, "weak");
      assert.deepEqual(await places(), before);
    }));

  it("takes no room where there is no script", () =>
    stage.run(MODES.noScript, async (page) => {
      const form = await open(stage, page, MODES.noScript, SignUp, "/signup");
      assert.equal(await form.rules.count(), 5);
      assert.equal(await page.locator("[role=meter]").evaluate((meter) => getComputedStyle(meter).display), "none");
    }));
});
