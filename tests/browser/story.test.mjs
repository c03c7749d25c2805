// The whole story of one person, in each of the ways in which a browser may meet the pages.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { freshAddress } from "../support/loggia.mjs";
import { Confirm } from "./pages/confirm.mjs";
import { Continue } from "./pages/continue.mjs";
import { Demo } from "./pages/demo.mjs";
import { Done } from "./pages/done.mjs";
import { ForgotPassword } from "./pages/forgot_password.mjs";
import { NewPassword } from "./pages/new_password.mjs";
import { Password } from "./pages/password.mjs";
import { ResetPassword } from "./pages/reset_password.mjs";
import { SignedOut } from "./pages/signed_out.mjs";
import { SignIn } from "./pages/sign_in.mjs";
import { SignUp } from "./pages/sign_up.mjs";
import { MODES, PASSWORD, Stage } from "./stage.mjs";

let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

/** From the sign-up page to the sign-in page of the confirmed account. */
async function register(page, mode, person) {
  const signUp = await new SignUp(page, mode).waitFor();
  await signUp.submit(person);
  const confirm = await new Confirm(page, mode).waitFor();
  await confirm.submit(await stage.code(person.address));
  const done = await new Done(page, mode).waitFor();
  assert.equal(await done.heading.textContent(), "E-mail confirmed");
  await done.goOn();
  const signIn = await new SignIn(page, mode).waitFor();
  assert.equal(await signIn.username.inputValue(), person.address);
  return signIn;
}

for (const mode of [MODES.wasm, MODES.keyboard]) {
  describe(`the demo app, ${mode.name}`, () => {
    it("signs up, confirms, signs in, calls the API, refreshes and signs out", () =>
      stage.run(mode, async (page) => {
        const person = { address: freshAddress(), password: PASSWORD };
        const demo = new Demo(page, mode, stage.facts.demo_url);
        await demo.open();
        await mode.hand.press(demo.signUp);
        const signIn = await register(page, mode, person);
        await signIn.submit({ password: person.password });

        const id = await demo.claims("id");
        assert.equal(id.email, person.address);
        assert.equal(id.email_verified, true);
        assert.deepEqual([id.token_use, id.iss, id.aud], ["id", stage.facts.issuer, stage.facts.client_id]);
        const access = await demo.claims("access");
        assert.deepEqual([access.token_use, access.sub, access.client_id], ["access", id.sub, stage.facts.client_id]);

        await mode.hand.press(demo.callApi);
        await page.getByText("The API answered 200.").waitFor();
        assert.match(await demo.result.textContent(), new RegExp(id.sub));
        await mode.hand.press(demo.refresh);
        await page.getByText("Refreshed.").waitFor();
        const renewed = await demo.claims("access");
        assert.notEqual(renewed.jti, access.jti);
        assert.equal(renewed.origin_jti, access.origin_jti);

        await mode.hand.press(demo.signOut);
        await demo.signIn.waitFor();
        await mode.hand.press(demo.signIn);
        await new SignIn(page, mode).waitFor();
      }));
  });
}

for (const mode of [MODES.noWasm, MODES.noScript]) {
  describe(`an app, ${mode.name}`, () => {
    it("signs up, confirms, signs in, refreshes and signs out", () =>
      stage.run(mode, async (page) => {
        const person = { address: freshAddress(), password: PASSWORD };
        const request = stage.request();
        await page.goto(request.url);
        await new SignIn(page, mode).follow("Create an account");
        const signIn = await register(page, mode, person);
        await signIn.submit({ password: person.password });

        const tokens = await stage.redeem(page, request);
        const id = await stage.claims(tokens.id_token);
        assert.deepEqual([id.email, id.token_use, id.aud], [person.address, "id", request.client]);
        const access = await stage.claims(tokens.access_token);
        assert.deepEqual([access.sub, access.token_use], [id.sub, "access"]);
        const info = await fetch(`${stage.facts.url}/oauth2/userInfo`, {
          headers: { authorization: `Bearer ${tokens.access_token}` },
        });
        assert.equal((await info.json()).email, person.address);
        const renewed = await stage.token({
          grant_type: "refresh_token",
          client_id: request.client,
          refresh_token: tokens.refresh_token,
        });
        assert.equal((await stage.claims(renewed.access_token)).sub, id.sub);

        await page.goto(`${stage.facts.url}/logout?id_token_hint=${tokens.id_token}`);
        const signedOut = await new SignedOut(page, mode).waitFor();
        assert.match(await signedOut.lead.textContent(), /Test app/);
        const again = stage.request();
        await page.goto(again.url);
        await new SignIn(page, mode).waitFor();
      }));
  });
}

for (const mode of Object.values(MODES)) {
  describe(`hosted pages, ${mode.name}`, () => {
    it("a forgotten password is replaced by a code, and the new one signs in", () =>
      stage.run(mode, async (page) => {
        const person = await stage.makePerson();
        const request = stage.request();
        await page.goto(request.url);
        const signIn = await new SignIn(page, mode).waitFor();
        await signIn.follow("Forgot your password?");
        const forgot = await new ForgotPassword(page, mode).waitFor();
        await forgot.submit(person.address);
        const reset = await new ResetPassword(page, mode).waitFor();
        assert.match(await reset.lead.textContent(), /p\*\*\*@e\*\*\*/);
        await reset.submit({ code: await stage.code(person.address), password: "Another-Horse-2!" });
        const done = await new Done(page, mode).waitFor();
        assert.equal(await page.title(), "Password changed – Test app");
        await done.goOn();
        await signIn.waitFor();
        await signIn.submit({ password: person.password });
        await signIn.alert.getByText("Wrong e-mail or password").waitFor();
        await signIn.submit({ password: "Another-Horse-2!" });
        const tokens = await stage.redeem(page, request);
        assert.equal((await stage.claims(tokens.id_token)).email, person.address);
      }));

    it("a temporary password is replaced before anything else", () =>
      stage.run(mode, async (page) => {
        const person = await stage.makePerson({ temporary: true });
        const request = stage.request();
        await page.goto(request.url);
        const signIn = await new SignIn(page, mode).waitFor();
        await signIn.submit(person);
        const replace = await new NewPassword(page, mode).waitFor();
        assert.equal(await replace.username.inputValue(), person.address);
        await replace.submit("Another-Horse-2!");
        const tokens = await stage.redeem(page, request);
        assert.equal((await stage.claims(tokens.id_token)).name, person.name);
      }));

    it("whoever is signed in goes on at once, by choice, or as somebody else", () =>
      stage.run(mode, async (page) => {
        const [person, other] = await Promise.all([stage.makePerson(), stage.makePerson({ name: "Grace Hopper" })]);
        const first = stage.request();
        await page.goto(first.url);
        const signIn = await new SignIn(page, mode).waitFor();
        await signIn.submit(person);
        const { sub } = await stage.claims((await stage.redeem(page, first)).id_token);

        const silent = stage.request({ prompt: "none" });
        await page.goto(silent.url);
        assert.equal((await stage.claims((await stage.redeem(page, silent)).id_token)).sub, sub);

        const chosen = stage.request({ prompt: "select_account" });
        await page.goto(chosen.url);
        const choice = await new Continue(page, mode).waitFor();
        assert.match(await choice.person.textContent(), /Ada Lovelace/);
        await mode.hand.press(choice.person);
        assert.equal((await stage.claims((await stage.redeem(page, chosen)).id_token)).sub, sub);

        const changed = stage.request({ prompt: "select_account" });
        await page.goto(changed.url);
        await choice.waitFor();
        await mode.hand.press(choice.other);
        await signIn.waitFor();
        await signIn.submit(other);
        assert.equal((await stage.claims((await stage.redeem(page, changed)).id_token)).name, "Grace Hopper");
      }));

    it("where the identifier comes first, the password is asked on its own page", () =>
      stage.run(mode, async (page) => {
        const person = await stage.makePerson();
        const request = stage.request({ client: stage.identifierFirst });
        await page.goto(request.url);
        const signIn = await new SignIn(page, mode).waitFor();
        assert.equal(await signIn.button.inputValue(), "Next");
        await signIn.submit({ address: person.address });
        const password = await new Password(page, mode).waitFor();
        assert.equal(await password.username.inputValue(), person.address);
        assert.equal(await password.username.getAttribute("autocomplete"), "username");
        await password.submit("Wrong-Horse-1!");
        await password.alert.getByText(/Wrong|don’t match/).waitFor();
        await password.submit(person.password);
        const tokens = await stage.redeem(page, request);
        assert.equal((await stage.claims(tokens.id_token)).email, person.address);
      }));

    it("the language can be chosen and is remembered", () =>
      stage.run(mode, async (page) => {
        await page.goto(stage.request().url);
        const signIn = await new SignIn(page, mode).waitFor();
        await mode.hand.fill(signIn.username, "typed@example.com");
        await signIn.chooseLanguage("de");
        await signIn.alive();
        assert.equal(await signIn.heading.textContent(), "Anmelden");
        assert.equal(await signIn.username.inputValue(), "typed@example.com");
        await page.goto(stage.request().url);
        await signIn.heading.getByText("Anmelden").waitFor();
      }));
  });
}
