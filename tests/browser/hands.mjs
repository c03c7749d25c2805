// Two ways to work a page: with a pointer, or with nothing but the keyboard.

/** Fills and clicks as a person with a pointer does. */
export const pointer = {
  fill: (field, text) => field.fill(text),
  press: (control) => control.click(),
  choose: (select, option) => select.selectOption(option),
};

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
  async choose(select, option) {
    await tabTo(select);
    const wanted = await select.locator(`option[value="${option}"]`).textContent();
    // The first letter is enough: each further one would be another choice.
    await select.page().keyboard.press(wanted[0]);
  },
};
