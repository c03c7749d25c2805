import { Hosted } from "./hosted.mjs";

/** A step succeeded, and one goes on from here. */
export class Done extends Hosted {
  get sign() {
    return this.link("Continue");
  }

  async goOn() {
    await this.hand.press(this.sign);
  }
}
