// Two clicks are as good as one: the page that follows is the first one's, and nothing happens a second time.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { freshAddress } from "../support/loggia.mjs";
import { impatient } from "./hands.mjs";
import { Confirm } from "./pages/confirm.mjs";
import { Continue } from "./pages/continue.mjs";
import { Done } from "./pages/done.mjs";
import { EmailOtp } from "./pages/email_otp.mjs";
import { ForgotPassword } from "./pages/forgot_password.mjs";
import { NewPassword } from "./pages/new_password.mjs";
import { Password } from "./pages/password.mjs";
import { ResendCode } from "./pages/resend_code.mjs";
import { ResetPassword } from "./pages/reset_password.mjs";
import { SignIn } from "./pages/sign_in.mjs";
import { SignUp } from "./pages/sign_up.mjs";
import { SoftwareTokenMfa } from "./pages/software_token_mfa.mjs";
import { open } from "./scenes.mjs";
import { codeOf, makeMailPool, makePerson, makeStrictPool, setUp, signIn, wrongCode } from "./second_factor.mjs";
import { MODES, PASSWORD, Stage } from "./stage.mjs";
import { countPosts, holdPosts } from "./watch.mjs";

let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

/** How many messages went to `address`. */
const messages = async (address) => (await stage.loggia.messages(address)).length;

const HANDS = [
  { ...MODES.noScript, name: "while the first is on its way", hand: impatient(true) },
  { ...MODES.noScript, name: "when the first was answered", hand: impatient(false) },
  { ...MODES.noWasm, name: "with script and without wasm", hand: impatient(false) },
];

for (const mode of HANDS) {
  describe(`a form sent twice, ${mode.name}`, () => {
    it("signs up, confirms and signs in, by one message", () =>
      stage.run(mode, async (page) => {
        const person = { address: freshAddress(), password: PASSWORD };
        const form = await open(stage, page, mode, SignUp, "/signup");
        await form.submit(person);
        const confirm = await new Confirm(page, mode).waitFor();
        assert.equal(await confirm.alert.textContent(), "");
        assert.equal(await messages(person.address), 1);
        await confirm.submit(await stage.code(person.address));
        await (await new Done(page, mode).waitFor()).goOn();
        await (await new SignIn(page, mode).waitFor()).submit({ password: person.password });
        await stage.redeem(page, form.request);
        const again = stage.request({ prompt: "select_account" });
        await page.goto(again.url);
        await mode.hand.press((await new Continue(page, mode).waitFor()).person);
        await stage.redeem(page, again);
      }));

    it("asks for a code and resets the password, by one message", () =>
      stage.run(mode, async (page) => {
        const person = await stage.makePerson();
        const form = await open(stage, page, mode, ForgotPassword, "/forgotPassword");
        await form.submit(person.address);
        const reset = await new ResetPassword(page, mode).waitFor();
        assert.equal(await reset.alert.textContent(), "");
        assert.equal(await messages(person.address), 1);
        await reset.submit({ code: await stage.code(person.address), password: "Another-Horse-2!" });
        await (await new Done(page, mode).waitFor()).goOn();
        await (await new SignIn(page, mode).waitFor()).submit({ password: "Another-Horse-2!" });
        await stage.redeem(page, form.request);
      }));

    it("asks for another code of a sign-up, by one message", () =>
      stage.run(mode, async (page) => {
        const { address } = await stage.registerPerson();
        await (await open(stage, page, mode, ResendCode, "/resendcode")).submit(address);
        const confirm = await new Confirm(page, mode).waitFor();
        assert.equal(await confirm.alert.textContent(), "");
        assert.equal(await messages(address), 2);
      }));

    it("replaces a temporary password", () =>
      stage.run(mode, async (page) => {
        const form = await open(stage, page, mode, SignIn, "/login");
        await form.submit(await stage.makePerson({ temporary: true }));
        await (await new NewPassword(page, mode).waitFor()).submit("Another-Horse-2!");
        await stage.redeem(page, form.request);
      }));

    it("signs in by identifier and password", () =>
      stage.run(mode, async (page) => {
        const person = await stage.makePerson();
        const form = await open(stage, page, mode, SignIn, "/login", { client: stage.identifierFirst });
        await form.submit({ address: person.address });
        await (await new Password(page, mode).waitFor()).submit(person.password);
        await stage.redeem(page, form.request);
      }));

    it("sets an authenticator app up, signs in with it, and counts one wrong code", () =>
      stage.run(mode, async (page) => {
        const strict = await makeStrictPool(stage);
        const person = await makePerson(stage, strict);
        const { secret, request } = await setUp(stage, page, mode, strict, person);
        await stage.redeem(page, request);
        const next = await signIn(stage, page, mode, strict, person);
        const form = await new SoftwareTokenMfa(page, mode).waitFor();
        for (let times = 0; times < 3; times++) {
          await form.submit(wrongCode(secret));
          await form.error(form.code).getByText("not the right code").waitFor();
        }
        await form.submit(codeOf(secret, 1));
        await stage.redeem(page, next);
      }));

    it("signs in by a code in one mail", () =>
      stage.run(mode, async (page) => {
        const pool = await makeMailPool(stage);
        const person = await makePerson(stage, pool);
        const request = await signIn(stage, page, mode, pool, person);
        const form = await new EmailOtp(page, mode).waitFor();
        assert.equal(await messages(person.address), 1);
        await form.submit(await stage.code(person.address));
        await stage.redeem(page, request);
      }));
  });
}

describe("two clicks in one moment on a slow line", () => {
  it("send one form", () =>
    stage.run(MODES.wasm, async (page) => {
      const person = await stage.makePerson();
      const form = await open(stage, page, MODES.wasm, SignIn, "/login");
      const posts = countPosts(page);
      await form.username.fill(person.address);
      await form.password.fill(person.password);
      const held = await holdPosts(page);
      await form.button.evaluate((button) => (button.click(), button.click()));
      await held.arrived;
      held.release();
      await stage.redeem(page, form.request);
      assert.deepEqual(posts, ["/login"]);
    }));
});
