// A page carries the texts that it can show; those of the next screen come in one file with the wasm, which may be late
// or missing.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { freshAddress } from "../support/loggia.mjs";
import { Confirm } from "./pages/confirm.mjs";
import { ErrorPage } from "./pages/error.mjs";
import { SignIn } from "./pages/sign_in.mjs";
import { SignUp } from "./pages/sign_up.mjs";
import { open } from "./scenes.mjs";
import { MODES, PASSWORD, Stage } from "./stage.mjs";
import { countPosts, hold, holdWasm } from "./watch.mjs";

const TEXTS = "**/assets/texts-*.json";
const mode = MODES.wasm;
let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

/** Counts the requests for the file from now on. */
function countTexts(page) {
  const requests = [];
  page.on("request", (request) => /\/texts-/.test(request.url()) && requests.push(request.url()));
  return requests;
}

/** Marks the document, which a page that is loaded as a whole replaces. */
const mark = (page) => page.evaluate(() => void (window.marked = true));
const isMarked = (page) => page.evaluate(() => window.marked === true);

const person = () => ({ address: freshAddress(), password: PASSWORD });

describe("the texts of other screens", () => {
  it("are asked for beside the wasm, and need no other request later", () =>
    stage.run(mode, async (page) => {
      const requests = countTexts(page);
      const wasm = await holdWasm(page);
      const early = page.waitForRequest(TEXTS);
      await page.goto(stage.request({ path: "/signup" }).url);
      await early;
      const taken = page.waitForResponse(TEXTS);
      wasm.release();
      const form = await new SignUp(page, mode).waitFor();
      await (await taken).finished();
      await page.waitForLoadState("networkidle");
      await mark(page);
      const before = requests.length;
      await form.submit(person());
      const confirm = await new Confirm(page, mode).waitFor();
      await confirm.heading.getByText("Check your e-mail").waitFor();
      await confirm.submit("000000");
      await confirm.error(confirm.code).getByText("This is not the right code.").waitFor();
      assert.ok(await isMarked(page), "the page was drawn, not loaded");
      assert.equal(requests.length, before, requests.join(" "));
    }));

  it("are waited for where they are late: the form stays busy, and is sent once", () =>
    stage.run(mode, async (page) => {
      const texts = await hold(page, TEXTS, () => true);
      const form = await open(stage, page, mode, SignUp, "/signup");
      await mark(page);
      const posts = countPosts(page);
      const answered = page.waitForResponse((response) => response.request().method() === "POST");
      await form.submit(person());
      await answered;
      await page.locator("[data-pending]").waitFor();
      assert.equal(await form.form.getAttribute("aria-busy"), "true");
      texts.release();
      const confirm = await new Confirm(page, mode).waitFor();
      await confirm.heading.getByText("Check your e-mail").waitFor();
      assert.ok(await isMarked(page), "the page was drawn, not loaded");
      assert.deepEqual(posts, ["/signup"]);
    }));

  const failures = {
    "do not come": (route) => route.abort(),
    "are not there": (route) => route.fulfill({ status: 404, body: "There is no such file.\n" }),
    "are something else": (route) => route.fulfill({ json: ["one"] }),
  };
  for (const [how, answer] of Object.entries(failures)) {
    it(`that ${how} lead to the next page as a whole, with its words, and nothing is sent twice`, () =>
      stage.run(
        mode,
        async (page) => {
          await page.route(TEXTS, answer);
          const form = await open(stage, page, mode, SignUp, "/signup");
          await mark(page);
          const posts = countPosts(page);
          await form.submit(person());
          const confirm = await new Confirm(page, mode).waitFor();
          await confirm.heading.getByText("Check your e-mail").waitFor();
          assert.ok(!(await isMarked(page)), "the page was loaded");
          assert.deepEqual(posts, ["/signup"]);
        },
        { expected: ["/assets/texts-"] },
      ));
  }

  it("that do not come leave what went wrong to the page as a whole", () =>
    stage.run(
      mode,
      async (page) => {
        await page.route(TEXTS, (route) => route.abort());
        const form = await open(stage, page, mode, SignIn, "/login");
        await mark(page);
        await form.submit({ address: "nobody@example.com", password: PASSWORD });
        await form.alert.getByText(/Wrong|don’t match/).waitFor();
        assert.ok(!(await isMarked(page)), "the page was loaded");
        assert.equal(await form.username.inputValue(), "nobody@example.com");
      },
      { expected: ["/assets/texts-"] },
    ));

  it("that came late are there for the next form", () =>
    stage.run(
      mode,
      async (page) => {
        await page.route(TEXTS, (route) => route.abort());
        const form = await open(stage, page, mode, SignUp, "/signup");
        await page.unroute(TEXTS);
        await mark(page);
        await form.submit(person());
        await (await new Confirm(page, mode).waitFor()).heading.getByText("Check your e-mail").waitFor();
        assert.ok(await isMarked(page), "the page was drawn, not loaded");
      },
      { expected: ["/assets/texts-"] },
    ));

  it("are nothing for the page of an error, which leads nowhere", () =>
    stage.run(
      mode,
      async (page) => {
        const requests = countTexts(page);
        await open(stage, page, mode, ErrorPage, "/oauth2/authorize", { redirect_uri: "https://elsewhere.example/" });
        assert.deepEqual(requests, []);
        const { texts } = JSON.parse(await page.locator("#data").textContent());
        assert.ok(texts.every(([key]) => /^(error|frame)\./.test(key)), JSON.stringify(texts));
      },
      { expected: ["/oauth2/authorize"] },
    ));
});
