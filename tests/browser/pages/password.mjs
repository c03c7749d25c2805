import { Hosted } from "./hosted.mjs";

/** The second step where the identifier is asked first. */
export class Password extends Hosted {
  static form = "cognitoSignInForm";

  constructor(page, mode) {
    super(page, mode);
    this.username = this.form.locator("input[name=USERNAME]");
    this.password = this.form.locator("input[name=PASSWORD]");
    this.button = this.form.locator("input[name=signInSubmitButton]");
  }

  get sign() {
    return this.password;
  }

  async submit(password) {
    await this.hand.fill(this.password, password);
    await this.hand.press(this.button);
  }
}
