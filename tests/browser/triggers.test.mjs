// A pool's function decides who may sign up: its words are said on the page, and whom it confirms needs no code.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { freshAddress } from "../support/loggia.mjs";
import { Done } from "./pages/done.mjs";
import { SignUp } from "./pages/sign_up.mjs";
import { makePool } from "./pools.mjs";
import { open } from "./scenes.mjs";
import { MODES, PASSWORD, Stage } from "./stage.mjs";

const ARN = "arn:aws:lambda:us-east-1:123456789012:function:sign-up";
const REASON = "Robots are not welcome: <b>sorry</b>";

/** A function behind plain HTTP: it throws at robots and confirms everybody else. */
async function startFunction() {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const event = JSON.parse(body);
    const denied = event.request.userAttributes.email.startsWith("robot");
    if (!denied) Object.assign(event.response, { autoConfirmUser: true, autoVerifyEmail: true });
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(denied ? { errorMessage: REASON, errorType: "Error" } : event));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

let functions, stage, client;
before(async () => {
  functions = await startFunction();
  const url = `http://127.0.0.1:${functions.address().port}/`;
  stage = await Stage.open({ args: ["--set", `triggers.${ARN}=${url}`] });
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
