import { Hosted } from "./hosted.mjs";

export class ErrorPage extends Hosted {
  constructor(page, mode) {
    super(page, mode);
    this.support = page.locator(".lg-support");
    this.restart = this.link("Start again");
  }

  get sign() {
    return this.support;
  }
}
