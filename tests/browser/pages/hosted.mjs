// What all hosted pages have: heading, alert, notice, language switcher, and that they come alive.
import { pointer } from "../hands.mjs";

export class Hosted {
  /** The name of the page's form; pages without one say what else tells them. */
  static form = undefined;

  constructor(page, mode) {
    Object.assign(this, { page, mode, hand: mode?.hand ?? pointer });
    this.app = page.locator("#app");
    this.form = page.locator(`form[name="${this.constructor.form}"]`);
    this.heading = page.getByRole("heading", { level: 1 });
    this.lead = page.locator(".lg-lead");
    this.alert = page.locator("#alert");
    this.notice = page.locator("#notice");
    this.language = page.locator(".lg-language-choice");
  }

  /** What is there on this page only. */
  get sign() {
    return this.form;
  }

  /** Waits until this page is shown and, where it can, has come alive. */
  async waitFor() {
    await this.sign.waitFor();
    await this.alive();
    return this;
  }

  /** Waits until script has taken over, where there is any. */
  async alive() {
    if (this.mode.wasm) await this.page.locator("#app[data-hydrated]").waitFor({ state: "attached" });
  }

  link(name) {
    return this.page.getByRole("link", { name });
  }

  async follow(name) {
    await this.hand.press(this.link(name));
  }

  /** The error under a field. */
  error(field) {
    return field.locator("xpath=ancestor::div[contains(@class,'lg-field')]").locator(".lg-error");
  }

  async chooseLanguage(tag) {
    await this.hand.press(this.language);
    await this.hand.press(this.page.locator(`.lg-language-button[value="${tag}"]`));
    await this.page.locator(`html[lang="${tag}"]`).waitFor({ state: "attached" });
  }
}
