import { Code } from "./code.mjs";

/** Asks for the code that an authenticator app shows now. */
export class SoftwareTokenMfa extends Code {
  static form = "mfaform";

  constructor(page, mode) {
    super(page, mode);
    this.code = this.form.locator("input#totpCodeInput");
    this.button = this.form.locator("button[name=mfa]");
  }

  /** Types the code; script sends it by itself on the last digit. */
  async submit(code) {
    await this.hand.fill(this.code, code);
    if (!this.mode.wasm) await this.hand.press(this.button);
  }
}
