// Two ways to work a page: with a pointer, or with nothing but the keyboard.

/** Fills and clicks as a person with a pointer does. */
export const pointer = {
  fill: (field, text) => field.fill(text),
  press: (control) => control.click(),
};

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
    // A locator's own click would wait for the page that follows.
    const click = () => page.mouse.click(x + width / 2, y + height / 2);
    let fetched, second;
    const sentAgain = new Promise((resolve) => (second = resolve));
    const sent = new Promise((resolve) => {
      page.route("**/*", async (route) => {
        if (route.request().method() !== "POST") return route.continue();
        if (fetched) {
          second();
          return route.continue();
        }
        // The browser gives it up with the second click; it reaches the server all the same.
        fetched = route.fetch({ maxRedirects: 0 });
        if (!atOnce) await fetched;
        resolve();
      });
    });
    await click();
    await sent;
    await click();
    await sentAgain;
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
