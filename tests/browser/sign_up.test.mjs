// What a sign-up comes to in pools of every shape, and what somebody unconfirmed is told at the sign-in.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { AdminConfirmSignUpCommand, AdminGetUserCommand } from "@aws-sdk/client-cognito-identity-provider";
import { freshAddress } from "../support/loggia.mjs";
import { ARN, startFunction } from "./functions.mjs";
import { Confirm } from "./pages/confirm.mjs";
import { Done } from "./pages/done.mjs";
import { ForgotPassword } from "./pages/forgot_password.mjs";
import { Password } from "./pages/password.mjs";
import { ResendCode } from "./pages/resend_code.mjs";
import { ResetPassword } from "./pages/reset_password.mjs";
import { SignIn } from "./pages/sign_in.mjs";
import { SignUp } from "./pages/sign_up.mjs";
import { makePool } from "./pools.mjs";
import { open } from "./scenes.mjs";
import { MODES, PASSWORD, Stage } from "./stage.mjs";

let number = 0;
const freshNumber = () => `+4420794${String(60000 + (process.pid % 1000) * 10 + number++).padStart(5, "0")}`;
const email = { kind: "email", fresh: freshAddress };
const phone = { kind: "phone", fresh: freshNumber };
const either = { kind: "name", fresh: freshAddress };
const plain = { kind: "name", fresh: () => freshAddress().replace(/@.*/, "") };
const verifies = (...names) => ({ AutoVerifiedAttributes: names });
const named = (...names) => ({ UsernameAttributes: names });
const byLink = { VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_LINK" } };

/** Pools that send no code to whoever signs up so. */
const UNVERIFIED = [
  ["e-mail addresses as names, nothing verified", named("email"), email],
  ["phone numbers as names, nothing verified", named("phone_number"), phone],
  ["both as names, an address typed, numbers verified", { ...named("email", "phone_number"), ...verifies("phone_number") }, either],
  ["both as names, a number typed, addresses verified", { ...named("email", "phone_number"), ...verifies("email") }, { ...phone, kind: "name" }],
  ["plain names, addresses verified and not asked for", verifies("email"), plain],
];

let functions, stage;
before(async () => {
  functions = await startFunction((event) => {
    event.response.autoConfirmUser = true;
    return event;
  });
  stage = await Stage.open({ args: functions.settings });
});
after(async () => {
  await stage?.close();
  functions?.close();
});

const FIELDS = { email: "requiredAttributes[email]", phone: "requiredAttributes[phone_number]", name: "username" };

/** Fills and sends the sign-up form of a pool; gives the name that signs in. */
async function signUp(page, mode, client, { kind, fresh }) {
  const form = await open(stage, page, mode, SignUp, "/signup", { client, scope: "openid" });
  const name = fresh();
  await form.hand.fill(page.locator(`input[name="${FIELDS[kind]}"]`), name);
  await form.submit({ password: PASSWORD });
  return name;
}

async function signIn(page, mode, client, address) {
  const form = await open(stage, page, mode, SignIn, "/login", { client, scope: "openid" });
  await form.submit({ address, password: PASSWORD });
  return form.request;
}

/** Waits until the page says that the administrator confirms the account, and asks for no code. */
async function approval(page) {
  await page.getByRole("heading", { name: "Your account needs approval" }).waitFor();
  assert.match(await page.locator(".lg-lead").textContent(), /administrator of Test app/);
  assert.equal(await page.locator("input[name=code]").count(), 0);
}

describe("a sign-up for which no code is sent", () => {
  for (const mode of [MODES.wasm, MODES.noScript]) {
    for (const [shape, settings, person] of UNVERIFIED) {
      it(`waits for the administrator: ${shape}, ${mode.name}`, () =>
        stage.run(mode, async (page) => {
          const { pool, client } = await makePool(stage, settings);
          const Username = await signUp(page, mode, client, person);
          await approval(page);
          const user = { UserPoolId: pool, Username };
          const { UserStatus } = await stage.admin.send(new AdminGetUserCommand(user));
          assert.equal(UserStatus, "UNCONFIRMED");
          await signIn(page, mode, client, Username);
          await approval(page);
          await stage.admin.send(new AdminConfirmSignUpCommand(user));
          const request = await signIn(page, mode, client, Username);
          await stage.redeem(page, request);
        }));
    }

    it(`signs in where a function confirms the user and verifies nothing, ${mode.name}`, () =>
      stage.run(mode, async (page) => {
        const settings = { ...named("email"), ...verifies("email"), LambdaConfig: { PreSignUp: ARN } };
        const { client } = await makePool(stage, settings);
        const name = await signUp(page, mode, client, email);
        const done = await new Done(page, mode).waitFor();
        assert.equal(await done.heading.textContent(), "Your account is ready");
        const request = await signIn(page, mode, client, name);
        await stage.redeem(page, request);
      }));
  }
});

describe("somebody unconfirmed who signs in", () => {
  for (const mode of Object.values(MODES)) {
    it(`is told so, is sent a code and sees where it went, ${mode.name}`, () =>
      stage.run(mode, async (page) => {
        const person = await stage.registerPerson();
        const first = await stage.code(person.address);
        await signIn(page, mode, stage.client, person.address);
        const confirm = await new Confirm(page, mode).waitFor();
        await confirm.notice.getByText("Your account isn’t confirmed yet, so we’ve sent you a new code.").waitFor();
        assert.match(await confirm.lead.textContent(), /p\*\*\*@e\*\*\*/);
        const second = await stage.code(person.address);
        assert.notEqual(second, first);
        // Within the pause there is no third one, and the page names the one that is still good.
        await signIn(page, mode, stage.client, person.address);
        await confirm.notice.getByText("The code we sent you before is still good.").waitFor();
        assert.match(await confirm.lead.textContent(), /p\*\*\*@e\*\*\*/);
        assert.equal(await stage.code(person.address), second);
        await confirm.submit(second);
        const done = await new Done(page, mode).waitFor();
        assert.equal(await done.heading.textContent(), "E-mail confirmed");
      }));
  }

  it("is never offered a code where the pool confirms by link", () =>
    stage.run(MODES.noScript, async (page) => {
      const mode = MODES.noScript;
      const { client } = await makePool(stage, { ...named("email"), ...verifies("email"), ...byLink });
      const name = await signUp(page, mode, client, email);
      await page.getByRole("heading", { name: "Check your e-mail" }).waitFor();
      await signIn(page, mode, client, name);
      await page.getByText("Your account isn’t confirmed yet. A link is on its way to p***@e***.").waitFor();
      assert.equal(await page.locator("input[name=code]").count(), 0);
      for (const path of ["/resendcode", "/confirm"]) {
        const form = await open(stage, page, mode, ResendCode, path, { client, scope: "openid" });
        assert.equal(await form.heading.textContent(), "Get a new link");
        assert.equal(await form.button.textContent(), "Send link");
        assert.doesNotMatch(await page.locator("main").textContent(), /code/i);
      }
    }));
});

describe("a phone number", () => {
  it("may be written as browsers fill it in, wherever it is asked", () =>
    stage.run(MODES.noScript, async (page) => {
      const mode = MODES.noScript;
      for (const names of [["phone_number"], ["email", "phone_number"]]) {
        const { client } = await makePool(stage, { ...named(...names), ...verifies("phone_number") });
        const digits = freshNumber().slice(1);
        const [country, rest] = [digits.slice(0, 2), digits.slice(2)];
        const dashes = `+${country}-${rest.slice(0, 2)}-${rest.slice(2)}`;
        const zeros = `00${country} ${rest.slice(0, 2)} ${rest.slice(2)}`;
        const brackets = `+${country} (0) ${rest}`;
        const kind = names.length === 1 ? "phone" : "name";
        await signUp(page, mode, client, { kind, fresh: () => dashes });
        const confirm = await new Confirm(page, mode).waitFor();
        await confirm.submit(await stage.code(`+${digits}`));
        await new Done(page, mode).waitFor();
        for (const written of [dashes, zeros, brackets, `00${digits}`]) {
          const request = await signIn(page, mode, client, written);
          await stage.redeem(page, request);
          await page.context().clearCookies();
        }
        const forgot = await open(stage, page, mode, ForgotPassword, "/forgotPassword", { client, scope: "openid" });
        await forgot.submit(zeros);
        await new ResetPassword(page, mode).waitFor();
        assert.equal((await stage.loggia.messages(`+${digits}`)).length, 2);
      }
    }));
});

describe("what is said of a wrong password", () => {
  for (const [names, fields] of [
    [["email"], "e-mail"],
    [["phone_number"], "phone number"],
    [["email", "phone_number"], "e-mail, phone number"],
    [[], "username"],
  ]) {
    it(`names what was asked: ${fields}`, () =>
      stage.run(MODES.noScript, async (page) => {
        const { client } = await makePool(stage, names.length ? named(...names) : {});
        await signIn(page, MODES.noScript, client, names.length ? "+442079460999" : "nobody");
        await page.locator("#alert").getByText(`Wrong ${fields} or password.`).waitFor();
      }));
  }

  it("names the account where the password alone is asked", () =>
    stage.run(MODES.noScript, async (page) => {
      const person = await stage.makePerson();
      const form = await open(stage, page, MODES.noScript, SignIn, "/login", { client: stage.identifierFirst });
      await form.submit({ address: person.address });
      const password = await new Password(page, MODES.noScript).waitFor();
      await password.submit("Wrong-Horse-1!");
      await password.alert.getByText("This account and password don’t match.").waitFor();
    }));
});
