// A file of its own: a Content-Security-Policy then needs to let no inline script in.
import init from "./studio.js";

init({ module_or_path: new URL("./studio_bg.wasm", import.meta.url) });
