import { Hosted } from "./hosted.mjs";

export class ForgotPassword extends Hosted {
  static form = "forgotpasswordform";

  constructor(page, mode) {
    super(page, mode);
    this.username = this.form.getByRole("textbox");
    this.button = this.form.locator("button[name=reset_my_password]");
  }

  get sign() {
    return this.username;
  }

  async submit(address) {
    if (address !== undefined) await this.hand.fill(this.username, address);
    await this.hand.press(this.button);
  }
}
