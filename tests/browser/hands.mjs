// Two ways to work a page: with a pointer, or with nothing but the keyboard.

/** Fills and clicks as a person with a pointer does. */
export const pointer = {
  fill: (field, text) => field.fill(text),
  press: (control) => control.click(),
};

/** A promise and what keeps it. */
function resolvers() {
  let resolve;
  const promise = new Promise((keep) => (resolve = keep));
  return { promise, resolve };
}

/** The promise, which must be kept in good time. */
function within(promise, what) {
  const late = new Promise((_, reject) => setTimeout(reject, 15_000, new Error(`not in time: ${what}`)).unref());
  return Promise.race([promise, late]);
}

/**
 * A hand that presses what sends a form twice, before the browser shows an answer: it shows that to the second. The first
 * is on its way still if `atOnce`, else its answer has come.
 */
export const impatient = (atOnce) => ({
  ...pointer,
  async press(control) {
    if (!(await control.evaluate((element) => Boolean(element.form)))) return control.click();
    const page = control.page();
    await control.scrollIntoViewIfNeeded();
    const { x, y, width, height } = await control.boundingBox();
    // Nobody waits for a click to end: it may end with the page, which does not say so then.
    const click = () => void page.mouse.click(x + width / 2, y + height / 2).catch(() => {});
    let fetched;
    const [first, second] = [resolvers(), resolvers()];
    await page.route("**/*", async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      if (fetched) {
        second.resolve();
        return route.continue();
      }
      // The browser gives it up with the second click; it reaches the server all the same.
      fetched = route.fetch({ maxRedirects: 0 });
      if (!atOnce) await fetched;
      first.resolve();
    });
    for (const [what, sent] of [["first", first.promise], ["second", second.promise]]) {
      click();
      await within(sent, `the ${what} click sends the form`);
    }
    await fetched;
    await page.unrouteAll({ behavior: "ignoreErrors" });
  },
});

// More stops than any page of ours has.
const STOPS = 40;

async function tabTo(control) {
  await control.waitFor();
  const page = control.page();
  for (let stop = 0; stop < STOPS; stop++) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reached ${control}`);
}

/** Reaches everything with Tab, types, and presses Enter. */
export const keyboard = {
  async fill(field, text) {
    await tabTo(field);
    const { keyboard } = field.page();
    await keyboard.press("Control+A");
    await keyboard.type(text);
  },
  async press(control) {
    await tabTo(control);
    await control.page().keyboard.press("Enter");
  },
};
