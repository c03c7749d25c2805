// What fields and codes do in a person's hands and for their password manager.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { freshAddress } from "../support/loggia.mjs";
import { Confirm } from "./pages/confirm.mjs";
import { Done } from "./pages/done.mjs";
import { ForgotPassword } from "./pages/forgot_password.mjs";
import { NewPassword } from "./pages/new_password.mjs";
import { ResendCode } from "./pages/resend_code.mjs";
import { ResetPassword } from "./pages/reset_password.mjs";
import { SignIn } from "./pages/sign_in.mjs";
import { SignUp } from "./pages/sign_up.mjs";
import { open, wrong } from "./scenes.mjs";
import { MODES, PASSWORD, Stage } from "./stage.mjs";
import { attributes, countPosts, focus, holdPosts } from "./watch.mjs";

const mode = MODES.wasm;
let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

describe("fields", () => {
  it("the identifier is what password managers and phones expect", () =>
    stage.visit(mode, async (page) => {
      const { username } = await open(stage, page, mode, SignIn, "/login");
      assert.deepEqual(
        await attributes(username, "autocomplete", "name", "autocapitalize", "spellcheck", "type"),
        { autocomplete: "username webauthn", name: "username", autocapitalize: "none", spellcheck: "false", type: "email" },
      );
    }));

  it("a password is current where it exists and new where it is made", () =>
    stage.visit(mode, async (page) => {
      const { password: current } = await open(stage, page, mode, SignIn, "/login");
      assert.equal(await current.getAttribute("autocomplete"), "current-password");
      const signUp = await open(stage, page, mode, SignUp, "/signup");
      assert.equal(await signUp.password.getAttribute("autocomplete"), "new-password");
      assert.equal(await signUp.email.getAttribute("autocomplete"), "username");
      const forgot = await open(stage, page, mode, ForgotPassword, "/forgotPassword");
      await forgot.submit((await stage.makePerson()).address);
      const reset = await new ResetPassword(page, mode).shown();
      assert.equal(await reset.password.getAttribute("autocomplete"), "new-password");
      await (await open(stage, page, mode, SignIn, "/login")).submit(await stage.makePerson({ temporary: true }));
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
      const form = await open(stage, page, mode, SignIn, "/login", { client: stage.identifierFirst });
      await form.username.fill(person.address);
      await form.password.evaluate((input, value) => (input.value = value), person.password);
      await form.button.click();
      const tokens = await stage.redeem(page, form.request);
      assert.equal((await stage.claims(tokens.id_token)).email, person.address);
    }));

  it("the focus is on the first field, or on the next where a hint fills that", () =>
    stage.visit(mode, async (page) => {
      const form = await open(stage, page, mode, SignIn, "/login");
      await focus(form.username);
      const hinted = await open(stage, page, mode, SignIn, "/login", { login_hint: "ada@example.com" });
      assert.equal(await hinted.username.inputValue(), "ada@example.com");
      await focus(hinted.password);
    }));

  it("a new step has the focus on its heading and a title of its own", () =>
    stage.visit(mode, async (page) => {
      const form = await open(stage, page, mode, ForgotPassword, "/forgotPassword");
      assert.equal(await page.title(), "Reset your password – Test app");
      await form.submit((await stage.makePerson()).address);
      const reset = await new ResetPassword(page, mode).shown();
      await focus(reset.heading);
      assert.equal(await page.title(), "Choose a new password – Test app");
    }));

  it("an error goes when its own field is edited, and not before", () =>
    stage.visit(mode, async (page) => {
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

  it("showing the password keeps what is selected, and sending hides it again", () =>
    stage.visit(mode, async (page) => {
      const form = await open(stage, page, mode, SignIn, "/login");
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
    stage.visit(mode, async (page) => {
      const form = await open(stage, page, mode, SignUp, "/signup");
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
      const form = await open(stage, page, mode, SignIn, "/login");
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
      const form = await open(stage, page, mode, SignUp, "/signup");
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
    await (await open(stage, page, mode, SignUp, "/signup")).submit(person);
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
      await (await open(stage, page, mode, ResendCode, "/resendcode")).submit(address);
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
