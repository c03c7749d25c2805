// What codes do in a person's hands: pasted, filled by the phone, wrong, late, asked for again.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ConfirmForgotPasswordCommand } from "@aws-sdk/client-cognito-identity-provider";
import { freshAddress } from "../support/loggia.mjs";
import { Confirm } from "./pages/confirm.mjs";
import { ConfirmUser } from "./pages/confirm_user.mjs";
import { Done } from "./pages/done.mjs";
import { ForgotPassword } from "./pages/forgot_password.mjs";
import { ResendCode } from "./pages/resend_code.mjs";
import { ResetPassword } from "./pages/reset_password.mjs";
import { SignIn } from "./pages/sign_in.mjs";
import { SignUp } from "./pages/sign_up.mjs";
import { makeClient, makePool } from "./pools.mjs";
import { confirmationLink, open, wrong } from "./scenes.mjs";
import { MODES, PASSWORD, Stage } from "./stage.mjs";
import { attributes, copy, countPosts, holdPosts, listen, paste, spoken } from "./watch.mjs";

const mode = MODES.wasm;
let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

/** Registers somebody new in the page. */
async function signUp(page, how = mode) {
  const person = { address: freshAddress(), password: PASSWORD };
  await (await open(stage, page, how, SignUp, "/signup")).submit(person);
  return { person, form: await new Confirm(page, how).waitFor() };
}

const grouped = (code, by) => code.replace(/^.../, `$&${by}`);

describe("codes", () => {
  it("are one input that phones fill", () =>
    stage.run(mode, async (page) => {
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
      await new SignUp(page, mode).waitFor();
    }));

  for (const by of [" ", "-"]) {
    it(`can be pasted as 123${by}456`, () =>
      stage.run(mode, async (page, context) => {
        const { form, person } = await signUp(page);
        await copy(context, grouped(await stage.code(person.address), by));
        const posts = countPosts(page);
        await paste(form.code);
        await new Done(page, mode).waitFor();
        assert.deepEqual(posts, ["/confirm"]);
      }));

    it(`can be pasted as 123${by}456 without wasm`, () =>
      stage.run(MODES.noWasm, async (page, context) => {
        const { form, person } = await signUp(page, MODES.noWasm);
        const code = grouped(await stage.code(person.address), by);
        await copy(context, code);
        await paste(form.code);
        assert.equal(await form.code.inputValue(), code);
        await form.button.click();
        await new Done(page, MODES.noWasm).waitFor();
      }));

    it(`can be typed as 123${by}456 without JavaScript`, () =>
      stage.run(MODES.noScript, async (page) => {
        const { form, person } = await signUp(page, MODES.noScript);
        await form.code.pressSequentially(grouped(await stage.code(person.address), by));
        await form.button.click();
        await new Done(page, MODES.noScript).waitFor();
      }));
  }

  it("are sent once, by themselves, which is told, and can be corrected", () =>
    stage.run(mode, async (page) => {
      const { form, person } = await signUp(page);
      const code = await stage.code(person.address);
      const posts = countPosts(page);
      const held = await holdPosts(page);
      await listen(page);
      await form.code.pressSequentially(grouped(wrong(code), " "));
      await held.arrived;
      assert.equal((await spoken(page))[0], "Checking the code…");
      await form.code.press("Backspace");
      await form.code.press("1");
      await form.code.press("Enter");
      held.release();
      await form.error(form.code).getByText("This is not the right code.").waitFor();
      assert.deepEqual(posts, ["/confirm"]);
      assert.ok(await form.code.isEditable());
      assert.equal(await form.code.inputValue(), wrong(code));
      await form.code.press("End");
      await form.code.press("Backspace");
      assert.equal(await form.code.inputValue(), wrong(code).slice(0, -1));
      assert.equal(await form.error(form.code).count(), 0);
      await form.code.fill(code);
      await new Done(page, mode).waitFor();
      assert.deepEqual(posts, ["/confirm", "/confirm"]);
    }));

  it("that are not the only thing asked for wait for the button", () =>
    stage.run(mode, async (page) => {
      const forgot = await open(stage, page, mode, ForgotPassword, "/forgotPassword");
      await forgot.submit((await stage.makePerson()).address);
      const form = await new ResetPassword(page, mode).waitFor();
      const posts = countPosts(page);
      await form.code.pressSequentially("123-456");
      assert.equal(await form.code.inputValue(), "123456");
      await form.password.focus();
      assert.deepEqual(posts, []);
    }));

  it("another can be asked for after half a minute, which a reload does not start again", () =>
    stage.run(mode, async (page) => {
      await page.clock.install();
      const { form } = await signUp(page);
      await form.resend.getByText(/Resend in 0:\d\d/).waitFor();
      assert.ok(await form.resend.isDisabled());
      const left = async () => Number((await form.resend.textContent()).match(/0:(\d\d)$/)[1]);
      assert.ok((await left()) > 20, "half a minute, but for what this machine takes");
      // The browser's clock runs with the server's: nothing but time makes the rest smaller.
      const began = await left();
      await page.waitForFunction(
        ([selector, rest]) => Number(document.querySelector(selector).textContent.match(/0:(\d\d)$/)[1]) <= rest,
        ["form[name=resendcodeform] button", began - 3],
      );
      await page.reload();
      await form.waitFor();
      await form.resend.getByText(/in 0:\d\d$/).waitFor();
      assert.ok((await left()) <= began - 3, "the rest is the server's");
      await listen(page);
      await page.clock.fastForward(((await left()) - 5) * 1_000);
      await form.resend.getByText(/0:0\d$/).waitFor();
      assert.deepEqual(await spoken(page), [], "nothing is told on the way");
      assert.ok(await form.resend.isDisabled());
      await page.clock.fastForward(10_000);
      await form.resend.getByText("Resend", { exact: true }).waitFor();
      assert.deepEqual(await spoken(page), ["You can send another code now."]);
      assert.ok(await form.resend.isEnabled());
      // Only the browser's clock was moved: the server says no.
      await form.resend.click();
      await form.alert.getByText("That was too often.").waitFor();
      await form.resend.getByText(/Resend in 0:\d\d/).waitFor();
    }));

  it("a new one takes the place of the first", () =>
    stage.run(mode, async (page) => {
      const { address } = await stage.registerPerson();
      const first = await stage.code(address);
      await (await open(stage, page, mode, ResendCode, "/resendcode")).submit(address);
      const form = await new Confirm(page, mode).waitFor();
      await form.notice.getByText("A new code is on its way to p***@e***.").waitFor();
      const second = await stage.code(address);
      if (first !== second) {
        await form.submit(first);
        await form.error(form.code).waitFor();
      }
      await form.submit(second);
      await new Done(page, mode).waitFor();
    }));

  it("that are wrong, no longer alive, or tried too often are told apart", () =>
    stage.run(mode, async (page) => {
      // Where users are hidden, only the digits that were sent are told to be too old.
      const client = await makeClient(stage, stage.facts.pool_id, { PreventUserExistenceErrors: "LEGACY" });
      const { address } = await stage.makePerson();
      const forgot = await open(stage, page, mode, ForgotPassword, "/forgotPassword", { client });
      await forgot.submit(address);
      const form = await new ResetPassword(page, mode).waitFor();
      const code = await stage.code(address);
      const messages = [];
      const tell = async (line) => messages.push(await line.textContent());
      await form.submit({ code: wrong(code), password: PASSWORD });
      await form.error(form.code).waitFor();
      await tell(form.error(form.code));
      // The code is used up elsewhere: none is alive any more.
      await stage.admin.send(
        new ConfirmForgotPasswordCommand({
          ClientId: client,
          Username: address,
          ConfirmationCode: code,
          Password: `${PASSWORD}2`,
        }),
      );
      await form.submit({ code, password: PASSWORD });
      await form.error(form.code).getByText("has expired").waitFor();
      await tell(form.error(form.code));
      const many = form.alert.getByText("That was too often.");
      for (let tries = 0; tries < 20 && !(await many.isVisible()); tries++) {
        const answered = page.waitForResponse((response) => response.request().method() === "POST");
        await form.submit({ code: wrong(code), password: PASSWORD });
        await (await answered).finished();
        await page.locator("form[name=confirmforgotpasswordform]:not([aria-busy])").waitFor();
      }
      await tell(many);
      assert.equal(await form.error(form.code).count(), 0);
      assert.deepEqual(messages, [
        "This is not the right code. Check it and try again.",
        "This code has expired. Send another one.",
        "Error: That was too often. Wait a while, then try again.",
      ]);
    }));
});

describe("codes by text message", () => {
  let phones;
  before(async () => {
    phones = await makePool(stage, { UsernameAttributes: ["phone_number"], AutoVerifiedAttributes: ["phone_number"] });
  });

  /** Stands in for a phone that reads text messages: `asked` is what the page asked for, `arrive` brings a code. */
  const phone = (page) =>
    page.addInitScript(() => {
      window.OTPCredential = class {};
      window.otpRequests = [];
      navigator.credentials.get = ({ otp, signal }) =>
        new Promise((resolve, reject) => {
          window.otpRequests.push({ otp, signal });
          window.arrive = (code) => resolve({ type: "otp", code });
          signal.addEventListener("abort", () => reject(signal.reason));
        });
    });
  const otpRequests = (page) => page.evaluate(() => window.otpRequests.map(({ otp, signal }) => [otp, signal.aborted]));

  /** A number as people write it. */
  const written = (number) => number.replace(/^(...)(..)(....)/, "$1 $2 $3 ");

  let people = 0;
  async function signUpByPhone(page) {
    const number = `+4420794600${String(++people).padStart(2, "0")}`;
    const form = await open(stage, page, mode, SignUp, "/signup", { client: phones.client, scope: "openid" });
    await form.phone.fill(written(number));
    await form.submit({ password: PASSWORD });
    const confirm = await new Confirm(page, mode).waitFor();
    await confirm.heading.getByText("Check your phone").waitFor();
    return { number, form: confirm };
  }

  it("are filled in and sent when the message arrives", () =>
    stage.run(mode, async (page) => {
      await phone(page);
      const { number } = await signUpByPhone(page);
      assert.deepEqual(await otpRequests(page), [[{ transport: ["sms"] }, false]]);
      const posts = countPosts(page);
      const code = await stage.code(number);
      await page.evaluate((code) => window.arrive(code), code);
      await new Done(page, mode).waitFor();
      assert.deepEqual(posts, ["/confirm"]);
      const signIn = await open(stage, page, mode, SignIn, "/login", { client: phones.client, scope: "openid" });
      await signIn.submit({ address: written(number), password: PASSWORD });
      await stage.redeem(page, signIn.request);
    }));

  it("are no longer waited for once one is typed", () =>
    stage.run(mode, async (page) => {
      await phone(page);
      const { number, form } = await signUpByPhone(page);
      await form.submit(await stage.code(number));
      await new Done(page, mode).waitFor();
      assert.deepEqual(await otpRequests(page), [[{ transport: ["sms"] }, true]]);
    }));

  it("are not waited for where the code went by e-mail, or where a browser cannot read messages", () =>
    stage.run(mode, async (page) => {
      await phone(page);
      await signUp(page);
      assert.deepEqual(await otpRequests(page), []);
      await page.addInitScript(() => delete window.OTPCredential);
      const { number, form } = await signUpByPhone(page);
      assert.deepEqual(await otpRequests(page), []);
      await form.submit(await stage.code(number));
      await new Done(page, mode).waitFor();
    }));
});

describe("the link of a mail", () => {
  for (const how of Object.values(MODES)) {
    it(`confirms by its button, ${how.name}`, () =>
      stage.run(how, async (page) => {
        const person = await stage.registerPerson();
        const link = await confirmationLink(stage, person.address);
        // A mail scanner opens it in every way that asks only.
        for (const method of ["HEAD", "GET"]) assert.equal((await fetch(link, { method })).status, 200);
        await page.goto(link);
        const form = await new ConfirmUser(page, how).waitFor();
        await form.submit();
        const done = await new Done(page, how).waitFor();
        assert.equal(await done.heading.textContent(), "E-mail confirmed");
        // Once more, as after the way back: as good as the first.
        await page.goto(link);
        await (await form.waitFor()).submit();
        await done.waitFor();
        await (await open(stage, page, how, SignIn, "/login")).submit(person);
        await page.waitForURL((url) => url.href.startsWith(stage.app.url));
      }));
  }

  for (const how of [MODES.wasm, MODES.noScript]) {
    it(`still leads on in another language, ${how.name}`, () =>
      stage.run(how, async (page) => {
        const { address } = await stage.registerPerson();
        await page.goto(await confirmationLink(stage, address));
        const form = await new ConfirmUser(page, how).waitFor();
        await form.chooseLanguage("de");
        assert.equal(await form.heading.textContent(), "Adresse bestätigen");
        await (await form.waitFor()).submit();
        await page.getByText("E-Mail-Adresse bestätigt").waitFor();
      }));
  }
});
