//! The complete HTML document, as the server sends it.

use crate::{
    app::App,
    node::{IntoNode, escape},
    render_context::PageState,
    screens,
    words::Texts,
};
use leptos::prelude::*;
use std::{fmt::Write as _, sync::Arc};
use wire::{
    screen::{Load, Page},
    text::Text,
};

/// What the document refers to besides its own data.
#[derive(Debug, Clone, Copy)]
pub struct Boot<'a> {
    /// The nonce of this response's Content-Security-Policy.
    pub nonce: &'a str,
    /// Address of the style sheet.
    pub stylesheet: &'a str,
    /// What the brand changes about it: CSS in the layers `theme` and `classic`, or nothing.
    pub style: &'a str,
    /// Address of `pages.js`.
    pub script: &'a str,
    /// Address of `pages_bg.wasm`.
    pub wasm: &'a str,
    /// Address of the file with all texts of the language.
    pub texts: &'a str,
    /// Address of a script that reloads the page when it was built anew, during development.
    pub reload: Option<&'a str>,
}

/// The title of the document that shows `page`, such as "Sign in – Acme Notes".
pub fn title(page: &Page, texts: Texts<'_>) -> String {
    let heading = screens::head(&page.screen).heading;
    texts.words().title(&heading, &page.frame.brand.name)
}

/// The complete document for `page`.
///
/// **Shape** from the doctype on; `#app` holds nothing but what [`start`](crate) hydrates, so the text must reach the
/// browser unchanged. It has no `style` attribute, no inline handler, and one inline script, which carries the nonce;
/// so does the style element, where the brand has a style. A browser that can wait paints nothing before all of `#app` is
/// there, so that what arrives late moves nothing. The data block has the texts that the page can show, and no others.
pub fn render(page: &Page, texts: Texts<'_>, boot: &Boot<'_>) -> String {
    let words = Arc::new(texts.words());
    let owner = Owner::new();
    let body = owner.with(|| {
        let state = PageState::new(screens::current_page(0, page.clone(), words.clone()));
        view! { <App state/> }.into_node().to_html()
    });
    drop(owner);
    let leads_on = screens::has_form(&page.screen);
    if leads_on {
        // What the form loop says.
        words.text(Text::Working);
    }
    let load = Load {
        lang: texts.lang.to_owned(),
        texts: words.used(),
        all_texts: leads_on.then(|| boot.texts.to_owned()),
        page: page.clone(),
    };
    let heading = screens::head(&page.screen).heading;
    let title = words.title(&heading, &page.frame.brand.name);
    let data = serde_json::to_string(&load)
        .expect("a Load holds strings and numbers only, so it is always JSON");
    let mut html = String::with_capacity(body.len() + data.len() + 2048);
    let reload = boot.reload.map(|reload| {
        format!(
            "<script type=\"module\" nonce=\"{}\" src=\"{}\"></script>",
            escape(boot.nonce),
            escape(reload)
        )
    });
    let style = style(boot);
    write!(
        html,
        "<!doctype html><html lang=\"{lang}\" dir=\"ltr\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\">\
         <title>{title}</title><link rel=\"stylesheet\" href=\"{stylesheet}\">{style}\
         <link rel=\"expect\" href=\"#data\" blocking=\"render\">\
         <link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">{reload}</head>\
         <body><div id=\"app\">{body}</div><script type=\"application/json\" id=\"data\">{data}</script>\
         <script type=\"module\" nonce=\"{nonce}\">{script}</script></body></html>",
        lang = escape(texts.lang),
        title = escape(&title),
        stylesheet = escape(boot.stylesheet),
        reload = reload.unwrap_or_default(),
        data = quiet(&data),
        nonce = escape(boot.nonce),
        script = boot_script(boot, leads_on),
    )
    .expect("writing to a String does not fail");
    html
}

/// The brand's style. It stands after the style sheet, which orders the layers, so that both are there at the first paint.
fn style(boot: &Boot<'_>) -> String {
    if boot.style.is_empty() {
        return String::new();
    }
    // Whoever wrote it sends no `<`; as an escape it could not end the element either.
    format!(
        "<style nonce=\"{}\">{}</style>",
        escape(boot.nonce),
        boot.style.replace('<', "\\3c ")
    )
}

/// Shows a password and hides it again, and counts the seconds until another code, until the page is alive; for good where
/// it never will be.
const BEFORE_ALIVE: &str = "const A=document.getElementById('app'),R=b=>{const i=document.getElementById(b.getAttribute('aria-controls')),\
    s=i.type==='password';i.type=s?'text':'password';b.setAttribute('aria-pressed',s)},\
    L=(t,f)=>addEventListener(t,e=>{if(!('hydrated' in A.dataset))f(e)});\
    L('click',e=>{const b=e.target.closest('.lg-reveal');if(b)R(b)});\
    L('submit',()=>A.querySelectorAll('.lg-reveal[aria-pressed=true]').forEach(R));\
    const C=A.querySelector('.lg-resend-later'),T=Date.now(),I=C&&setInterval(()=>{\
    const s=Math.ceil(C.dataset.seconds-(Date.now()-T)/1e3);if('hydrated' in A.dataset||!s)clearInterval(I);\
    if('hydrated' in A.dataset)return;C.hidden=!s;\
    C.textContent=C.textContent.replace(/\\d+:\\d+/,(s/60|0)+':'+(''+s%60).padStart(2,0))},1e3);";

/// The script that brings the page to life. A browser without WebAssembly, or a load that fails, keeps the plain forms.
/// The texts of other screens come beside it, where a form of the page `leads_on` to one. A page that comes back from the
/// back-forward cache is loaded anew: its form may have been used.
fn boot_script(boot: &Boot<'_>, leads_on: bool) -> String {
    let texts = if leads_on {
        format!(
            "document.head.append(Object.assign(document.createElement('link'),{{rel:'preload',as:'fetch',crossOrigin:'',href:{}}}));",
            quiet(&json_string(boot.texts))
        )
    } else {
        String::new()
    };
    format!(
        "{BEFORE_ALIVE}addEventListener('pageshow',e=>{{if(e.persisted)location.reload()}});\
         if(typeof WebAssembly==='object'){{{texts}import({script}).then(m=>m.default({{module_or_path:{wasm}}})).catch(()=>{{}})}}",
        script = quiet(&json_string(boot.script)),
        wasm = quiet(&json_string(boot.wasm)),
    )
}

fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// JSON that means nothing to an HTML parser wherever it stands.
fn quiet(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests;
