// What tests hold back and watch in a page.

/** Counts the forms that reach the server from now on. */
export function countPosts(page) {
  const posts = [];
  page.on("request", (request) => request.method() === "POST" && posts.push(new URL(request.url()).pathname));
  return posts;
}

/** Waits until an element has the focus. */
export const focus = (locator) => locator.and(locator.page().locator(":focus")).waitFor();

/** The values of an element's attributes. */
export const attributes = (field, ...names) =>
  field.evaluate((element, names) => Object.fromEntries(names.map((name) => [name, element.getAttribute(name)])), names);

/**
 * Holds back the requests to `where` that are `held`, until they are released; `arrived` when the first is there. Then `go`
 * answers them.
 */
export async function hold(page, where, held, go = (route) => route.continue()) {
  let release, arrive;
  const released = new Promise((resolve) => (release = resolve));
  const arrived = new Promise((resolve) => (arrive = resolve));
  await page.route(where, async (route) => {
    if (held(route.request())) {
      arrive();
      await released;
    }
    await go(route);
  });
  return { arrived, release };
}

/** Holds every posted form back. */
export const holdPosts = (page) => hold(page, "**/*", (request) => request.method() === "POST");

/** Holds the wasm back. */
export const holdWasm = (page) => hold(page, "**/*.wasm", () => true);

/** Keeps what the status line says from now on; read it with `spoken`. */
export const listen = (page) =>
  page.evaluate(() => {
    const line = document.getElementById("status");
    window.spoken = [];
    const hear = () => line.textContent && window.spoken.push(line.textContent);
    new MutationObserver(hear).observe(line, { childList: true, characterData: true, subtree: true });
  });

/** What the status line has said since `listen`. */
export const spoken = (page) => page.evaluate(() => window.spoken);

/** Puts text into the clipboard as a person does: selected on another page. */
export async function copy(context, text) {
  const page = await context.newPage();
  await page.goto(`data:text/html,${encodeURIComponent("<!doctype html><title>Note</title><textarea></textarea>")}`);
  const note = page.locator("textarea");
  await note.fill(text);
  await note.press("Control+A");
  await note.press("Control+C");
  await page.close();
}

/** Puts the clipboard in place of what is in a field. */
export async function paste(field) {
  await field.press("Control+A");
  await field.press("Control+V");
}

/** Collects from now on what moves in every page, from where to where, and when the largest content was painted. */
export const observe = (page) =>
  page.addInitScript(() => {
    Object.assign(window, { shifts: [], largest: 0 });
    const on = (type, take) =>
      new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
    const box = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(" ");
    const moved = ({ node, previousRect, currentRect }) =>
      `${node?.className || node?.nodeName}: ${box(previousRect)} -> ${box(currentRect)}`;
    on("layout-shift", ({ value, sources }) => window.shifts.push(`${value} ${sources.map(moved).join("; ")}`));
    on("largest-contentful-paint", ({ startTime }) => (window.largest = startTime));
  });

/** By the second frame the one before was painted. Only where script runs: without it no frame is told. */
export const painted = (page) =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
