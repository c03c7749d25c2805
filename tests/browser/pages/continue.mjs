import { Hosted } from "./hosted.mjs";

export class Continue extends Hosted {
  static form = "continueform";

  constructor(page, mode) {
    super(page, mode);
    this.person = this.form.locator("button[value=continue]");
    this.other = this.form.locator("button[value=other]");
  }
}
