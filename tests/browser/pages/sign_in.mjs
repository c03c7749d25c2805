import { Hosted } from "./hosted.mjs";

export class SignIn extends Hosted {
  static form = "cognitoSignInForm";

  constructor(page, mode) {
    super(page, mode);
    this.username = this.form.locator("input[name=username]");
    this.password = this.form.locator("input[name=password]");
    this.button = this.form.locator("input[name=signInSubmitButton]");
  }

  get sign() {
    return this.username;
  }

  async submit({ address, password }) {
    if (address !== undefined) await this.hand.fill(this.username, address);
    if (password !== undefined) await this.hand.fill(this.password, password);
    await this.hand.press(this.button);
  }
}
