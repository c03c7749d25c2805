// What the eye would measure on a page: what is cut off or overlaps, how colours stand out, how the focus is shown; and
// what axe finds.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

/** What is cut off, covered, or makes the page scroll sideways; empty when all is well. */
export const layout = (page) =>
  page.evaluate(() => {
    const problems = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) problems.push(`scrolls sideways by ${scrollWidth - clientWidth} px`);
    const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".lg-unseen");
    const about = (box) => `“${box.words.slice(0, 40)}”`;

    const boxes = [];
    const walker = document.createTreeWalker(document.querySelector("#app"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { currentNode: text } = walker;
      const holder = text.parentElement;
      if (!text.data.trim() || !seen(holder) || holder.matches("option")) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const rect of range.getClientRects()) {
        if (rect.width > 0) boxes.push({ holder, rect, words: text.data.trim(), slack: parseFloat(getComputedStyle(holder).fontSize) / 4 });
      }
    }
    for (const box of boxes) {
      // What is placed by itself is held by what it is placed in.
      const holder = (part) => (getComputedStyle(part).position === "absolute" && part.offsetParent) || part.parentElement;
      for (let around = box.holder; around !== document.body && around.id !== "app"; around = holder(around)) {
        const style = getComputedStyle(around);
        if (style.display === "inline") continue;
        const edge = around.getBoundingClientRect();
        const out = Math.max(edge.left - box.rect.left, box.rect.right - edge.right);
        // A line's box may be lower than the font is high: that is no loss as long as the letters are inside.
        const over = Math.max(edge.top - box.rect.top, box.rect.bottom - edge.bottom) - box.slack;
        if (out > 1 || over > 1) {
          problems.push(`${about(box)} reaches out of ${around.className} by ${Math.max(out, over).toFixed()} px`);
          break;
        }
      }
    }
    const controls = [...document.querySelectorAll("#app :is(input:not([type=hidden]), button, select, a.lg-button)")]
      .filter(seen)
      .map((holder) => ({ holder, rect: holder.getBoundingClientRect(), words: holder.name || holder.className, slack: 0 }));
    const brush = document.createElement("canvas").getContext("2d");
    for (const { holder, words } of controls) {
      const style = getComputedStyle(holder);
      brush.font = style.font;
      const room = holder.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      const needed = holder.matches("select") ? brush.measureText(holder.selectedOptions[0].label).width : 0;
      const high = holder.matches("input") ? parseFloat(style.fontSize) * 1.1 : 0;
      if (needed > room + 1 || high > holder.clientHeight) problems.push(`what ${words} holds is cut off`);
      if (holder.matches("[type=submit]") && holder.scrollWidth > holder.clientWidth) problems.push(`the name of ${words} is cut off`);
    }
    // What belongs to a control stands in it on purpose: the eye in its field, the arrow in the languages, a button's words.
    const beside = (one, other) =>
      !one.holder.contains(other.holder) &&
      !other.holder.contains(one.holder) &&
      ![one, other].some(({ holder }) => holder.matches(".lg-reveal") || getComputedStyle(holder).pointerEvents === "none");
    const all = [...boxes, ...controls];
    for (const [index, one] of all.entries()) {
      for (const other of all.slice(index + 1)) {
        const across = Math.min(one.rect.right, other.rect.right) - Math.max(one.rect.left, other.rect.left);
        const down = Math.min(one.rect.bottom, other.rect.bottom) - Math.max(one.rect.top, other.rect.top);
        if (beside(one, other) && across > 1 && down - one.slack - other.slack > 1) problems.push(`${about(one)} overlaps ${about(other)}`);
      }
    }
    return problems;
  });

/** Puts the functions of `Colours` into the page's world as `window.colours`. */
const install = (page) =>
  page.evaluate(() => {
    if (window.colours) return;
    const brush = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", {
      willReadFrequently: true,
    });
    /** What one sees when these colours are painted one over the other: red, green, blue from 0 to 255. */
    const paint = (...layers) => {
      brush.clearRect(0, 0, 1, 1);
      for (const layer of layers) {
        brush.fillStyle = layer;
        brush.fillRect(0, 0, 1, 1);
      }
      return [...brush.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    };
    const luminance = (colour) => {
      const [red, green, blue] = colour.map((part) => {
        const linear = part / 255;
        return linear <= 0.04045 ? linear / 12.92 : ((linear + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    /** WCAG 2.2, "contrast ratio". */
    const ratio = (one, other) => {
      const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
      return (light + 0.05) / (dark + 0.05);
    };
    /** The grounds that can be behind `element`: the page's own, and where the arcade is drawn, that as well. */
    const grounds = (element) => {
      const arcade = document.querySelector(".lg-arcade");
      const own = [];
      for (let each = element; each; each = each.parentElement) {
        const colour = getComputedStyle(each).backgroundColor;
        if (each.matches(".lg-page") && arcade.checkVisibility()) own.unshift("arcade");
        own.unshift(colour);
      }
      const arch = getComputedStyle(arcade).color;
      const plain = own.filter((layer) => layer !== "arcade");
      return own.includes("arcade") ? [plain, own.map((layer) => (layer === "arcade" ? arch : layer))] : [plain];
    };
    /** The least contrast of `colour` on what is below `element`. */
    const against = (colour, element) => Math.min(...grounds(element).map((ground) => ratio(paint(...ground, colour), paint(...ground))));
    /** The least contrast of two colours, each over the ground of its own element. */
    const between = (one, on, other, under) =>
      Math.min(...grounds(on).map((ground, index) => ratio(paint(...ground, one), paint(...(grounds(under)[index] ?? grounds(under)[0]), other))));
    const clear = "rgba(0, 0, 0, 0)";
    window.colours = { paint, ratio, grounds, against, between, clear };
  });

/** Texts, icons and edges of controls that do not stand out enough; empty when all do. */
export const contrast = async (page, { text = 4.5, edge = 3 } = {}) => {
  await install(page);
  return page.evaluate(
    ({ text, edge }) => {
      const { against, between, clear } = window.colours;
      const problems = [];
      const demand = (value, least, what) => value < least && problems.push(`${what}: ${value.toFixed(2)}`);
      const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.closest(".lg-unseen");
      const walker = document.createTreeWalker(document.querySelector("#app"), NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const { currentNode: words } = walker;
        const holder = words.parentElement;
        if (words.data.trim() && seen(holder)) demand(against(getComputedStyle(holder).color, holder), text, words.data.trim());
      }
      for (const icon of document.querySelectorAll("#app .lg-icon")) {
        if (seen(icon)) demand(against(getComputedStyle(icon).color, icon), 3, icon.getAttribute("class"));
      }
      for (const control of document.querySelectorAll("#app :is(.lg-input, .lg-button)")) {
        const style = getComputedStyle(control);
        if (control.matches("input")) demand(against(style.color, control), text, control.name);
        const { parentElement: around } = control;
        const line = parseFloat(style.borderTopWidth) && style.borderTopColor;
        // Either the control has an edge, or it is itself the edge.
        const outside = (colour) => between(colour, around, clear, around);
        // The words of another button tell that it is one (WCAG 2.2, Understanding 1.4.11): it is lighter than what is asked.
        if (control.matches(".lg-button-secondary")) continue;
        demand(Math.max(line ? outside(line) : 1, outside(style.backgroundColor)), edge, `edge of ${control.name || control.className}`);
      }
      return problems;
    },
    { text, edge },
  );
};

/** How the element with the focus shows it: the width of its ring in px, and its least contrast against its neighbours. */
export const ring = async (page) => {
  await install(page);
  return page.evaluate(() => {
    const { between, clear } = window.colours;
    const holder = document.activeElement;
    const style = getComputedStyle(holder);
    const [width, offset, colour] = [parseFloat(style.outlineWidth), parseFloat(style.outlineOffset), style.outlineColor];
    const { parentElement: around } = holder;
    const neighbours = [between(colour, around, clear, around)];
    // A ring that is drawn over the element's own edge has the element itself for a neighbour.
    if (offset < 0) neighbours.push(between(colour, around, clear, holder));
    const halo = style.boxShadow !== "none" && style.boxShadow.match(/^(.*?\)) 0px 0px 0px/);
    if (halo) neighbours.push(between(colour, around, halo[1], around));
    return {
      what: holder.name || holder.className || holder.textContent,
      width: style.outlineStyle === "none" ? 0 : width,
      contrast: Math.min(...neighbours),
    };
  });
};

/** Presses Tab until the focus has been everywhere, and gives `look` of each stop. */
export async function stops(page, look) {
  const seen = [];
  await page.evaluate(() => document.activeElement.blur());
  for (;;) {
    await page.keyboard.press("Tab");
    const fresh = await page.evaluate(() => {
      const stop = document.activeElement;
      if (stop === document.body || stop.dataset.passed) return false;
      stop.dataset.passed = "yes";
      return true;
    });
    if (!fresh) return seen;
    seen.push(await look(page));
  }
}

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong, each with its rule: in the whole document, or `where` axe is told to look. */
export async function violations(page, options = {}, where = null) {
  // The page's policy lets no script tag in; what the debugger evaluates is not bound by it.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const results = await page.evaluate(([where, options]) => axe.run(where ?? document, options), [
    where,
    { resultTypes: ["violations"], ...options },
  ]);
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}

/** A colour as red, green and blue, whatever syntax the browser computes it to. */
export const rgb = (locator, property) =>
  locator.evaluate((element, property) => {
    const brush = document.createElement("canvas").getContext("2d");
    brush.fillStyle = getComputedStyle(element).getPropertyValue(property);
    brush.fillRect(0, 0, 1, 1);
    return [...brush.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  }, property);
