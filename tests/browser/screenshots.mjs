// Writes a picture of every page, for people to look at: node browser/screenshots.mjs <folder>
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { SCENES } from "./scenes.mjs";
import { MODES, Stage } from "./stage.mjs";

const [folder] = process.argv.slice(2);
if (!folder) throw new Error("name the folder to write to: node browser/screenshots.mjs <folder>");
await mkdir(folder, { recursive: true });

const WIDTHS = [320, 768, 1280];
const stage = await Stage.open();
try {
  for (const { name, reach } of SCENES) {
    await stage.run(
      MODES.wasm,
      async (page) => {
        await reach(stage, page, MODES.wasm);
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme });
          for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: width < 768 ? 720 : 800 });
            await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
          }
        }
      },
      { expected: ["/"] },
    );
    console.log(name);
  }
} finally {
  await stage.close();
}
