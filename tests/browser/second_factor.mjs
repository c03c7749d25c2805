// A pool that requires a second factor, its people, and an authenticator app that is not ours.
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  SetUserPoolMfaConfigCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import jsQR from "jsqr";
import { TOTP, URI } from "otpauth";
import { freshAddress } from "../support/loggia.mjs";
import { MfaSetup } from "./pages/mfa_setup.mjs";
import { SignIn } from "./pages/sign_in.mjs";
import { makePool } from "./pools.mjs";
import { PASSWORD } from "./stage.mjs";

/** How long a code lives. */
const STEP = 30_000;

/** A pool of which everybody must have a second factor, and a client of it. */
export async function makeStrictPool(stage) {
  const made = await makePool(stage, { UsernameAttributes: ["email"], AutoVerifiedAttributes: ["email"] });
  await stage.admin.send(
    new SetUserPoolMfaConfigCommand({
      UserPoolId: made.pool,
      MfaConfiguration: "ON",
      SoftwareTokenMfaConfiguration: { Enabled: true },
    }),
  );
  return made;
}

/** A pool of which everybody is asked for a code by e-mail, and a client of it. */
export async function makeMailPool(stage) {
  const made = await makePool(stage, {
    UsernameAttributes: ["email"],
    AutoVerifiedAttributes: ["email"],
    AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "admin_only", Priority: 1 }] },
  });
  await stage.admin.send(
    new SetUserPoolMfaConfigCommand({ UserPoolId: made.pool, MfaConfiguration: "ON", EmailMfaConfiguration: {} }),
  );
  return made;
}

/** Somebody in that pool who has a password, and no second factor yet. */
export async function makePerson(stage, { pool }) {
  const person = { address: freshAddress(), password: PASSWORD };
  const user = { UserPoolId: pool, Username: person.address };
  const attributes = [
    { Name: "email", Value: person.address },
    { Name: "email_verified", Value: "true" },
  ];
  await stage.admin.send(new AdminCreateUserCommand({ ...user, MessageAction: "SUPPRESS", UserAttributes: attributes }));
  await stage.admin.send(new AdminSetUserPasswordCommand({ ...user, Password: person.password, Permanent: true }));
  return person;
}

/** Opens the sign-in page of the pool and answers it; what follows is another page. */
export async function signIn(stage, page, mode, { client }, person) {
  const request = stage.request({ path: "/login", client, scope: "openid", prompt: "login" });
  await page.goto(request.url);
  await (await new SignIn(page, mode).waitFor()).submit(person);
  return request;
}

/** The code that an app with this key shows, `steps` from now. */
export const codeOf = (secret, steps = 0) => new TOTP({ secret }).generate({ timestamp: Date.now() + steps * STEP });

/** Codes that are wrong now and a step around it. */
export const wrongCode = (secret) => {
  const right = [-2, -1, 0, 1, 2].map((steps) => codeOf(secret, steps));
  return ["000000", "111111", "222222", "333333", "444444", "555555"].find((code) => !right.includes(code));
};

/** Signs in for the first time and sets an app up; gives its key, the code it was proved with, and the request. */
export async function setUp(stage, page, mode, strict, person) {
  const request = await signIn(stage, page, mode, strict, person);
  const form = await new MfaSetup(page, mode).waitFor();
  const secret = await form.secret();
  const code = codeOf(secret);
  await form.submit(code);
  return { request, secret, code };
}

/** What a camera reads in this part of the page, and the little around it that a camera sees too. */
export async function scan(page, picture) {
  const { x, y, width, height } = await picture.boundingBox();
  const clip = { x: x - 24, y: y - 24, width: width + 48, height: height + 48 };
  const png = await page.screenshot({ clip, fullPage: true });
  const blank = await page.context().browser().newPage();
  try {
    const image = await blank.evaluate(async (png) => {
      const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(png), (c) => c.charCodeAt(0))]));
      const canvas = Object.assign(document.createElement("canvas"), { width: bitmap.width, height: bitmap.height });
      const brush = canvas.getContext("2d");
      brush.drawImage(bitmap, 0, 0);
      const { data } = brush.getImageData(0, 0, bitmap.width, bitmap.height);
      return { width: bitmap.width, height: bitmap.height, data: [...data] };
    }, png.toString("base64"));
    // No second try with the colours inverted: what is light must be light.
    const code = jsQR(Uint8ClampedArray.from(image.data), image.width, image.height, { inversionAttempts: "dontInvert" });
    return code && { text: code.data, key: URI.parse(code.data) };
  } finally {
    await blank.close();
  }
}
