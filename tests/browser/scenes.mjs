// Every hosted page in the states that look different, and how a browser gets there.
import { freshAddress } from "../support/loggia.mjs";
import { Confirm } from "./pages/confirm.mjs";
import { ConfirmUser } from "./pages/confirm_user.mjs";
import { Continue } from "./pages/continue.mjs";
import { Done } from "./pages/done.mjs";
import { EmailOtp } from "./pages/email_otp.mjs";
import { ErrorPage } from "./pages/error.mjs";
import { ForgotPassword } from "./pages/forgot_password.mjs";
import { MfaSetup } from "./pages/mfa_setup.mjs";
import { NewPassword } from "./pages/new_password.mjs";
import { Password } from "./pages/password.mjs";
import { ResendCode } from "./pages/resend_code.mjs";
import { ResetPassword } from "./pages/reset_password.mjs";
import { SignedOut } from "./pages/signed_out.mjs";
import { SignIn } from "./pages/sign_in.mjs";
import { SignUp } from "./pages/sign_up.mjs";
import { SoftwareTokenMfa } from "./pages/software_token_mfa.mjs";
import { makeMailPool, makePerson, makeStrictPool, setUp, signIn as secondFactorSignIn, wrongCode } from "./second_factor.mjs";
import { PASSWORD } from "./stage.mjs";

/** Opens a page by its path in the course of a new request, which it is given as `request`. */
export async function open(stage, page, mode, Page, path, more) {
  const request = stage.request({ path, ...more });
  await page.goto(request.url);
  return Object.assign(await new Page(page, mode).waitFor(), { request });
}

async function signUp(stage, page, mode) {
  const person = { address: freshAddress(), password: PASSWORD };
  const form = await open(stage, page, mode, SignUp, "/signup");
  await form.submit(person);
  return { person, confirm: await new Confirm(page, mode).waitFor() };
}

async function forgot(stage, page, mode) {
  const person = await stage.makePerson();
  const form = await open(stage, page, mode, ForgotPassword, "/forgotPassword");
  await form.submit(person.address);
  return { person, reset: await new ResetPassword(page, mode).waitFor() };
}

async function signIn(stage, page, mode, person) {
  const form = await open(stage, page, mode, SignIn, "/login");
  await form.submit(person);
}

async function mfaSetup(stage, page, mode) {
  const strict = await makeStrictPool(stage);
  const person = await makePerson(stage, strict);
  await secondFactorSignIn(stage, page, mode, strict, person);
  return { form: await new MfaSetup(page, mode).waitFor() };
}

async function softwareToken(stage, page, mode) {
  const strict = await makeStrictPool(stage);
  const person = await makePerson(stage, strict);
  const { code } = await setUp(stage, page, mode, strict, person);
  await page.waitForURL((url) => url.href.startsWith(stage.app.url));
  await secondFactorSignIn(stage, page, mode, strict, person);
  return { code, form: await new SoftwareTokenMfa(page, mode).waitFor() };
}

async function emailOtp(stage, page, mode) {
  const pool = await makeMailPool(stage);
  const person = await makePerson(stage, pool);
  await secondFactorSignIn(stage, page, mode, pool, person);
  return { person, form: await new EmailOtp(page, mode).waitFor() };
}

/** Where the link in the mail to `address` leads. */
export async function confirmationLink(stage, address, code) {
  const parameters = { client_id: stage.client, user_name: address, confirmation_code: code ?? (await stage.code(address)) };
  return `${stage.facts.url}/confirmUser?${new URLSearchParams(parameters)}`;
}

/**
 * Each scene: its name, the heading, the HTTP status where it is an error's, and `reach`, which ends on the page.
 */
export const SCENES = [
  { name: "sign-in", heading: "Sign in", reach: (stage, page, mode) => open(stage, page, mode, SignIn, "/login") },
  {
    name: "sign-in-wrong",
    heading: "Sign in",
    async reach(stage, page, mode) {
      await signIn(stage, page, mode, { address: "nobody@example.com", password: PASSWORD });
      await new SignIn(page, mode).alert.getByText("Wrong e-mail or password").waitFor();
    },
  },
  {
    name: "sign-in-empty",
    heading: "Sign in",
    async reach(stage, page, mode) {
      await signIn(stage, page, mode, {});
      await page.getByText("Enter your password.").waitFor();
    },
  },
  {
    name: "identifier-first",
    heading: "Sign in",
    reach: (stage, page, mode) => open(stage, page, mode, SignIn, "/login", { client: stage.identifierFirst }),
  },
  {
    name: "password",
    heading: "Sign in",
    async reach(stage, page, mode) {
      const form = await open(stage, page, mode, SignIn, "/login", { client: stage.identifierFirst });
      await form.submit({ address: "ada.lovelace@example.com" });
      await new Password(page, mode).waitFor();
    },
  },
  { name: "sign-up", heading: "Create your account", reach: (stage, page, mode) => open(stage, page, mode, SignUp, "/signup") },
  {
    name: "sign-up-typed",
    // The meter is drawn by wasm.
    wasm: true,
    heading: "Create your account",
    async reach(stage, page, mode) {
      const form = await open(stage, page, mode, SignUp, "/signup");
      await form.password.fill(PASSWORD);
      await page.getByRole("meter").waitFor();
    },
  },
  {
    name: "sign-up-wrong",
    heading: "Create your account",
    async reach(stage, page, mode) {
      const form = await open(stage, page, mode, SignUp, "/signup");
      await form.submit({ password: "weak" });
      await page.getByText("Enter your e-mail address.").waitFor();
      await form.submit({ address: "ada@example.com", password: "weak" });
      await page.getByText("does not meet all the rules").waitFor();
    },
  },
  {
    name: "sign-up-taken",
    heading: "Create your account",
    async reach(stage, page, mode) {
      const { address } = await stage.makePerson();
      const form = await open(stage, page, mode, SignUp, "/signup");
      await form.submit({ address, password: PASSWORD });
      await form.alert.getByText("There is an account").waitFor();
    },
  },
  { name: "confirm", heading: "Check your e-mail", reach: signUp },
  {
    name: "confirm-wrong",
    heading: "Check your e-mail",
    async reach(stage, page, mode) {
      const { person, confirm } = await signUp(stage, page, mode);
      await confirm.submit(wrong(await stage.code(person.address)));
      await page.getByText("This is not the right code.").waitFor();
    },
  },
  {
    name: "confirm-resent",
    heading: "Check your e-mail",
    async reach(stage, page, mode) {
      const { address } = await stage.registerPerson();
      const form = await open(stage, page, mode, ResendCode, "/resendcode");
      await form.submit(address);
      await new Confirm(page, mode).notice.getByText("A new code is on its way").waitFor();
    },
  },
  {
    name: "confirm-user",
    heading: "Confirm your address",
    async reach(stage, page, mode) {
      const { address } = await stage.registerPerson();
      await page.goto(await confirmationLink(stage, address));
      await new ConfirmUser(page, mode).waitFor();
    },
  },
  { name: "resend-code", heading: "Get a new code", reach: (stage, page, mode) => open(stage, page, mode, ResendCode, "/resendcode") },
  { name: "forgot-password", heading: "Reset your password", reach: (stage, page, mode) => open(stage, page, mode, ForgotPassword, "/forgotPassword") },
  { name: "reset-password", heading: "Choose a new password", reach: forgot },
  {
    name: "reset-password-wrong",
    heading: "Choose a new password",
    async reach(stage, page, mode) {
      const { person, reset } = await forgot(stage, page, mode);
      await reset.submit({ code: wrong(await stage.code(person.address)), password: PASSWORD });
      await page.getByText("This is not the right code.").waitFor();
    },
  },
  {
    name: "password-changed",
    heading: "Password changed",
    async reach(stage, page, mode) {
      const { person, reset } = await forgot(stage, page, mode);
      await reset.submit({ code: await stage.code(person.address), password: PASSWORD });
      await new Done(page, mode).waitFor();
    },
  },
  {
    name: "new-password",
    heading: "Choose your own password",
    async reach(stage, page, mode) {
      await signIn(stage, page, mode, await stage.makePerson({ temporary: true }));
      await new NewPassword(page, mode).waitFor();
    },
  },
  { name: "mfa-setup", heading: "Set up your authenticator", reach: mfaSetup },
  {
    name: "mfa-setup-wrong",
    heading: "Set up your authenticator",
    async reach(stage, page, mode) {
      const { form } = await mfaSetup(stage, page, mode);
      await form.submit(wrongCode(await form.secret()));
      await page.getByText("This is not the right code.").waitFor();
    },
  },
  { name: "software-token", heading: "Two-step verification", reach: softwareToken },
  {
    name: "software-token-used",
    heading: "Two-step verification",
    async reach(stage, page, mode) {
      const { form, code } = await softwareToken(stage, page, mode);
      await form.submit(code);
      await page.getByText("This code was used already.").waitFor();
    },
  },
  { name: "email-otp", heading: "Check your e-mail", reach: emailOtp },
  {
    name: "email-otp-wrong",
    heading: "Check your e-mail",
    async reach(stage, page, mode) {
      const { person, form } = await emailOtp(stage, page, mode);
      await form.submit((await stage.code(person.address)) === "000000" ? "111111" : "000000");
      await page.getByText("This is not the right code.").waitFor();
    },
  },
  {
    name: "continue",
    heading: "Welcome back",
    async reach(stage, page, mode) {
      await signIn(stage, page, mode, await stage.makePerson());
      await page.waitForURL((url) => url.href.startsWith(stage.app.url));
      await page.goto(stage.request({ prompt: "select_account" }).url);
      await new Continue(page, mode).waitFor();
    },
  },
  {
    name: "confirmed",
    heading: "E-mail confirmed",
    async reach(stage, page, mode) {
      const { person, confirm } = await signUp(stage, page, mode);
      await confirm.submit(await stage.code(person.address));
      await new Done(page, mode).waitFor();
    },
  },
  {
    name: "signed-out",
    heading: "You’re signed out",
    async reach(stage, page, mode) {
      await page.goto(stage.request({ path: "/signedOut" }).url);
      await new SignedOut(page, mode).waitFor();
    },
  },
  {
    name: "error-redirect",
    heading: "This page can’t be shown",
    status: 400,
    reach: (stage, page, mode) => open(stage, page, mode, ErrorPage, "/oauth2/authorize", { redirect_uri: "https://elsewhere.example/" }),
  },
  {
    name: "error-expired",
    heading: "This page has expired",
    status: 403,
    async reach(stage, page, mode) {
      const form = await open(stage, page, mode, SignIn, "/login");
      await page.context().clearCookies();
      await form.submit({ address: "ada@example.com", password: PASSWORD });
      await new ErrorPage(page, mode).waitFor();
    },
  },
];

/** A code that is not `code`. */
export const wrong = (code) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");
