import { Code } from "./code.mjs";

export class Confirm extends Code {
  static form = "confirmform";

  constructor(page, mode) {
    super(page, mode);
    this.button = this.form.locator("button[name=confirm]");
  }

  /** Types the code; script sends it by itself on the last digit. */
  async submit(code) {
    await this.hand.fill(this.code, code);
    if (!this.mode.wasm) await this.hand.press(this.button);
  }
}
