// A second factor in a person's hands: an authenticator app is set up, and asked for its codes.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { freshAddress } from "../support/loggia.mjs";
import { Confirm } from "./pages/confirm.mjs";
import { Done } from "./pages/done.mjs";
import { EmailOtp } from "./pages/email_otp.mjs";
import { MfaSetup } from "./pages/mfa_setup.mjs";
import { SignIn } from "./pages/sign_in.mjs";
import { SignUp } from "./pages/sign_up.mjs";
import { SoftwareTokenMfa } from "./pages/software_token_mfa.mjs";
import { open } from "./scenes.mjs";
import { codeOf, makeMailPool, makePerson, makeStrictPool, scan, setUp, signIn, wrongCode } from "./second_factor.mjs";
import { MODES, PASSWORD, Stage } from "./stage.mjs";
import { attributes, countPosts, listen, spoken } from "./watch.mjs";

let stage, strict;
before(async () => {
  stage = await Stage.open();
  strict = await makeStrictPool(stage);
});
after(() => stage?.close());

/** Opens the set-up of somebody new. */
async function openSetUp(page, mode) {
  const person = await makePerson(stage, strict);
  const request = await signIn(stage, page, mode, strict, person);
  return { person, request, form: await new MfaSetup(page, mode).waitFor() };
}

/** Opens the page that asks for the code of somebody who has an app. */
async function openCode(page, mode) {
  const person = await makePerson(stage, strict);
  const { request, secret, code } = await setUp(stage, page, mode, strict, person);
  await stage.redeem(page, request);
  const again = await signIn(stage, page, mode, strict, person);
  return { person, secret, used: code, request: again, form: await new SoftwareTokenMfa(page, mode).waitFor() };
}

for (const mode of [MODES.wasm, MODES.noWasm, MODES.noScript, MODES.keyboard]) {
  it(`who must have a second factor sets it up on the way in and is asked for it from then on, ${mode.name}`, () =>
    stage.run(mode, async (page) => {
      const person = { address: freshAddress(), password: PASSWORD };
      const signUp = await open(stage, page, mode, SignUp, "/signup", { client: strict.client, scope: "openid" });
      await signUp.submit(person);
      await (await new Confirm(page, mode).waitFor()).submit(await stage.code(person.address));
      await (await new Done(page, mode).waitFor()).goOn();
      await (await new SignIn(page, mode).waitFor()).submit({ password: person.password });

      const setup = await new MfaSetup(page, mode).waitFor();
      assert.match(await page.title(), /^Set up your authenticator – Test app$/);
      assert.equal(await setup.copy.isVisible(), mode.wasm, "what acts by script is shown where script runs");
      const secret = await setup.secret();
      await mode.hand.fill(setup.deviceName, "Ada’s phone");
      await setup.submit(codeOf(secret));
      await stage.redeem(page, signUp.request);

      const request = await signIn(stage, page, mode, strict, person);
      const form = await new SoftwareTokenMfa(page, mode).waitFor();
      await page.getByText(person.address).waitFor();
      await form.submit(codeOf(secret, 1));
      await stage.redeem(page, request);
    }));
}

for (const mode of [MODES.wasm, MODES.noWasm, MODES.noScript, MODES.keyboard]) {
  it(`who is asked for a code by e-mail goes on with the one that was sent, ${mode.name}`, () =>
    stage.run(mode, async (page) => {
      const mail = await makeMailPool(stage);
      const person = await makePerson(stage, mail);
      const request = await signIn(stage, page, mode, mail, person);
      const form = await new EmailOtp(page, mode).waitFor();
      const code = await stage.code(person.address);
      await page.getByText(/\w\*+@\w\*+/).waitFor();
      await form.submit(code === "000000" ? "111111" : "000000");
      await page.getByText("This is not the right code.").waitFor();
      assert.equal(await form.code.inputValue(), "", "a wrong code does not come back");
      await form.submit(code);
      await stage.redeem(page, request);
    }));
}

describe("the set-up of an authenticator app", () => {
  it("shows a picture that a camera reads, whatever the colours around it", () =>
    stage.run(MODES.wasm, async (page) => {
      const { person, form } = await openSetUp(page, MODES.wasm);
      const secret = await form.secret();
      assert.match(await form.picture.getAttribute("aria-label"), /^QR code that adds Test app/);
      assert.equal(await form.key.textContent(), secret.match(/.{4}/g).join(" "));
      for (const media of [
        { colorScheme: "light" },
        { colorScheme: "dark" },
        { colorScheme: "dark", forcedColors: "active" },
        { colorScheme: "dark", contrast: "more" },
      ]) {
        await page.emulateMedia(media);
        const what = JSON.stringify(media);
        const read = await scan(page, form.picture);
        assert.ok(read, `nothing can be read: ${what}`);
        assert.equal(read.text, await form.open.getAttribute("href"), what);
        assert.equal(read.key.secret.base32, secret, what);
        assert.deepEqual([read.key.issuer, read.key.label], ["Test app", person.address], what);
        assert.deepEqual([read.key.algorithm, read.key.digits, read.key.period], ["SHA1", 6, 30], what);
      }
    }));

  it("has a quiet zone of four modules", () =>
    stage.run(MODES.noScript, async (page) => {
      const { form } = await openSetUp(page, MODES.noScript);
      const zone = await form.picture.evaluate((svg) => {
        const { width } = svg.viewBox.baseVal;
        const { x, y, width: across, height } = svg.querySelector("path").getBBox();
        return { before: [x, y], after: [width - 8 - x - across, width - 8 - y - height], moved: svg.querySelector("path").getAttribute("transform") };
      });
      // The path's own box begins at the middle of its first line, half a module down.
      assert.deepEqual(zone, { before: [0, 0.5], after: [0, 0.5], moved: "translate(4 4)" });
    }));

  it("copies the key and says so, and selects it where it may not", () =>
    stage.run(MODES.wasm, async (page, context) => {
      await context.grantPermissions(["clipboard-read", "clipboard-write"]);
      const { form } = await openSetUp(page, MODES.wasm);
      const secret = await form.secret();
      await listen(page);
      await form.copy.click();
      await page.waitForFunction(() => window.spoken.length === 1);
      assert.deepEqual(await spoken(page), ["The key is copied."]);
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret);
      assert.equal((await form.copy.textContent()).trim(), "Copy", "the button keeps its name");
      await page.evaluate(() => (navigator.clipboard.writeText = () => Promise.reject(new Error("refused"))));
      await form.copy.click();
      await page.waitForFunction(() => window.spoken.length === 2);
      assert.match((await spoken(page))[1], /^The key could not be copied\./);
      assert.equal(await page.evaluate(() => String(getSelection()).replaceAll(/\s/g, "")), secret);
    }));

  it("opens the app of a phone, and of nothing else", () =>
    stage.run(MODES.noScript, async (page) => {
      const { form } = await openSetUp(page, MODES.noScript);
      assert.ok(!(await form.open.isVisible()));
      await page.setViewportSize({ width: 390, height: 800 });
      assert.ok(await form.open.isVisible());
      assert.match(await form.open.getAttribute("href"), /^otpauth:\/\/totp\//);
    }));

  for (const mode of [MODES.wasm, MODES.noScript]) {
    it(`goes on after a wrong code, with the same key and the name of the device, ${mode.name}`, () =>
      stage.run(mode, async (page) => {
        const { form, request } = await openSetUp(page, mode);
        const secret = await form.secret();
        await mode.hand.fill(form.deviceName, "Ada’s phone");
        await form.submit(wrongCode(secret));
        await form.error(form.code).getByText("This is not the right code.").waitFor();
        assert.equal(await form.secret(), secret);
        assert.equal(await form.deviceName.inputValue(), "Ada’s phone");
        if (!mode.wasm) await page.reload();
        await form.chooseLanguage("de");
        assert.equal(await form.secret(), secret);
        assert.equal(await form.deviceName.inputValue(), "Ada’s phone");
        await form.submit(codeOf(secret).replace(/^.../, "$& "));
        await stage.redeem(page, request);
      }));
  }
});

describe("the code of an authenticator app", () => {
  it("is one input that is sent by itself", () =>
    stage.run(MODES.wasm, async (page) => {
      const { form, secret, request } = await openCode(page, MODES.wasm);
      assert.deepEqual(
        await attributes(form.code, "name", "autocomplete", "inputmode", "maxlength"),
        { name: "SOFTWARE_TOKEN_MFA_CODE", autocomplete: "one-time-code", inputmode: "numeric", maxlength: "12" },
      );
      assert.equal(await form.link("Use another method").count(), 0, "there is no other");
      const posts = countPosts(page);
      await form.code.pressSequentially(codeOf(secret, 1).replace(/^.../, "$&-"));
      await stage.redeem(page, request);
      assert.deepEqual(posts, ["/softwareTokenMfa"]);
    }));

  it("may be sent under the name that Cognito’s own pages give it", () =>
    stage.run(MODES.noWasm, async (page) => {
      const { form, secret, request } = await openCode(page, MODES.noWasm);
      await form.code.evaluate((input) => (input.name = "authentication_code"));
      await form.submit(codeOf(secret, 1));
      await stage.redeem(page, request);
    }));

  for (const mode of [MODES.wasm, MODES.noScript]) {
    it(`that is missing, wrong, used or tried too often is told apart, ${mode.name}`, () =>
      stage.run(mode, async (page) => {
        const { form, secret, used, request } = await openCode(page, mode);
        const wrong = wrongCode(secret);
        const tell = async (words) => {
          await form.error(form.code).getByText(words).waitFor();
          assert.equal(await form.code.inputValue(), "");
          assert.equal(await form.code.getAttribute("aria-invalid"), "true");
        };
        await mode.hand.press(form.button);
        await tell("Enter the code.");
        await form.submit(used);
        await tell("This code was used already. Wait for the next one.");
        await form.submit(wrong);
        await tell("This is not the right code.");
        for (let tries = 3; tries < 5; tries++) {
          const answered = page.waitForResponse((response) => response.request().method() === "POST");
          await form.submit(wrong);
          await (await answered).finished();
          await form.waitFor();
        }
        await form.submit(wrong);
        const start = await new SignIn(page, mode).waitFor();
        await start.alert.getByText("That was too often.").waitFor();
        const { searchParams } = new URL(page.url());
        assert.deepEqual([searchParams.get("client_id"), searchParams.get("state")], [strict.client, request.state]);
      }));
  }

  it("that is answered in another tab leaves nothing to ask in this one", () =>
    stage.run(MODES.noWasm, async (page, context) => {
      const { form, secret, request } = await openCode(page, MODES.noWasm);
      const other = await context.newPage();
      await other.goto(page.url());
      await (await new SoftwareTokenMfa(other, MODES.noWasm).waitFor()).submit(codeOf(secret, 1));
      await stage.redeem(other, request);
      await form.submit(codeOf(secret, 1));
      const start = await new SignIn(page, MODES.noWasm).waitFor();
      await start.alert.getByText("This sign-in can’t go on any more.").waitFor();
      assert.equal(new URL(page.url()).searchParams.get("state"), request.state);
    }));

  for (const mode of [MODES.wasm, MODES.noScript]) {
    it(`is not sent again by the way back, ${mode.name}`, () =>
      stage.run(mode, async (page) => {
        const { form, secret, request } = await openCode(page, mode);
        await page.reload();
        await form.waitFor();
        await form.submit(codeOf(secret, 1));
        await stage.redeem(page, request);
        const posts = countPosts(page);
        await page.goBack();
        await page.getByRole("heading", { name: /Welcome back|Sign in/ }).waitFor();
        assert.deepEqual(posts, []);
      }));
  }
});
