import { Hosted } from "./hosted.mjs";

/** A password of one's own in place of a temporary one. */
export class NewPassword extends Hosted {
  static form = "newpasswordform";

  constructor(page, mode) {
    super(page, mode);
    this.username = this.form.locator("input[name=USERNAME]");
    this.password = this.form.locator("input[name=NEW_PASSWORD]");
    this.button = this.form.locator("button[name=submitButton]");
  }

  async submit(password) {
    await this.hand.fill(this.password, password);
    await this.hand.press(this.button);
  }
}
