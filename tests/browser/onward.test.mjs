// The way back to the app: the browser arrives wherever the app's callback leads, however the answer is brought there.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { SignIn } from "./pages/sign_in.mjs";
import { MODES, Stage } from "./stage.mjs";

const listen = async (answer) => {
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${server.address().port}/` };
};

describe("onward", () => {
  let stage, client, home, callback;
  /** What the callback was sent. */
  let answers;
  before(async () => {
    stage = await Stage.open();
    home = await listen((_, response) => {
      response.setHeader("content-type", "text/html");
      response.end('<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Home</title><h1>Home</h1>');
    });
    // An API that takes the code and goes on to its front end, at another origin.
    callback = await listen(async (request, response) => {
      let body = "";
      for await (const part of request) body += part;
      answers.push(new URLSearchParams(body || request.url.split("?")[1]));
      response.writeHead(302, { location: home.url });
      response.end();
    });
    stage.app.url = callback.url;
    client = await stage.makeClient("Onward app");
  });
  after(async () => {
    home?.server.close();
    callback?.server.close();
    await stage?.close();
  });

  for (const mode of [MODES.noScript, MODES.noWasm, MODES.wasm]) {
    for (const response_mode of ["query", "form_post"]) {
      it(`${mode.name}, by ${response_mode}`, async () => {
        answers = [];
        const person = await stage.makePerson();
        const request = stage.request({ client, response_mode });
        await stage.run(mode, async (page) => {
          await page.goto(request.url);
          const signIn = await new SignIn(page, mode).waitFor();
          await signIn.submit(person);
          const button = page.getByRole("button", { name: "Continue" });
          if (response_mode === "form_post" && !mode.script) await button.click();
          await page.waitForURL(home.url);
          assert.equal(answers.length, 1);
          assert.equal(answers[0].get("state"), request.state);
          assert.ok(answers[0].get("code"));
        });
      });
    }
  }
});
