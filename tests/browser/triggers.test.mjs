// A pool's function decides who may sign up: its words are said on the page, and whom it confirms needs no code.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { freshAddress } from "../support/loggia.mjs";
import { ARN, startFunction } from "./functions.mjs";
import { Done } from "./pages/done.mjs";
import { SignUp } from "./pages/sign_up.mjs";
import { makePool } from "./pools.mjs";
import { open } from "./scenes.mjs";
import { MODES, PASSWORD, Stage } from "./stage.mjs";

const REASON = "Robots are not welcome: <b>sorry</b>";

/** Throws at robots and confirms everybody else. */
function decide(event) {
  if (event.request.userAttributes.email.startsWith("robot")) return { errorMessage: REASON, errorType: "Error" };
  Object.assign(event.response, { autoConfirmUser: true, autoVerifyEmail: true });
  return event;
}

let functions, stage, client;
before(async () => {
  functions = await startFunction(decide);
  stage = await Stage.open({ args: functions.settings });
  const settings = { UsernameAttributes: ["email"], AutoVerifiedAttributes: ["email"], LambdaConfig: { PreSignUp: ARN } };
  ({ client } = await makePool(stage, settings));
});
after(async () => {
  await stage?.close();
  functions?.close();
});

describe("a function before sign-up", () => {
  for (const mode of Object.values(MODES)) {
    it(`says why it refuses, and lets another in ${mode.name}`, () =>
      stage.run(mode, async (page) => {
        const form = await open(stage, page, mode, SignUp, "/signup", { client });
        const robot = `robot-${freshAddress()}`;
        await form.submit({ address: robot, password: PASSWORD });
        await form.alert.getByText(REASON).waitFor();
        assert.equal(await form.alert.locator("b").count(), 0);
        assert.equal(await form.email.inputValue(), robot);
        assert.equal(await form.password.inputValue(), "");
        await form.submit({ address: freshAddress(), password: PASSWORD });
        await new Done(page, mode).waitFor();
      }));
  }
});
