// The language switcher: what was typed comes along, with script, without wasm, and without either.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { freshAddress } from "../support/loggia.mjs";
import { Confirm } from "./pages/confirm.mjs";
import { ForgotPassword } from "./pages/forgot_password.mjs";
import { ResendCode } from "./pages/resend_code.mjs";
import { SignedOut } from "./pages/signed_out.mjs";
import { SignIn } from "./pages/sign_in.mjs";
import { SignUp } from "./pages/sign_up.mjs";
import { open } from "./scenes.mjs";
import { MODES, PASSWORD, Stage } from "./stage.mjs";

const TYPED = "typed@example.com";
let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

for (const mode of [MODES.wasm, MODES.noWasm, MODES.noScript]) {
  describe(`another language ${mode.name}`, () => {
    for (const [path, Page, field] of [
      ["/login", SignIn, "username"],
      ["/signup", SignUp, "email"],
      ["/forgotPassword", ForgotPassword, "username"],
      ["/resendcode", ResendCode, "username"],
    ]) {
      it(`${path} keeps the address that was typed, and no password`, () =>
        stage.run(mode, async (page, context) => {
          const form = await open(stage, page, mode, Page, path);
          await form[field].fill(TYPED);
          await form.password?.fill(PASSWORD);
          const sent = page.waitForRequest((request) => new URL(request.url()).pathname === "/lang");
          await form.chooseLanguage("de");
          await form.waitFor();
          assert.equal(await form[field].inputValue(), TYPED);
          if (form.password) assert.equal(await form.password.inputValue(), "");
          const posted = (await sent).postData();
          if (mode.wasm) assert.ok(!posted.includes(encodeURIComponent(PASSWORD)), "the password stays in the page");
          assert.ok(!page.url().includes("typed"), page.url());
          assert.equal(new URL(page.url()).searchParams.get("state"), form.request.state);
          assert.ok(!(await page.content()).includes(PASSWORD));
          const cookies = await context.cookies(stage.facts.url);
          assert.equal(cookies.find(({ name }) => name === "loggia_lang").value, "de");
          for (const { value } of cookies) assert.ok(!Buffer.from(value, "base64url").includes("typed"), "what is kept is sealed");
          await page.reload();
          await form.waitFor();
          assert.equal(await form[field].inputValue(), TYPED);
          await page.goto(stage.request({ path }).url);
          await page.locator('html[lang="de"][dir="ltr"]').waitFor({ state: "attached" });
          await form.waitFor();
          assert.equal(await form[field].inputValue(), "", "another request starts with nothing");
        }));
    }

    it("nothing is sent before somebody has chosen", () =>
      stage.run(mode, async (page) => {
        const form = await open(stage, page, mode, SignIn, "/login");
        await form.password.fill(PASSWORD);
        const sent = [];
        page.on("request", (request) => sent.push(request.url()));
        await form.language.focus();
        for (const key of ["Enter", "ArrowDown", "ArrowUp", "d", "Tab", "ArrowDown", "Tab", "Shift+Tab"]) await page.keyboard.press(key);
        assert.deepEqual(sent, []);
        assert.equal(await form.password.inputValue(), PASSWORD);
      }));

    it("a code that was half typed is still there", () =>
      stage.run(mode, async (page) => {
        const form = await open(stage, page, mode, SignUp, "/signup");
        await form.submit({ address: freshAddress(), password: PASSWORD });
        const confirm = await new Confirm(page, mode).waitFor();
        await confirm.code.fill("123");
        await confirm.chooseLanguage("de");
        await confirm.waitFor();
        assert.equal(await confirm.code.inputValue(), "123");
      }));

    it("the error of a form is told in it too, and a page without a form has it as well", () =>
      stage.run(mode, async (page) => {
        const form = await open(stage, page, mode, SignIn, "/login");
        await form.submit({ address: TYPED, password: PASSWORD });
        await form.alert.getByText(/Wrong|don’t match/).waitFor();
        await form.chooseLanguage("de");
        await form.alert.getByText("stimmt nicht").waitFor();
        assert.equal(await form.username.inputValue(), TYPED);
        await page.goto(stage.request({ path: "/signedOut" }).url);
        const end = new SignedOut(page, mode);
        await end.heading.getByText("Sie sind abgemeldet").waitFor();
        await end.alive();
        await end.chooseLanguage("en");
        await end.heading.getByText("You’re signed out").waitFor();
      }));
  });
}
