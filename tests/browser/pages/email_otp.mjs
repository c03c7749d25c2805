import { Code } from "./code.mjs";

/** Asks for the code that was sent by e-mail as second factor. */
export class EmailOtp extends Code {
  static form = "emailotpform";

  constructor(page, mode) {
    super(page, mode);
    this.code = this.form.locator("input#emailOtpCodeInput");
    this.button = this.form.locator("button[name=emailotp]");
  }

  /** Types the code; script sends it by itself on the last digit. */
  async submit(code) {
    await this.hand.fill(this.code, code);
    if (!this.mode.wasm) await this.hand.press(this.button);
  }
}
