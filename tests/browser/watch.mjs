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

/** Holds back the requests to `where` that are `held`, until they are released; `arrived` when the first is there. */
async function hold(page, where, held) {
  let release, arrive;
  const released = new Promise((resolve) => (release = resolve));
  const arrived = new Promise((resolve) => (arrive = resolve));
  await page.route(where, async (route) => {
    if (held(route.request())) {
      arrive();
      await released;
    }
    await route.continue();
  });
  return { arrived, release };
}

/** Holds every posted form back. */
export const holdPosts = (page) => hold(page, "**/*", (request) => request.method() === "POST");

/** Holds the wasm back. */
export const holdWasm = (page) => hold(page, "**/*.wasm", () => true);
