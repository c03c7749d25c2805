import { Hosted } from "./hosted.mjs";

export class ResendCode extends Hosted {
  static form = "resendcodeform";

  constructor(page, mode) {
    super(page, mode);
    this.username = this.form.getByRole("textbox");
    this.button = this.form.locator("button[name=resend_code]");
  }

  get sign() {
    return this.username;
  }

  async submit(address) {
    if (address !== undefined) await this.hand.fill(this.username, address);
    await this.hand.press(this.button);
  }
}
