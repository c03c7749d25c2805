// What a page costs and shows until it can be used, with script and without.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { Gallery } from "../support/gallery.mjs";
import { SignIn } from "./pages/sign_in.mjs";
import { SignUp } from "./pages/sign_up.mjs";
import { MODES, Stage } from "./stage.mjs";
import { hold, holdWasm, observe, painted } from "./watch.mjs";

/** Lighthouse's "slow 4G": 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back. */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
/** Bytes on the wire before a form can be filled and sent. */
const USABLE_BYTES = 50 * 1024;

let stage, gallery;
before(async () => {
  stage = await Stage.open();
  gallery = await Gallery.open(stage.request({ path: "/login" }).url);
});
after(() => stage?.close());

describe("speed", () => {
  for (const [path, Page, fields] of [
    ["/login", SignIn, { address: "nobody@example.com", password: "Wrong-Horse-1!" }],
    ["/signup", SignUp, { address: "nobody@example.com", password: "weak" }],
  ]) {
    it(`${path} can be filled and sent on slow 4G before script or wasm is there`, (test) =>
      stage.run(MODES.noWasm, async (page, context) => {
        await observe(page);
        const debug = await context.newCDPSession(page);
        await debug.send("Network.enable");
        await debug.send("Network.emulateNetworkConditions", SLOW_4G);
        let bytes = 0;
        debug.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
        const script = await hold(page, /\.(js|wasm)$/, () => true);
        const began = performance.now();
        await page.goto(stage.request({ path }).url, { waitUntil: "commit" });
        const form = new Page(page, { ...MODES.noWasm, script: false });
        await form.waitFor();
        await painted(page);
        const elapsed = performance.now() - began;
        // The browser tells of a paint some time after it.
        const largest = await (await page.waitForFunction(() => window.largest)).jsonValue();
        const until = bytes;
        test.diagnostic(`${path}: ${until} bytes until it can be used; largest paint after ${largest.toFixed()} ms, shown after ${elapsed.toFixed()} ms`);
        assert.ok(until > 1000 && until <= USABLE_BYTES, `${until} bytes`);
        const posted = page.waitForRequest((request) => request.method() === "POST");
        await form.submit(fields);
        await posted;
        await form.alert.locator("p").waitFor();
        script.release();
        await page.unrouteAll({ behavior: "ignoreErrors" });
      }));
  }
});

/** What everything in the page looks like: place, colours, and whether it is seen at all. */
const looks = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("#app *")].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      const { color, backgroundColor, visibility, opacity, rotate } = getComputedStyle(element);
      return [element.localName, element.className?.baseVal ?? element.className, x, y, width, height, color, backgroundColor, visibility, opacity, rotate].join(" ");
    }),
  );

describe("steadiness", () => {
  it("nothing moves in any sample from the first paint until it has come alive", () =>
    stage.run(
      MODES.wasm,
      async (page) => {
        await observe(page);
        await gallery.hang(page);
        await page.addInitScript(() => {
          window.fades = [];
          addEventListener("transitionrun", ({ target, propertyName }) => window.fades.push(`${target.className} ${propertyName}`), true);
        });
        const moved = [];
        const hidden = / hidden \S+ \S+$/;
        for (const sample of gallery.samples) {
          const wasm = await holdWasm(page);
          await gallery.show(page, sample);
          await wasm.arrived;
          await painted(page);
          const before = await looks(page);
          wasm.release();
          await page.locator("#app[data-hydrated]").waitFor({ state: "attached" });
          await painted(page);
          // What counts down is drawn anew; the key of an authenticator app is copied by the page itself.
          const after = new Set(await looks(page));
          for (const look of before) if (!after.has(look) && !/lg-resend|lg-secret-key/.test(look) && !hidden.test(look)) moved.push(`${sample}: was ${look}`);
          for (const fade of await page.evaluate(() => window.fades)) moved.push(`${sample}: fades ${fade}`);
          for (const shift of await page.evaluate(() => window.shifts)) moved.push(`${sample}: ${shift}`);
          await page.unroute("**/*.wasm");
        }
        assert.deepEqual(moved, []);
      },
      { reducedMotion: "no-preference", expected: ["/assets/missing.png"] },
    ));

  it("nothing is painted that the rest of the page would move", () =>
    stage.run(MODES.noWasm, async (page) => {
      await observe(page);
      const html = gallery.pages.get("sign-up-many.en");
      const cut = html.indexOf("</h1>");
      let rest;
      const server = createServer(async ({ url }, response) => {
        if (url === "/") {
          response.setHeader("content-type", "text/html; charset=utf-8").write(html.slice(0, cut));
          rest = () => response.end(html.slice(cut));
        } else {
          const asset = await fetch(gallery.origin + url);
          response.setHeader("content-type", asset.headers.get("content-type")).end(Buffer.from(await asset.arrayBuffer()));
        }
      });
      await once(server.listen(0, "127.0.0.1"), "listening");
      try {
        await page.goto(`http://127.0.0.1:${server.address().port}/`, { waitUntil: "commit" });
        await page.locator("h1").waitFor({ state: "attached" });
        await page.waitForFunction(() => document.styleSheets.length > 0, undefined, { polling: 10 });
        // Half a second is many frames, if there are any.
        const late = page.evaluate(() => new Promise((late) => setTimeout(late, 500, "nothing")));
        assert.equal(await Promise.race([painted(page).then(() => "half a page"), late]), "nothing");
        rest();
        await page.waitForLoadState();
        await painted(page);
        assert.deepEqual(await page.evaluate(() => window.shifts), []);
      } finally {
        server.closeAllConnections();
        server.close();
      }
    }));

  for (const colorScheme of ["light", "dark"]) {
    it(`${colorScheme} is ${colorScheme} before the styles are there, and stays so`, () =>
      stage.run(
        MODES.wasm,
        async (page) => {
          await page.addInitScript(() => {
            window.grounds = new Set();
            const look = () => {
              if (document.styleSheets.length > 0) window.grounds.add(getComputedStyle(document.documentElement).backgroundColor);
              requestAnimationFrame(look);
            };
            look();
          });
          const { url } = stage.request({ path: "/login" });
          await page.goto(url);
          await page.locator("#app[data-hydrated]").waitFor({ state: "attached" });
          await painted(page);
          assert.equal((await page.evaluate(() => [...window.grounds])).length, 1);
          await page.route("**/*.css", (route) => route.abort());
          await page.goto(url);
          // Without any style of ours only the meta element tells the browser what its own canvas may be.
          const canvas = await page.evaluate(() => {
            const probe = document.body.appendChild(document.createElement("i"));
            probe.style.color = "CanvasText";
            return getComputedStyle(probe).color;
          });
          assert.equal(canvas, colorScheme === "dark" ? "rgb(255, 255, 255)" : "rgb(0, 0, 0)");
        },
        { colorScheme, expected: [".css"] },
      ));
  }
});

describe("the logo", () => {
  const SAMPLE = "frame-logo-wide";
  const NAME = "Acme Notes";
  /** A picture of the size that is stored with the sample. */
  const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="350" height="87"><rect width="350" height="87" fill="teal"/></svg>';

  /** Where the name begins, seen from the heading, and what the picture takes. */
  const line = (page) =>
    page.evaluate((name) => {
      const box = (selector) => document.querySelector(selector)?.getBoundingClientRect();
      const text = [...document.querySelectorAll(".lg-brand span")].find((span) => span.textContent === name);
      const picture = document.querySelector(".lg-logo");
      return {
        indent: text.getBoundingClientRect().left - box(".lg-heading").left,
        seen: text.checkVisibility(),
        picture: picture.checkVisibility() ? picture.getBoundingClientRect().width : 0,
      };
    }, NAME);

  for (const mode of [MODES.wasm, MODES.noWasm, MODES.noScript]) {
    it(`that is missing leaves the name and nothing broken, ${mode.name}`, () =>
      stage.run(
        mode,
        async (page) => {
          await gallery.hang(page);
          await gallery.show(page, SAMPLE);
          if (mode.wasm) await page.locator("#app[data-hydrated]").waitFor({ state: "attached" });
          assert.ok((await line(page)).seen);
          const brand = await page.locator(".lg-brand").screenshot();
          await page.evaluate(() => (document.querySelector(".lg-logo").style.visibility = "hidden"));
          assert.ok(brand.equals(await page.locator(".lg-brand").screenshot()), "nothing is drawn where it would be");
        },
        { expected: ["/assets/missing.png"] },
      ));

    it(`that is slow has its room and the name beside it, ${mode.name}`, () =>
      stage.run(
        mode,
        async (page) => {
          await gallery.hang(page);
          const logo = await hold(page, "**/missing.png", () => true, (route) => route.fulfill({ contentType: "image/svg+xml", body: PICTURE }));
          await page.goto(`${gallery.origin}/gallery/${SAMPLE}.en`, { waitUntil: "commit" });
          await logo.arrived;
          await page.locator("h1").waitFor();
          const early = await line(page);
          assert.ok(early.seen && early.picture > 100, JSON.stringify(early));
          logo.release();
          const width = () => page.evaluate(() => document.querySelector(".lg-logo").naturalWidth);
          while ((await width()) !== 350);
          assert.deepEqual(await line(page), early);
        },
      ));
  }
});
