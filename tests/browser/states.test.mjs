// What a person is told when something is wrong, and that nothing is lost by it.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CreateUserPoolClientCommand, CreateUserPoolCommand } from "@aws-sdk/client-cognito-identity-provider";
import { freshAddress } from "../support/loggia.mjs";
import { Confirm } from "./pages/confirm.mjs";
import { ConfirmUser } from "./pages/confirm_user.mjs";
import { ErrorPage } from "./pages/error.mjs";
import { ForgotPassword } from "./pages/forgot_password.mjs";
import { NewPassword } from "./pages/new_password.mjs";
import { Password } from "./pages/password.mjs";
import { ResendCode } from "./pages/resend_code.mjs";
import { ResetPassword } from "./pages/reset_password.mjs";
import { SignIn } from "./pages/sign_in.mjs";
import { SignUp } from "./pages/sign_up.mjs";
import { confirmationLink, wrong } from "./scenes.mjs";
import { MODES, PASSWORD, Stage } from "./stage.mjs";

let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

/** Where the focus is. */
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.localName);
/** After a refused form, script leads to the heading, whose region speaks; without script the alert itself has the focus. */
const summary = (mode) => (mode.wasm ? "h1" : "alert");

/** The error under a field is tied to it. */
async function assertWrong(form, field, words) {
  await form.error(field).getByText(words).waitFor();
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  const described = (await field.getAttribute("aria-describedby")).split(" ");
  assert.ok(described.includes(await form.error(field).getAttribute("id")), "the error describes the field");
  assert.equal(await form.error(field).locator("svg").count(), 1, "it is told by more than colour");
}

for (const mode of [MODES.wasm, MODES.noScript]) {
  describe(`forms that are refused, ${mode.name}`, () => {
    it("a wrong password keeps the address, drops the password and is told at the top", () =>
      stage.run(mode, async (page) => {
        const person = await stage.makePerson();
        await page.goto(stage.request().url);
        const form = await new SignIn(page, mode).waitFor();
        await form.submit({ address: person.address, password: "Wrong-Horse-1!" });
        await form.alert.getByText("Wrong e-mail or password").waitFor();
        assert.equal(await form.alert.getAttribute("role"), "alert");
        assert.equal(await form.username.inputValue(), person.address);
        assert.equal(await form.password.inputValue(), "");
        await page.waitForFunction((wanted) => document.activeElement.matches(wanted), mode.wasm ? "h1" : "#alert");
        assert.equal(await focused(page), summary(mode));
        const box = (part) => part.boundingBox();
        assert.ok((await box(form.alert)).y < (await box(form.username)).y, "it stands above the first field");
        await form.alert.getByRole("link", { name: "reset your password" }).click();
        await new ForgotPassword(page, mode).waitFor();
      }));

    it("an account that does not exist is answered as one with another password", () =>
      stage.run(mode, async (page) => {
        const person = await stage.makePerson();
        const alerts = [];
        for (const address of [person.address, freshAddress()]) {
          await page.goto(stage.request().url);
          const form = await new SignIn(page, mode).waitFor();
          await form.submit({ address, password: "Wrong-Horse-1!" });
          await form.alert.getByText(/Wrong|don’t match/).waitFor();
          alerts.push(await form.alert.textContent());
        }
        assert.equal(alerts[0], alerts[1]);
      }));

    it("empty fields are told under each of them", () =>
      stage.run(mode, async (page) => {
        await page.goto(stage.request().url);
        const form = await new SignIn(page, mode).waitFor();
        assert.equal(await page.locator("[aria-invalid]").count(), 0, "nothing is wrong before the first try");
        await form.submit({});
        await assertWrong(form, form.username, "Enter your e-mail address.");
        await assertWrong(form, form.password, "Enter your password.");
        await form.alert.getByText("Something is missing").waitFor();
      }));

    it("a registration tells what is wrong with it, and keeps the address", () =>
      stage.run(mode, async (page) => {
        await page.goto(stage.request({ path: "/signup" }).url);
        const form = await new SignUp(page, mode).waitFor();
        await form.submit({});
        await assertWrong(form, form.email, "Enter your e-mail address.");
        await assertWrong(form, form.password, "Enter your password.");
        await form.submit({ address: "nonsense", password: PASSWORD });
        await assertWrong(form, form.email, "Enter an e-mail address such as");
        await form.submit({ address: freshAddress(), password: "weak" });
        await assertWrong(form, form.password, "This password does not meet all the rules below.");
        assert.match(await form.email.inputValue(), /@example\.com$/);
        assert.equal(await form.password.inputValue(), "");
      }));

    it("a taken address is told with the way to sign in", () =>
      stage.run(mode, async (page) => {
        const { address } = await stage.makePerson();
        await page.goto(stage.request({ path: "/signup" }).url);
        const form = await new SignUp(page, mode).waitFor();
        await form.submit({ address, password: PASSWORD });
        await form.alert.getByText("There is an account with this address already.").waitFor();
        await form.alert.getByRole("link", { name: "sign in" }).click();
        await new SignIn(page, mode).waitFor();
      }));

    it("a wrong code can be corrected; too many are told apart from it", () =>
      stage.run(mode, async (page) => {
        const person = { address: freshAddress(), password: PASSWORD };
        await page.goto(stage.request({ path: "/signup" }).url);
        await (await new SignUp(page, mode).waitFor()).submit(person);
        const form = await new Confirm(page, mode).waitFor();
        const bad = wrong(await stage.code(person.address));
        await form.submit(bad);
        await assertWrong(form, form.code, "This is not the right code.");
        assert.equal(await form.code.inputValue(), bad);
        const many = form.alert.getByText("That was too often.");
        for (let tries = 0; tries < 20 && !(await many.isVisible()); tries++) {
          const answered = page.waitForResponse((response) => response.request().method() === "POST");
          await form.submit(wrong(bad.padStart(6, "0")));
          await (await answered).finished();
          await form.waitFor();
          await page.locator("form[name=confirmform]:not([aria-busy])").waitFor();
        }
        await many.waitFor();
      }));

    it("too many wrong passwords are told apart from a wrong one", () =>
      stage.run(mode, async (page) => {
        const { address } = await stage.makePerson();
        await page.goto(stage.request().url);
        const form = await new SignIn(page, mode).waitFor();
        const locked = form.alert.getByText("There were too many failed tries.");
        for (let tries = 0; tries < 12 && !(await locked.isVisible()); tries++) {
          const answered = page.waitForResponse((response) => response.request().method() === "POST");
          await form.submit({ address, password: "Wrong-Horse-1!" });
          await (await answered).finished();
          await form.alert.getByText(/too many failed tries|Wrong/).waitFor();
          await page.locator("form[name=cognitoSignInForm]:not([aria-busy])").waitFor();
        }
        await locked.waitFor();
      }));

    it("a reset tells a wrong code from a weak password", () =>
      stage.run(mode, async (page) => {
        const person = await stage.makePerson();
        await page.goto(stage.request({ path: "/forgotPassword" }).url);
        const forgot = await new ForgotPassword(page, mode).waitFor();
        await forgot.submit("");
        await assertWrong(forgot, forgot.username, "Enter your e-mail address.");
        await forgot.submit(person.address);
        const form = await new ResetPassword(page, mode).waitFor();
        await form.submit({});
        await assertWrong(form, form.code, "Enter the code.");
        await assertWrong(form, form.password, "Enter your password.");
        const code = await stage.code(person.address);
        await form.submit({ code: wrong(code), password: PASSWORD });
        await assertWrong(form, form.code, "This is not the right code.");
        await form.submit({ code, password: "weak" });
        await assertWrong(form, form.password, "does not meet all the rules");
      }));

    it("a forgotten password never tells whether there is an account", () =>
      stage.run(mode, async (page) => {
        await page.goto(stage.request({ path: "/forgotPassword" }).url);
        await (await new ForgotPassword(page, mode).waitFor()).submit(`p-nobody-${freshAddress()}`);
        const form = await new ResetPassword(page, mode).waitFor();
        assert.match(await form.lead.textContent(), /p\*\*\*@e\*\*\*/);
      }));

    it("a temporary password is not replaced by a weak or by no other", () =>
      stage.run(mode, async (page) => {
        const person = await stage.makePerson({ temporary: true });
        await page.goto(stage.request().url);
        await (await new SignIn(page, mode).waitFor()).submit(person);
        const form = await new NewPassword(page, mode).waitFor();
        await form.submit("");
        await assertWrong(form, form.password, "Enter your password.");
        assert.equal(await form.username.inputValue(), person.address);
        await form.submit("weak");
        await assertWrong(form, form.password, "does not meet all the rules");
        assert.equal(await form.username.inputValue(), person.address);
      }));

    it("an account that is not confirmed is asked for its code at sign-in", () =>
      stage.run(mode, async (page) => {
        const person = { address: freshAddress(), password: PASSWORD };
        await page.goto(stage.request({ path: "/signup" }).url);
        await (await new SignUp(page, mode).waitFor()).submit(person);
        await new Confirm(page, mode).waitFor();
        await page.goto(stage.request().url);
        await (await new SignIn(page, mode).waitFor()).submit(person);
        const form = await new Confirm(page, mode).waitFor();
        await form.submit(await stage.code(person.address));
        await page.getByText("E-mail confirmed").waitFor();
      }));

    it("a password step that was used in another tab starts again", () =>
      stage.run(mode, async (page, context) => {
        const person = await stage.makePerson();
        const request = stage.request({ client: stage.identifierFirst });
        await page.goto(request.url);
        await (await new SignIn(page, mode).waitFor()).submit({ address: person.address });
        const first = await new Password(page, mode).waitFor();
        // Another window of the same browser, whose page does not hear of the first.
        const late = await context.newPage();
        await late.addInitScript(() => delete window.BroadcastChannel);
        await late.goto(page.url());
        const second = await new Password(late, { ...mode, wasm: false }).waitFor();
        await first.submit(person.password);
        await stage.redeem(page, request);
        await second.submit(person.password);
        const again = new SignIn(late, { ...mode, wasm: false });
        await again.alert.getByText("This sign-in can’t go on any more. Please sign in again.").waitFor();
        const { searchParams } = new URL(late.url());
        assert.deepEqual(
          [searchParams.get("state"), searchParams.get("code_challenge")],
          [new URL(request.url).searchParams.get("state"), new URL(request.url).searchParams.get("code_challenge")],
        );
      }));

    it("a form without its cookie is refused with a page that starts again", () =>
      stage.run(
        mode,
        async (page, context) => {
          const request = stage.request();
          await page.goto(request.url);
          const form = await new SignIn(page, mode).waitFor();
          await context.clearCookies();
          await form.submit({ address: "ada@example.com", password: PASSWORD });
          const refused = await new ErrorPage(page, mode).waitFor();
          assert.equal(await refused.heading.textContent(), "This page has expired");
          await refused.restart.click();
          await form.waitFor();
          const { searchParams } = new URL(page.url());
          for (const name of ["client_id", "state", "code_challenge"]) {
            assert.equal(searchParams.get(name), new URL(request.url).searchParams.get(name), name);
          }
        },
        { expected: ["/login"] },
      ));
  });
}

describe("requests that are refused", () => {
  const mode = MODES.wasm;

  /** Opens what must be an error page and not lead anywhere else. */
  const refused = (url, status, words) =>
    stage.run(
      mode,
      async (page) => {
        const response = await page.goto(url);
        assert.equal(response.status(), status);
        assert.equal(new URL(page.url()).origin, stage.facts.url);
        const error = await new ErrorPage(page, mode).waitFor();
        assert.match(await error.lead.textContent(), words);
        assert.match(await error.support.textContent(), /For support: \S+, [0-9a-f-]{36}/);
      },
      { expected: [stage.facts.url] },
    );

  it("an unknown client", () => refused(stage.request({ client: "nobody" }).url, 400, /is not known/));
  it("no client", () => refused(`${stage.facts.url}/login`, 400, /is not known/));
  it("an address that is not registered is never redirected to", () =>
    refused(stage.request({ redirect_uri: "https://elsewhere.example/" }).url, 400, /has not registered/));
  it("the same on the sign-in page itself", () =>
    refused(stage.request({ path: "/login", redirect_uri: "https://elsewhere.example/" }).url, 400, /has not registered/));
  it("a sign-out that leads elsewhere", () =>
    refused(`${stage.facts.url}/logout?client_id=${stage.client}&logout_uri=https://elsewhere.example/`, 400, /has not registered/));
  it("an address without a page", () => refused(`${stage.facts.url}/nothing/here`, 404, /no page at this address/));
  it("what a stranger writes into the address is not repeated", () =>
    refused(`${stage.facts.url}/error?error=Call%20555-0100&client_id=${stage.client}`, 400, /^The app’s request is incomplete\./));
  it("a confirmation link that is cut off", () =>
    refused(`${stage.facts.url}/confirmUser?client_id=${stage.client}&user_name=nobody@example.com`, 400, /no longer valid/));
  it("a confirmation link that is no longer good", () =>
    stage.run(
      mode,
      async (page) => {
        await page.goto(await confirmationLink(stage, "nobody@example.com", "000000"));
        await (await new ConfirmUser(page, mode).waitFor()).submit();
        const error = await new ErrorPage(page, mode).waitFor();
        assert.match(await error.lead.textContent(), /no longer valid/);
      },
      { expected: ["/confirmUser"] },
    ));

  it("other mistakes are told to the app", () =>
    stage.run(mode, async (page) => {
      const request = stage.request({ scope: "openid phone_book" });
      await page.goto(request.url);
      await page.waitForURL((url) => url.href.startsWith(stage.app.url));
      const { searchParams } = new URL(page.url());
      assert.deepEqual([searchParams.get("error"), searchParams.get("state")], ["invalid_scope", request.state]);
    }));

  it("a step that is not there any more leads to where it began, with the app's request", () =>
    stage.run(mode, async (page) => {
      for (const [step, Page] of [
        ["/confirm", ResendCode],
        ["/confirmforgotPassword", ForgotPassword],
        ["/password", SignIn],
        ["/newPassword", SignIn],
        ["/continue", SignIn],
      ]) {
        const request = stage.request({ path: step });
        await page.goto(request.url);
        await new Page(page, mode).waitFor();
        assert.equal(new URL(page.url()).searchParams.get("state"), request.state, step);
      }
    }));

  it("a registration in a pool whose administrator makes the accounts", async () => {
    const { UserPool } = await stage.admin.send(
      new CreateUserPoolCommand({ PoolName: "Closed", AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } }),
    );
    const { UserPoolClient } = await stage.admin.send(
      new CreateUserPoolClientCommand({
        UserPoolId: UserPool.Id,
        ClientName: "Closed app",
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ["code"],
        AllowedOAuthScopes: ["openid"],
        CallbackURLs: [stage.app.url],
        SupportedIdentityProviders: ["COGNITO"],
      }),
    );
    await stage.run(mode, async (page) => {
      const more = { client: UserPoolClient.ClientId, scope: "openid" };
      await page.goto(stage.request(more).url);
      const signIn = await new SignIn(page, mode).waitFor();
      assert.equal(await signIn.link("Create an account").count(), 0);
      await page.goto(stage.request({ ...more, path: "/signup" }).url);
      await signIn.alert.getByText("Accounts for this app are made by its administrator.").waitFor();
    });
  });
});

describe("forms that did not come from a page of ours", () => {
  const post = (headers, fields) => {
    const request = stage.request({ path: "/login" });
    return fetch(request.url, { method: "POST", redirect: "manual", headers, body: new URLSearchParams(fields) });
  };
  const token = "A".repeat(43);

  for (const [what, headers, fields] of [
    ["no token and no cookie", {}, {}],
    ["a token without its cookie", {}, { _csrf: token }],
    ["a cookie without its token", { cookie: `loggia_csrf=${token}` }, {}],
    ["another token than the cookie's", { cookie: `loggia_csrf=${token}` }, { _csrf: "B".repeat(43) }],
    ["another origin", { cookie: `loggia_csrf=${token}`, origin: "https://elsewhere.example" }, { _csrf: token }],
    ["another site", { cookie: `loggia_csrf=${token}`, "sec-fetch-site": "cross-site" }, { _csrf: token }],
  ]) {
    it(`${what} is refused`, async () => {
      const response = await post(headers, { username: "ada@example.com", password: PASSWORD, ...fields });
      assert.equal(response.status, 403);
      assert.match(await response.text(), /This page has expired/);
    });
  }

  it("an identifier that is nobody’s is answered as one that is somebody’s", async () => {
    const { address } = await stage.makePerson();
    const answers = [];
    for (const username of [address, address.replace("person", "nobody")]) {
      const { url } = stage.request({ path: "/login", client: stage.identifierFirst });
      const headers = { cookie: `loggia_csrf=${token}`, accept: "application/json" };
      const response = await fetch(url, { method: "POST", headers, body: new URLSearchParams({ _csrf: token, username }) });
      const { page } = await response.json();
      assert.equal(page.screen.password.username, username);
      answers.push([response.status, JSON.stringify(page).length]);
    }
    assert.deepEqual(answers[0], answers[1]);
  });

  it("the same form with both is taken", async () => {
    const response = await post({ cookie: `loggia_csrf=${token}` }, { username: "a@example.com", password: "x", _csrf: token });
    assert.equal(response.status, 303);
    assert.match(response.headers.get("location"), /^\/login\?/);
  });
});
