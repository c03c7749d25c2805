//! `bindgen WASM FOLDER NAME`: writes `NAME.js` and `NAME_bg.wasm` for browsers.
//!
//! Owns nothing but the call of wasm-bindgen's library, in the version that Cargo.lock gives the crate `wasm-bindgen`.
//! A program of its own, because `cargo xtask` shall start without compiling it.

use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match &arguments[..] {
        [wasm, folder, name] => bind(wasm, folder, name),
        _ => Err("usage: bindgen WASM FOLDER NAME".to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("bindgen: {message}");
            ExitCode::FAILURE
        }
    }
}

fn bind(wasm: &str, folder: &str, name: &str) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .out_name(name)
        .typescript(false)
        // Who calls it without a place means the wasm beside the script.
        .omit_default_module_path(false)
        // Browsers need not load which compilers made it.
        .remove_producers_section(true);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(folder))
        .map_err(|error| format!("{wasm}: {error:#}"))
}
