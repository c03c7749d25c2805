import { Code } from "./code.mjs";

export class ResetPassword extends Code {
  static form = "confirmforgotpasswordform";

  constructor(page, mode) {
    super(page, mode);
    this.password = this.form.locator("input[name=password]");
    this.button = this.form.locator("button[name=reset_password]");
  }

  async submit({ code, password }) {
    if (code !== undefined) await this.hand.fill(this.code, code);
    if (password !== undefined) await this.hand.fill(this.password, password);
    await this.hand.press(this.button);
  }
}
