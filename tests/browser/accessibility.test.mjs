// Every page in every state: for screen readers, in both colour schemes, on a narrow screen, at twice the text size.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { violations } from "./audit.mjs";
import { Demo } from "./pages/demo.mjs";
import { SignIn } from "./pages/sign_in.mjs";
import { SCENES } from "./scenes.mjs";
import { MODES, Stage } from "./stage.mjs";

let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

async function assertAccessible(page, what) {
  assert.deepEqual(await violations(page), [], what);
}

/** The page's own outline. */
const outline = (page) =>
  page.evaluate(() => {
    const count = (selector) => document.querySelectorAll(selector).length;
    const visible = (element) => element.checkVisibility() && element.getBoundingClientRect().width > 1;
    const controls = [...document.querySelectorAll("main input:not([type=hidden]), main button, select, main a.lg-button")];
    return {
      headings: count("h1"),
      mains: count("main"),
      inShadow: [...document.querySelectorAll("*")].filter((element) => element.shadowRoot).length,
      positiveTabIndex: [...document.querySelectorAll("[tabindex]")].filter((element) => element.tabIndex > 0).length,
      colorScheme: document.querySelector("meta[name=color-scheme]").content,
      small: controls
        .filter(visible)
        .filter((element) => {
          const { width, height } = element.getBoundingClientRect();
          // WCAG 2.2 asks for 24, and 44 of what is pressed most.
          const least = element.matches(".lg-button, .lg-input") ? 44 : 24;
          return width < least || height < least;
        })
        .map((element) => element.outerHTML),
    };
  });

const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe("accessibility", () => {
  for (const { name, heading, status, reach } of SCENES) {
    it(`${name} is accessible in light and dark, and fits a narrow screen`, () =>
      stage.run(
        MODES.wasm,
        async (page) => {
          await reach(stage, page, MODES.wasm);
          await page.locator("h1").getByText(heading).waitFor();
          assert.match(await page.title(), new RegExp(`^${heading} – Test app$`));
          const { headings, mains, inShadow, positiveTabIndex, colorScheme, small } = await outline(page);
          assert.deepEqual(
            { headings, mains, inShadow, positiveTabIndex, colorScheme, small },
            { headings: 1, mains: 1, inShadow: 0, positiveTabIndex: 0, colorScheme: "light dark", small: [] },
          );
          const grounds = [];
          for (const colorScheme of ["light", "dark"]) {
            await page.emulateMedia({ colorScheme });
            grounds.push(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor));
            await assertAccessible(page, colorScheme);
          }
          assert.notEqual(grounds[0], grounds[1], "dark is dark");
          await page.setViewportSize({ width: 320, height: 640 });
          assert.equal(await overflow(page), 0, "nothing is cut off at 320 px");
          await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
          assert.equal(await overflow(page), 0, "nothing is cut off at twice the text size");
        },
        { expected: status ? ["/"] : [] },
      ));
  }

  it("the demo app and the outbox are accessible in light and dark, and fit a narrow screen", () =>
    stage.run(MODES.wasm, async (page) => {
      const check = async (what) => {
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme });
          await assertAccessible(page, `${what}, ${colorScheme}`);
        }
        await page.setViewportSize({ width: 320, height: 640 });
        assert.equal(await overflow(page), 0, what);
      };
      const demo = new Demo(page, MODES.wasm, stage.facts.demo_url);
      await demo.open();
      await check("signed out");
      await demo.signIn.click();
      await (await new SignIn(page, MODES.wasm).waitFor()).submit(await stage.makePerson());
      await demo.claims("id");
      await demo.callApi.click();
      await page.getByText("The API answered 200.").waitFor();
      await check("signed in");
      await stage.registerPerson();
      await page.goto(stage.facts.outbox_url);
      await page.getByText("Every message of this server").waitFor();
      await check("outbox");
      const count = await page.locator(".dev-message").count();
      const codes = await page.locator(".dev-message", { has: page.locator(".dev-code") }).count();
      assert.equal(codes, count, "each message shows its code once");
      await stage.registerPerson();
      await page.locator(".dev-message").nth(count).waitFor();
    }));
});
