// The designer's preview without any server: a gallery of every state, a theme edited beside it.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { launchOptions } from "../support/browser.mjs";
import { serveFolder } from "../support/folder.mjs";
import { violations } from "./audit.mjs";

const built = process.env.LOGGIA_TEST_STUDIO ?? fileURLToPath(new URL("../../target/studio", import.meta.url));
/** A PNG of one pixel. */
const PIXEL = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==", "base64");

let browser;
let site;
before(async () => {
  site = await serveFolder(built);
  browser = await chromium.launch(launchOptions);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** Opens the studio with nothing kept; fails on anything that the console complains of. */
async function inStudio(story, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const problems = [];
  try {
    const page = await context.newPage();
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(site.url);
    await page.locator(".card iframe").first().waitFor();
    await story(page);
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
  }
}

/** The first tile of a side, once its page is drawn. */
async function tile(page, side) {
  const frame = page.frameLocator(`.tile[data-side=${side}] iframe`).first();
  await frame.locator(".lg-page").waitFor();
  return frame;
}

const colour = (locator, property) => locator.evaluate((element, property) => getComputedStyle(element)[property], property);
const tab = (page, name) => page.getByRole("tab", { name }).click();
const choose = (page, name) => page.locator(".top .segment", { hasText: name }).click();

test("every sample is in the gallery, and each is drawn when one comes to it", () =>
  inStudio(async (page) => {
    const names = new Set();
    for (const file of await readdir(new URL("../../src/wire/screen/", import.meta.url))) {
      const text = await readFile(new URL(`../../src/wire/screen/${file}`, import.meta.url), "utf8");
      for (const [, name] of text.matchAll(/add\(\s*"([a-z-]+)"/g)) names.add(name);
    }
    const cards = await page.locator(".card").evaluateAll((cards) => cards.map((card) => card.dataset.sample));
    assert.equal(new Set(cards).size, cards.length);
    assert.ok(names.size > 20, "the samples are named in the sources");
    assert.deepEqual([...names].filter((name) => !cards.includes(name)), []);
    assert.equal(await page.locator(".count").textContent(), `${cards.length} states`);
    assert.ok((await page.locator("iframe").count()) < cards.length, "what is far away has no frame");
    for (const card of await page.locator(".card").all()) {
      await card.scrollIntoViewIfNeeded();
      for (const side of ["light", "dark"]) {
        await card.frameLocator(`[data-side=${side}] iframe`).locator("h1").waitFor();
      }
    }
    assert.ok((await page.locator("iframe").count()) < cards.length, "what was left behind has none either");
    console.log(`# ${cards.length} states, ${await page.locator("iframe").count()} frames at the end`);
  }));

test("both sides, three widths and both languages are shown whatever the device asks for", () =>
  inStudio(
    async (page) => {
      const [light, dark] = [await tile(page, "light"), await tile(page, "dark")];
      assert.equal(await colour(light.locator(".lg-page"), "backgroundColor"), "oklch(0.972 0.006 85)");
      assert.equal(await colour(dark.locator(".lg-page"), "backgroundColor"), "oklch(0.172 0.006 75)");
      for (const [name, width] of [["Phone", 320], ["Tablet", 768], ["Desktop", 1280]]) {
        await choose(page, name);
        const wide = await tile(page, "light");
        await assert.doesNotReject(wide.locator(".lg-page").waitFor());
        assert.equal(await wide.locator("html").evaluate(() => innerWidth), width);
        // A phone shows no card, so the rules for narrow windows hold by the frame's own width.
        assert.equal(await colour(wide.locator(".lg-card"), "borderTopWidth"), width === 320 ? "0px" : "1px");
      }
      await page.locator(".top select").selectOption("de");
      await (await tile(page, "light")).getByRole("heading", { name: "Anmelden" }).waitFor();
    },
    { colorScheme: "dark" },
  ));

test("an edit is in every tile within a frame, and undo takes it back", () =>
  inStudio(async (page) => {
    const button = (await tile(page, "light")).locator(".lg-button-primary");
    await tile(page, "dark");
    const before = await colour(button, "backgroundColor");
    const measured = await page.evaluate(async () => {
      const input = document.querySelector('[data-token="accent"] .value');
      const frames = [...document.querySelectorAll(".tile[data-side=light] iframe")];
      const colours = () => frames.map((frame) => frame.contentWindow.getComputedStyle(frame.contentDocument.querySelector(".lg-mark-ground, .lg-button-primary")).getPropertyValue("--lg-accent").trim());
      const times = [];
      for (const hex of ["#b5179e", "#7209b7", "#3a0ca3", "#4361ee", "#c1121f"]) {
        await new Promise(requestAnimationFrame);
        const start = performance.now();
        input.value = hex;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        await new Promise(requestAnimationFrame);
        const right = colours().every((colour) => colour === hex);
        times.push({ hex, right, milliseconds: performance.now() - start });
      }
      return { tiles: frames.length, times };
    });
    console.log(`# edit to computed colour in ${measured.tiles} tiles: ${measured.times.map((each) => each.milliseconds.toFixed(1)).join(", ")} ms`);
    assert.ok(measured.tiles > 1);
    assert.deepEqual(measured.times.filter((each) => !each.right), [], "the very next frame shows it");
    assert.equal(await colour(button, "backgroundColor"), "rgb(193, 18, 31)");
    assert.equal(await page.locator(".state").textContent(), "Unsaved changes");
    await page.getByRole("button", { name: "Undo" }).click();
    assert.equal(await colour(button, "backgroundColor"), before);
    await page.getByRole("button", { name: "Redo" }).click();
    assert.equal(await colour(button, "backgroundColor"), "rgb(193, 18, 31)");
  }, { reducedMotion: "reduce" }));

test("a wrong sheet names its line, and the preview keeps the last that was right", () =>
  inStudio(async (page) => {
    const label = (await tile(page, "light")).locator(".label-customizable").first();
    await tab(page, "CSS");
    const editor = page.getByLabel("Classic style sheet");
    await editor.fill(".label-customizable {\n  color: #123456;\n}\n");
    assert.equal(await colour(label, "color"), "rgb(18, 52, 86)");
    await editor.fill(".label-customizable {\n  color: #654321;\n  position: fixed;\n}\n");
    const problem = page.locator(".problems [data-line='3']");
    await problem.waitFor();
    assert.match(await problem.textContent(), /^Line 3:3 /);
    assert.deepEqual(await page.locator(".numbers .wrong").allTextContents(), ["3"]);
    assert.equal(await colour(label, "color"), "rgb(18, 52, 86)");
    await problem.getByRole("button").click();
    const selected = await editor.evaluate((editor) => editor.value.slice(editor.selectionStart, editor.selectionEnd));
    assert.equal(selected, "  position: fixed;");
    await tab(page, "Checks");
    await page.locator(".problems [data-line='3']").waitFor();
  }));

test("contrast of every pair is shown, and what falls short comes first", () =>
  inStudio(async (page) => {
    await tab(page, "Checks");
    assert.equal(await page.locator(".pairs li").count(), 60);
    assert.equal(await page.locator(".pairs [data-passes=false]").count(), 0);
    await tab(page, "Colours");
    await page.getByLabel("link: value").fill("#eee");
    await tab(page, "Checks");
    const first = page.locator(".pairs li").first();
    assert.match(await first.textContent(), /link on .*light1\.\d\d✕ needs 4\.5/);
    assert.equal(await page.locator(".pairs [data-passes=false]").count(), 4);
  }));

test("a logo is taken by file, and what is none is refused", () =>
  inStudio(async (page) => {
    await tab(page, "Logo");
    const input = page.locator(".drop input");
    await input.setInputFiles({ name: "mark.png", mimeType: "image/png", buffer: PIXEL });
    await page.locator(".drop img").waitFor();
    assert.match(await (await tile(page, "dark")).locator(".lg-logo").getAttribute("src"), /^data:image\/png;base64,/);
    await input.setInputFiles({ name: "mark.png", mimeType: "image/png", buffer: Buffer.from("<svg/>") });
    assert.equal(await page.locator("[role=alert]").textContent(), "A logo is a PNG or a JPEG file.");
    await page.getByRole("button", { name: "Remove the logo" }).click();
    await (await tile(page, "dark")).locator(".lg-mark").waitFor();
  }));

test("a part under the pointer is named, and a click opens its token", () =>
  inStudio(async (page) => {
    await page.getByRole("button", { name: "sign in", exact: true }).first().click();
    const button = page.frameLocator(".window .tile[data-side=light] iframe").locator(".lg-button-primary");
    await button.hover();
    const readout = page.locator(".readout");
    await readout.locator(".class", { hasText: ".submitButton-customizable" }).waitFor();
    assert.ok((await readout.locator(".chip").allTextContents()).includes("accent"));
    await button.click();
    assert.equal(await page.locator(".row.open").count(), 1);
    // Nothing in a preview leads anywhere.
    assert.equal(await page.locator(".window iframe").count(), 2);
    const handle = page.getByRole("slider", { name: "Width of the window" }).first();
    await handle.focus();
    await page.keyboard.press("ArrowRight");
    assert.equal(await handle.getAttribute("aria-valuenow"), "336");
  }));

/** Clicks with the mouse at the middle of what is there, and nowhere else: what covers it fails the test by name. */
async function really(page, locator) {
  await locator.scrollIntoViewIfNeeded();
  const hit = await locator.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const top_ = document.elementFromPoint(left + width / 2, top + height / 2);
    return { reaches: element.contains(top_), what: top_?.outerHTML.slice(0, 80) };
  });
  assert.ok(hit.reaches, `${await locator.textContent()} is covered by ${hit.what}`);
  await locator.click();
}

test("whatever is opened, the rest of the window still answers the mouse", () =>
  inStudio(async (page) => {
    await tile(page, "light");
    const tabs = ["Colours", "Shape", "Logo", "CSS", "Checks"].map((name) => page.getByRole("tab", { name }));
    const width = (name) => page.locator(".top .segment", { hasText: name });
    const dialog = page.getByRole("dialog", { name: "Publish" });
    /** Uses the bar, the list, the tabs, the canvas and the dialog, each of which must answer. */
    const everything = async (opened) => {
      for (const [name, chosen] of [["Tablet", "Tablet"], ["Phone", "Phone"]]) {
        await really(page, width(name));
        assert.ok(await width(chosen).locator("input").isChecked(), `${opened}: ${name}`);
      }
      for (const each of tabs) {
        await really(page, each);
        assert.equal(await each.getAttribute("aria-selected"), "true", opened);
      }
      await really(page, page.getByRole("button", { name: "Publish…" }));
      await dialog.waitFor();
      await really(page, dialog.getByRole("button", { name: "Close" }));
      await dialog.waitFor({ state: "hidden" });
      const state = page.locator(".screens ul ul button").nth(2);
      await really(page, state);
      assert.equal(await state.getAttribute("aria-current"), "true", opened);
      await really(page, page.getByRole("button", { name: "← Gallery" }));
      await page.locator(".card").first().waitFor();
    };
    await everything("as it opens");
    await tabs[0].click();
    for (const name of ["accent", "ink-2"]) {
      await really(page, page.locator(`[data-token="${name}"] .name`));
      await page.locator(`[data-token="${name}"].open`).waitFor();
      await everything(`the colour ${name}`);
      await tabs[0].click();
    }
    // An element of a preview opens the token behind it: a colour, or a setting of the shape.
    await page.locator(".screens ul ul button").first().click();
    const preview = page.frameLocator(".window .tile[data-side=light] iframe");
    for (const selector of [".lg-button-primary", "h1"]) {
      await preview.locator(selector).first().click();
      await page.locator(":is(.row, .setting).open").waitFor();
      await really(page, tabs[2]);
    }
    await everything("an element of a preview");
    await page.locator(".card .open").first().click();
    await page.locator(".window").first().waitFor();
    await everything("a card");
  }));

/** The files of an archive that stores them as they are. */
function unpacked(archive) {
  const files = {};
  for (let at = 0; archive.readUInt32LE(at) === 0x04034b50; ) {
    const [size, named] = [archive.readUInt32LE(at + 18), archive.readUInt16LE(at + 26)];
    const start = at + 30 + named;
    files[archive.toString("utf8", at + 30, start)] = archive.subarray(start, start + size);
    at = start + size;
  }
  return files;
}

/** Drops a file on an element, as from a folder. */
const drop = (page, selector, name, bytes) =>
  page.evaluate(
    ([selector, name, bytes]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
      document.querySelector(selector).dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    },
    [selector, name, [...bytes]],
  );

test("a dropped file is taken for what it is, and replaces nothing unasked", () =>
  inStudio(async (page) => {
    const accent = page.getByLabel("accent: value", { exact: true });
    await accent.fill("#4361ee");
    await accent.blur();
    for (const [name, text, words] of [
      ["notes.txt", "Dear all", "notes.txt is no theme, no style sheet and no PNG or JPEG. Nothing was changed."],
      ["logo.svg", "<svg/>", "logo.svg is no theme"],
      ["package.json", '{ "name": "x" }', "package.json is JSON, but no theme. Nothing was changed."],
      ["theme.json", '{ "radius": ', "theme.json is no whole JSON document"],
    ]) {
      await drop(page, ".canvas", name, Buffer.from(text));
      await page.locator(".notice", { hasText: words }).waitFor();
      assert.equal(await accent.inputValue(), "#4361ee", name);
    }
    await page.locator(".notice button").click();
    await drop(page, ".canvas", "mark", PIXEL);
    assert.match(await (await tile(page, "light")).locator(".lg-logo").getAttribute("src"), /^data:image\/png;base64,/);
    assert.equal(await accent.inputValue(), "#4361ee", "a logo is a logo wherever it lands");
    const theme = Buffer.from('{ "light": { "accent": "#c1121f" } }');
    const asked = (answer) => new Promise((resolve) => page.once("dialog", (dialog) => dialog[answer]().then(() => resolve(dialog.message()))));
    let question = asked("dismiss");
    await drop(page, ".top", "theme.json", theme);
    assert.equal(await question, "Replace the theme of the draft by theme.json?");
    assert.equal(await accent.inputValue(), "#4361ee");
    question = asked("accept");
    await drop(page, ".top", "theme.json", theme);
    await question;
    await page.waitForFunction(() => document.querySelector('[data-token="accent"] .value').value === "#c1121f");
  }));

test("undo is there after a reload, and a browser that keeps nothing says so", () =>
  inStudio(async (page) => {
    const accent = page.getByLabel("accent: value", { exact: true });
    for (const hex of ["#4361ee", "#c1121f"]) {
      await accent.fill(hex);
      await accent.blur();
    }
    page.on("dialog", (dialog) => dialog.accept());
    await page.reload();
    await page.locator(".card iframe").first().waitFor();
    assert.equal(await accent.inputValue(), "#c1121f");
    await page.getByRole("button", { name: "Undo" }).click();
    assert.equal(await accent.inputValue(), "#4361ee");
    await page.getByRole("button", { name: "Redo" }).click();
    assert.equal(await accent.inputValue(), "#c1121f");
    await page.evaluate(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    });
    await accent.fill("#7209b7");
    await page.locator(".state", { hasText: "This browser keeps nothing: export your work" }).waitFor();
  }));

test("the draft outlives the window, leaving asks, and export keeps it elsewhere", () =>
  inStudio(async (page) => {
    await page.getByLabel("accent: value", { exact: true }).fill("#4361ee");
    await tab(page, "Logo");
    await page.locator(".drop input").setInputFiles({ name: "mark.png", mimeType: "image/png", buffer: PIXEL });
    await page.locator(".drop img").waitFor();
    await tab(page, "Colours");
    const dialogType = new Promise((resolve) => page.once("dialog", (dialog) => resolve(dialog.type()) ?? dialog.accept()));
    await page.reload();
    assert.equal(await dialogType, "beforeunload");
    await page.locator(".card iframe").first().waitFor();
    assert.equal(await page.getByLabel("accent: value", { exact: true }).inputValue(), "#4361ee");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export" }).click();
    const file = await download;
    assert.equal(file.suggestedFilename(), "brand.zip");
    const files = unpacked(await readFile(await file.path()));
    assert.deepEqual(Object.keys(files), ["theme.json", "logo.png"]);
    assert.match(JSON.parse(files["theme.json"]).light.accent, /^oklch\(/);
    assert.deepEqual(files["logo.png"], PIXEL, "the logo is in it, byte for byte");
    assert.equal(await page.locator(".state").textContent(), "Saved");
    page.once("dialog", () => assert.fail("nothing is lost any more"));
    await page.reload();
    await page.locator(".card iframe").first().waitFor();
    await page.locator(".top input[type=file]").setInputFiles({
      name: "theme.json",
      mimeType: "application/json",
      buffer: Buffer.from('{ "density": "roomy", "light": { "accent": "blurple" } }'),
    });
    await tab(page, "Checks");
    await page.locator(".problems", { hasText: "light.accent" }).waitFor();
    await tab(page, "Shape");
    assert.ok(await page.locator("[name=density][value=roomy]").isChecked());
  }));

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing in the ${colorScheme} studio`, () =>
    inStudio(
      async (page) => {
        await tile(page, "light");
        const check = async (where) => {
          const problems = await violations(page, { iframes: false });
          assert.deepEqual(problems.map((each) => `${where}: ${each}`), []);
        };
        for (const name of ["Colours", "Shape", "Logo", "CSS", "Checks"]) {
          await tab(page, name);
          await check(name);
        }
        await page.locator(".card .open").first().click();
        await page.locator(".window iframe").first().waitFor();
        await check("one page");
      },
      { colorScheme },
    ));
}
