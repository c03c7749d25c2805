// Where the focus lands, and what a screen reader is told of an error.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { freshAddress } from "../support/loggia.mjs";
import { ForgotPassword } from "./pages/forgot_password.mjs";
import { ResetPassword } from "./pages/reset_password.mjs";
import { SignIn } from "./pages/sign_in.mjs";
import { SignUp } from "./pages/sign_up.mjs";
import { open } from "./scenes.mjs";
import { MODES, PASSWORD, Stage } from "./stage.mjs";
import { focus } from "./watch.mjs";

const WRONG = { address: "nobody@example.com", password: PASSWORD };
let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

describe("the focus", () => {
  for (const mode of [MODES.wasm, MODES.noWasm, MODES.noScript]) {
    it(`is on the first field when a page opens, ${mode.name}`, () =>
      stage.run(mode, async (page) => {
        for (const [path, Page, field] of [
          ["/login", SignIn, "username"],
          ["/signup", SignUp, "email"],
          ["/forgotPassword", ForgotPassword, "username"],
        ]) {
          await focus((await open(stage, page, mode, Page, path))[field]);
        }
      }));
  }

  it("is on the heading after a failed try and on a new step, with script", () =>
    stage.run(MODES.wasm, async (page) => {
      const form = await open(stage, page, MODES.wasm, SignIn, "/login");
      await form.submit(WRONG);
      await form.alert.getByText(/Wrong|don’t match/).waitFor();
      await focus(form.heading);
      const forgot = await open(stage, page, MODES.wasm, ForgotPassword, "/forgotPassword");
      await forgot.submit(freshAddress());
      const reset = await new ResetPassword(page, MODES.wasm).waitFor();
      await focus(reset.heading);
    }));

  for (const mode of [MODES.noWasm, MODES.noScript]) {
    it(`is on the error above the form after a failed try, and on the first field of a new step, ${mode.name}`, () =>
      stage.run(mode, async (page) => {
        const form = await open(stage, page, mode, SignIn, "/login");
        await form.submit(WRONG);
        await form.alert.getByText(/Wrong|don’t match/).waitFor();
        await focus(form.alert);
        await form.submit({ address: "", password: "" });
        await form.alert.getByText("See the marked field").waitFor();
        await focus(form.alert);
        const forgot = await open(stage, page, mode, ForgotPassword, "/forgotPassword");
        await forgot.submit(freshAddress());
        await focus((await new ResetPassword(page, mode).waitFor()).code);
      }));
  }
});

describe("an error", () => {
  /** The alerts of the accessibility tree, each with the words below it. */
  async function alerts(page, debug) {
    const { nodes } = await debug.send("Accessibility.getFullAXTree");
    const byId = new Map(nodes.map((node) => [node.nodeId, node]));
    const words = (node) =>
      node.role?.value === "StaticText" ? node.name.value : (node.childIds ?? []).map((id) => words(byId.get(id))).join("");
    const spoken = (node) => node.properties?.find(({ name }) => name === "live")?.value.value === "assertive";
    return nodes
      .filter((node) => !node.ignored && (node.role?.value === "alert" || (spoken(node) && node.properties.some(({ name }) => name === "root"))))
      .map((node) => bare(words(node)));
  }

  /** Words without their spaces, which the tree drops at the edges of a box. */
  const bare = (words) => words.replaceAll(/\s/g, "");

  it("is put once, as a whole, into a region that was there before", () =>
    stage.run(MODES.wasm, async (page, context) => {
      const debug = await context.newCDPSession(page);
      await debug.send("Accessibility.enable");
      const form = await open(stage, page, MODES.wasm, SignIn, "/login");
      assert.deepEqual(await alerts(page, debug), [""], "one region, empty");
      await page.evaluate(() => {
        window.region = document.querySelector("#alert");
        window.put = [];
        new MutationObserver((changes) => {
          for (const { type, target, addedNodes } of changes) {
            if (type === "characterData") window.put.push(target.data);
            for (const node of addedNodes) if (node.textContent.trim() && node.nodeType !== Node.COMMENT_NODE) window.put.push(node.textContent);
          }
        }).observe(window.region, { childList: true, characterData: true, subtree: true });
      });
      const alert = "Error: Wrong e-mail or password. Try again, or reset your password.";
      for (const times of [1, 2]) {
        await form.submit(WRONG);
        await page.waitForFunction((times) => window.put.length >= times, times);
        await page.locator("form[name=cognitoSignInForm]:not([aria-busy])").waitFor();
        assert.deepEqual(await page.evaluate(() => window.put), Array(times).fill(alert), "said once for each try");
        assert.deepEqual(await alerts(page, debug), [bare(alert)]);
        assert.ok(await page.evaluate(() => window.region.isConnected && window.region === document.querySelector("#alert")));
      }
    }));

  it("that is no answer at all goes into the same region", () =>
    stage.run(
      MODES.wasm,
      async (page, context) => {
        const debug = await context.newCDPSession(page);
        await debug.send("Accessibility.enable");
        const form = await open(stage, page, MODES.wasm, SignIn, "/login");
        await page.route("**/login*", (route) => route.abort());
        await form.submit(WRONG);
        await form.alert.getByText("No connection").waitFor();
        assert.deepEqual(await alerts(page, debug), [bare("Error: No connection to the server. Check your network and try again.")]);
        assert.equal(await form.password.inputValue(), PASSWORD, "what was typed stays");
      },
      { expected: ["/login"] },
    ));
});
