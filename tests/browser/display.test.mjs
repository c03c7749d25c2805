// Every sample of every screen to the eye: contrast, focus, and what a person's own display settings ask for.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Gallery } from "../support/gallery.mjs";
import { contrast, layout, ring, stops } from "./audit.mjs";
import { MODES, Stage } from "./stage.mjs";

let stage, gallery;
before(async () => {
  stage = await Stage.open();
  gallery = await Gallery.open(stage.request({ path: "/login" }).url);
});
after(() => stage?.close());

/** Shows every sample in `languages` to `look`, whose problems must be none. */
const each = (mode, look, { languages = ["en"], ...options } = {}) =>
  stage.run(
    mode,
    async (page) => {
      await gallery.hang(page);
      const problems = [];
      for (const language of languages) {
        for (const sample of gallery.samples) {
          await gallery.show(page, sample, language);
          for (const problem of await look(page)) problems.push(`${sample} in ${language}: ${problem}`);
        }
      }
      assert.ok(gallery.samples.length > 50, "there are samples");
      assert.deepEqual(problems, []);
    },
    // The logo of a sample is nowhere.
    { expected: ["/assets/missing.png"], ...options },
  );

/** What `find` finds in light and in dark, told apart. */
const inBoth = async (page, find) => {
  const problems = [];
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    problems.push(...(await find(page)).map((problem) => `${colorScheme}: ${problem}`));
  }
  return problems;
};

/** The stops of the focus whose ring is too thin or too faint. */
const rings = async (page) =>
  (await stops(page, ring))
    .filter(({ width, contrast }) => !(width >= 2 && contrast >= 3))
    .map(({ what, width, contrast }) => `${what}: ${width} px, ${contrast.toFixed(2)}`);

/** Each stretch of the page's own styles that still takes time. */
const moving = (page) =>
  page.evaluate(() => {
    for (const box of document.querySelectorAll(".lg-button-box")) box.dataset.pending = "";
    const slow = [...document.querySelectorAll("*")].filter((element) =>
      ["", "::before", "::after"].some((part) =>
        getComputedStyle(element, part).transitionDuration.split(", ").some((duration) => parseFloat(duration) > 0),
      ),
    );
    return [...document.getAnimations().map((animation) => animation.animationName), ...slow.map((element) => element.className)];
  });

describe("contrast", () => {
  it("texts, icons and the edges of controls stand out, light and dark", () => each(MODES.noScript, (page) => inBoth(page, contrast)));

  it("so they do on a phone, where there is no card behind them", () =>
    each(MODES.noScript, (page) => inBoth(page, contrast), { viewport: { width: 320, height: 640 } }));

  it("so do buttons under the pointer and while they are pressed", () =>
    stage.run(MODES.noScript, async (page, context) => {
      await gallery.hang(page);
      const debug = await context.newCDPSession(page);
      await debug.send("DOM.enable");
      await debug.send("CSS.enable");
      for (const sample of ["sign-in-wrong", "continue", "signed-out", "confirm-may-resend"]) {
        await gallery.show(page, sample);
        const { root } = await debug.send("DOM.getDocument");
        const { nodeIds } = await debug.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector: "#app :is(a, button, input)" });
        for (const forcedPseudoClasses of [["hover"], ["hover", "active"]]) {
          for (const nodeId of nodeIds) await debug.send("CSS.forcePseudoState", { nodeId, forcedPseudoClasses });
          assert.deepEqual(await inBoth(page, contrast), [], `${sample} ${forcedPseudoClasses}`);
        }
      }
    }));

  it("the focus is seen wherever it goes: 2 px and 3:1 against what is beside it", () => each(MODES.noScript, (page) => inBoth(page, rings)));
});

describe("what a person's settings ask for", () => {
  it("more contrast: texts 7:1, edges 4.5:1, and the focus still seen", () =>
    each(
      MODES.noScript,
      (page) => inBoth(page, async () => [...(await contrast(page, { text: 7, edge: 4.5 })), ...(await rings(page))]),
      { contrast: "more" },
    ));

  it("colours of the system: texts, edges and focus stand out in them", () =>
    each(MODES.noScript, (page) => inBoth(page, async () => [...(await contrast(page)), ...(await rings(page))]), {
      forcedColors: "active",
    }));

  it("colours of the system: a busy button still shows that it turns", () =>
    stage.run(
      MODES.noScript,
      async (page) => {
        await gallery.hang(page);
        await gallery.show(page, "sign-in");
        const sides = await page.evaluate(() => {
          const box = document.querySelector(".lg-button-box");
          box.dataset.pending = "";
          const { borderLeftColor, borderRightColor } = getComputedStyle(box.firstElementChild, "::before");
          return [borderLeftColor, borderRightColor];
        });
        assert.notEqual(sides[0], sides[1]);
      },
      { forcedColors: "active" },
    ));

  it("less motion: nothing moves, not even a busy button", () => each(MODES.noScript, moving));

  it("else a busy button turns", () =>
    stage.run(
      MODES.noScript,
      async (page) => {
        await gallery.hang(page);
        await gallery.show(page, "sign-in");
        assert.ok((await moving(page)).includes("lg-turn"));
      },
      { reducedMotion: "no-preference" },
    ));
});

describe("room", () => {
  /** Widths and heights in CSS px, and the size of the text. */
  const SIZES = [
    ["a narrow screen", 320, 640, "100%"],
    // 1280 by 1024 at four times the size.
    ["a page at 400 %", 320, 256, "100%"],
    ["a narrow screen with text of 200 %", 320, 640, "200%"],
    ["a wide screen with text of 400 %", 1280, 800, "400%"],
    ["a tablet", 768, 1024, "100%"],
  ];
  const tight = async (page) => {
    const problems = [];
    for (const [what, width, height, fontSize] of SIZES) {
      await page.setViewportSize({ width, height });
      await page.evaluate((size) => (document.documentElement.style.fontSize = size), fontSize);
      problems.push(...(await layout(page)).map((problem) => `${what}: ${problem}`));
    }
    return problems;
  };

  for (const language of ["en", "de", "en-XA"]) {
    it(`nothing is cut off, covered or out of reach in ${language}`, () => each(MODES.noScript, tight, { languages: [language] }));
  }

  it("nor with script", () =>
    each(MODES.wasm, async (page) => {
      await page.locator("#app[data-hydrated]").waitFor({ state: "attached" });
      return tight(page);
    }));
});
