// The tree of nodes (src/pages/node.rs) in a browser, under the pages' own policy: each sample and each kind of node,
// hydrated over what the server wrote, and drawn anew by script.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Gallery } from "../support/gallery.mjs";
import { MODES, Stage } from "./stage.mjs";

/** The logo of a sample is nowhere. */
const EXPECTED = { expected: ["/assets/missing.png"] };
const SVG = "http://www.w3.org/2000/svg";

let stage, gallery;
before(async () => {
  stage = await Stage.open();
  gallery = await Gallery.open(stage.request({ path: "/login" }).url);
});
after(() => stage?.close());

/** What is drawn: elements with their attributes, and text. Comments only keep places, nothing drawn later asks for the focus, and seconds pass. */
const outline = (page) =>
  page.evaluate(() => {
    const lines = [];
    const walk = (node, depth) => {
      if (node.nodeType === Node.TEXT_NODE && node.data) lines.push(`${" ".repeat(depth)}"${node.data}"`);
      if (node.nodeType !== Node.ELEMENT_NODE || node.matches(".lg-resend-later")) return;
      const attributes = [...node.attributes].filter(({ name }) => name !== "autofocus" && name !== "data-hydrated");
      const named = attributes.map(({ name, value }) => `${name}="${value}"`).sort();
      lines.push(`${" ".repeat(depth)}${node.namespaceURI.split("/").at(-1)} ${[node.localName, ...named].join(" ")}`);
      node.childNodes.forEach((child) => walk(child, depth + 1));
    };
    walk(document.querySelector("#app"), 0);
    return lines;
  });

const alive = (page) => page.locator("#app[data-hydrated]").waitFor({ state: "attached" });

/** Where the next page of `drawAnew` comes from. */
const NEXT = "/next-page";

/** The page of a sample, without its countdown, which begins as soon as it is drawn. */
function withoutCountdown(sample) {
  const { page } = gallery.data(sample);
  for (const screen of Object.values(page.screen)) if (screen.resend_in_seconds) screen.resend_in_seconds = 0;
  return page;
}

/** Has the form loop of the page that is open draw another: as the answer to a form. */
async function drawAnew(page, next) {
  await page.unroute(`**${NEXT}`);
  await page.route(`**${NEXT}`, (route) => route.fulfill({ json: { page: next } }));
  await page.evaluate((action) => {
    window.before = document.querySelector("h1");
    const form = Object.assign(document.createElement("form"), { method: "post", action });
    document.body.append(form);
    form.requestSubmit();
    form.remove();
  }, NEXT);
  await page.waitForFunction(() => !window.before.isConnected && document.activeElement === document.querySelector("h1"));
}

/** The page from which a sample is drawn: a tab has one layout. */
const firstPage = (sample) => (sample.startsWith("frame-split") ? "frame-split" : "sign-in");

describe("every sample", () => {
  it("comes alive, gives way to another page, and is drawn anew as the server draws it", () =>
    stage.run(MODES.noScript, async (reference) => {
      await gallery.hang(reference);
      const written = async (sample) => {
        await gallery.show(reference, sample);
        return outline(reference);
      };
      const first = new Map();
      for (const name of ["sign-in", "frame-split"]) first.set(name, await written(name));
      await stage.run(
        MODES.wasm,
        async (page) => {
          await gallery.hang(page);
          for (const sample of gallery.samples) {
            await gallery.show(page, sample);
            await alive(page);
            const name = firstPage(sample);
            if (gallery.data(sample).all_texts) {
              await drawAnew(page, withoutCountdown(name));
              assert.deepEqual(await outline(page), first.get(name), `${sample}, then ${name}`);
            } else {
              // Nothing leads on from here, so no texts of other pages are there.
              await gallery.show(page, name);
              await alive(page);
            }
            await drawAnew(page, withoutCountdown(sample));
            assert.deepEqual(await outline(page), await written(sample), sample);
          }
        },
        EXPECTED,
      );
    }, EXPECTED));
});

/** Each kind of node: where it stands, and what it does there. */
const KINDS = {
  "an element with its attributes": async (page) => {
    const input = page.locator("#signUpPassword");
    const attributes = await input.evaluate(({ type, name, autocomplete, required, maxLength }) => [type, name, autocomplete, required, maxLength]);
    assert.deepEqual(attributes, ["password", "password", "new-password", true, 256]);
  },
  "an element of a picture": async (page) => {
    const spaces = await page.evaluate(() => [...document.querySelectorAll("#app svg, #app path")].map((node) => node.namespaceURI));
    assert.ok(spaces.length > 10);
    assert.deepEqual(new Set(spaces), new Set([SVG]));
  },
  "texts in a row": async (page) => {
    const texts = await page.locator(".lg-lead").evaluate((line) => [...line.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ data }) => data));
    assert.deepEqual(texts, ["for ", "Acme Notes"]);
  },
  "nothing, then something, then nothing": async (page) => {
    const hint = page.locator("#signUpPassword-caps");
    assert.equal(await hint.locator("*").count(), 0);
    await page.locator("#signUpPassword").dispatchEvent("keydown", { key: "CapsLock" });
    await hint.getByText("Caps Lock is on").waitFor();
    assert.equal(await hint.locator("svg path").evaluate((path) => path.namespaceURI), SVG);
    await page.locator("#signUpPassword").dispatchEvent("blur");
    await hint.locator("*").first().waitFor({ state: "detached" });
  },
  "an attribute that follows a signal, and a listener": async (page) => {
    const [input, button] = [page.locator("#signUpPassword"), page.locator(".lg-reveal")];
    for (const [pressed, type] of [["true", "text"], ["false", "password"]]) {
      await button.click();
      assert.equal(await button.getAttribute("aria-pressed"), pressed);
      assert.equal(await input.getAttribute("type"), type);
    }
  },
  "an attribute that comes and goes": async (page) => {
    const input = page.locator("#field-requiredAttributes-email-");
    assert.equal(await input.getAttribute("aria-invalid"), "true");
    await input.fill("ada@example.com");
    await page.waitForFunction(() => !document.querySelector("#field-requiredAttributes-email-").hasAttribute("aria-invalid"));
  },
  "a part that follows a signal": async (page) => {
    const error = page.locator("#field-requiredAttributes-email--error");
    await error.waitFor();
    await page.locator("#field-requiredAttributes-email-").press("x");
    await error.waitFor({ state: "detached" });
  },
  "an element that acts as soon as it is there": async (page) => {
    const button = page.locator(".lg-resend-button");
    await button.getByText(/0:\d\d/).waitFor();
    assert.ok(await button.isDisabled());
  },
};

/** The sample on which each kind is looked at, where it is not the registration. */
const SAMPLES = {
  "an attribute that comes and goes": "sign-up-errors",
  "a part that follows a signal": "sign-up-errors",
  "an element that acts as soon as it is there": "confirm",
};

/** The two ways in which a page comes to be. */
const WAYS = {
  hydrated: (page, sample) => gallery.show(page, sample),
  async "drawn anew"(page, sample) {
    await gallery.show(page, "sign-in");
    await alive(page);
    await drawAnew(page, gallery.data(sample).page);
  },
};

for (const [way, come] of Object.entries(WAYS)) {
  describe(`${way}:`, () => {
    for (const [kind, check] of Object.entries(KINDS)) {
      it(kind, () =>
        stage.run(MODES.wasm, async (page) => {
          await gallery.hang(page);
          await come(page, SAMPLES[kind] ?? "sign-up");
          await alive(page);
          await check(page);
        }));
    }
  });
}
