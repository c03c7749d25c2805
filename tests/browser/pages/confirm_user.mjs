import { Hosted } from "./hosted.mjs";

/** The page behind the link of a confirmation e-mail. */
export class ConfirmUser extends Hosted {
  static form = "confirmuserform";

  constructor(page, mode) {
    super(page, mode);
    this.button = this.form.locator("button[name=confirm_user]");
  }

  async submit() {
    await this.hand.press(this.button);
  }
}
