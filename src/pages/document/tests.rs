//! Every sample in every language, as HTML text.

use super::{Boot, quiet, render, title};
use crate::{
    Texts,
    locale::{LANGUAGES, texts},
};
use std::collections::BTreeSet;
use wire::{
    sample::Sample,
    screen::{Load, Screen},
    text::Text,
};

const BOOT: Boot<'_> = Boot {
    nonce: "n0nce",
    stylesheet: "/assets/pages.css",
    style: "",
    script: "/assets/pages.js",
    wasm: "/assets/pages_bg.wasm",
    texts: "/assets/texts.json",
    reload: None,
};

fn draw(sample: &Sample, lang: &'static str, boot: &Boot<'_>) -> String {
    let all = texts(lang);
    render(&sample.page, Texts { lang, all }, boot)
}

/// What the data block of a document holds.
fn data(html: &str) -> Load {
    let data = html
        .split_once("<script type=\"application/json\" id=\"data\">")
        .and_then(|(_, rest)| rest.split_once("</script>"));
    serde_json::from_str(data.expect("a data block").0).expect("a Load")
}

/// Runs `check` with the name, the value and the document of every sample in every language.
fn each(check: impl Fn(&str, &Load, &str)) {
    for sample in Screen::samples() {
        for language in LANGUAGES {
            let html = draw(&sample, language.tag, &BOOT);
            check(
                &format!("{} in {}", sample.name, language.tag),
                &data(&html),
                &html,
            );
        }
    }
}

/// The values of attribute `name` in `html`.
fn values<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    html.split(&format!(" {name}=\""))
        .skip(1)
        .filter_map(|rest| rest.split_once('"').map(|(value, _)| value))
        .collect()
}

/// The start tags of `element` in `html`.
fn tags<'a>(html: &'a str, element: &str) -> Vec<&'a str> {
    html.split(&format!("<{element} "))
        .skip(1)
        .filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag))
        .collect()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(&format!("{name}=\""))
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(value, _)| value)
}

#[test]
fn every_page_has_one_heading_and_one_main_and_nothing_that_the_policy_refuses() {
    each(|name, load, html| {
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert_eq!(html.matches("<main").count(), 1, "{name}");
        assert_eq!(html.matches("role=\"alert\"").count(), 1, "{name}");
        assert!(
            html.contains(&format!("<html lang=\"{}\"", load.lang)),
            "{name}"
        );
        assert!(
            !html.contains(" style=") && !html.contains("<style"),
            "{name}"
        );
        assert!(
            !html.contains(" onclick=") && !html.contains("javascript:"),
            "{name}"
        );
        assert_eq!(
            html.matches("<script type=\"module\" nonce=\"n0nce\">")
                .count(),
            1,
            "{name}"
        );
    });
}

#[test]
fn the_first_paint_waits_for_what_follows_all_that_is_drawn() {
    each(|name, _, html| {
        let waits = "<link rel=\"expect\" href=\"#data\" blocking=\"render\">";
        let (head, body) = html.split_once("</head>").expect("a head");
        assert!(head.contains(waits), "{name}");
        let (markup, rest) = body
            .split_once("<script type=\"application/json\" id=\"data\">")
            .expect(name);
        assert!(
            markup.contains("lg-footer") && !rest.contains("<main"),
            "{name}"
        );
    });
}

#[test]
fn a_brands_style_follows_the_style_sheet_and_cannot_end_its_element() {
    let sample = Screen::samples().remove(0);
    let boot = Boot {
        style: "@layer theme{:root{--lg-page:#fff}}</style><script>",
        ..BOOT
    };
    let html = draw(&sample, "en", &boot);
    let expect = "<link rel=\"stylesheet\" href=\"/assets/pages.css\"><style nonce=\"n0nce\">\
                  @layer theme{:root{--lg-page:#fff}}\\3c /style>\\3c script></style><link rel=\"expect\"";
    assert!(html.contains(expect), "{html}");
}

#[test]
fn every_id_is_unique_and_every_reference_leads_to_one() {
    each(|name, _, html| {
        let ids = values(html, "id");
        let set: BTreeSet<_> = ids.iter().copied().collect();
        assert_eq!(ids.len(), set.len(), "{name}");
        for attribute in ["for", "aria-describedby", "aria-controls"] {
            for reference in values(html, attribute)
                .into_iter()
                .flat_map(str::split_whitespace)
            {
                assert!(set.contains(reference), "{name}: {attribute}={reference}");
            }
        }
    });
}

#[test]
fn every_input_that_can_be_seen_has_a_label() {
    each(|name, _, html| {
        let labels: BTreeSet<_> = values(html, "for").into_iter().collect();
        for tag in tags(html, "input") {
            let unseen = tag.contains("type=\"hidden\"") || tag.contains("aria-hidden=\"true\"");
            let labelled = attribute(tag, "id").is_some_and(|id| labels.contains(id));
            assert!(
                unseen || tag.contains("type=\"submit\"") || labelled,
                "{name}: {tag}"
            );
        }
    });
}

#[test]
fn every_wrong_field_says_why() {
    let mut wrong = 0;
    for sample in Screen::samples() {
        let html = draw(&sample, "en", &BOOT);
        for tag in tags(&html, "input")
            .into_iter()
            .filter(|tag| tag.contains("aria-invalid=\"true\""))
        {
            let id = attribute(tag, "id").unwrap();
            assert!(
                attribute(tag, "aria-describedby")
                    .unwrap()
                    .contains(&format!("{id}-error")),
                "{}: {tag}",
                sample.name
            );
            assert!(
                html.contains("errorMessage-customizable"),
                "{}: an alert above the form",
                sample.name
            );
            wrong += 1;
        }
    }
    assert!(wrong > 15, "{wrong}");
}

#[test]
fn every_form_posts_to_a_path_of_ours_with_its_token() {
    each(|name, load, html| {
        let forms = tags(html, "form");
        assert_eq!(
            html.matches("name=\"_csrf\" value=\"c5rf\"").count(),
            forms.len(),
            "{name}"
        );
        for form in forms {
            assert_eq!(attribute(form, "method"), Some("post"), "{name}");
            let query = load.page.frame.query.replace('&', "&amp;");
            assert!(
                attribute(form, "action").is_some_and(|action| action.ends_with(&query)),
                "{name}: {form}"
            );
        }
    });
}

#[test]
fn no_placeholder_is_left_in_any_page() {
    each(|name, load, html| {
        let body = html
            .split_once("<script type=\"application/json\"")
            .unwrap()
            .0;
        let left = body
            .split('{')
            .skip(1)
            .find(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()));
        assert_eq!(left, None, "{name}");
        let lang = &*load.lang;
        let title = title(
            &load.page,
            Texts {
                lang,
                all: texts(lang),
            },
        );
        assert!(title.ends_with(&load.page.frame.brand.name), "{name}");
    });
}

#[test]
fn at_most_one_element_asks_for_the_focus() {
    each(|name, _, html| assert!(html.matches(" autofocus").count() <= 1, "{name}"));
}

#[test]
fn names_of_the_outside_cannot_break_out_of_the_data_block() {
    assert_eq!(
        quiet("\"</script>&\u{2028}\""),
        "\"\\u003c/script\\u003e\\u0026\\u2028\""
    );
    let sample = Screen::samples()
        .into_iter()
        .find(|sample| sample.name == "frame-long-name")
        .unwrap();
    let html = draw(&sample, "en", &BOOT);
    assert!(!html.contains("<b>"));
}

#[test]
fn the_ids_and_names_of_cognitos_classic_pages_are_there() {
    #[track_caller]
    fn check(sample: &str, expect: &[&str]) {
        let sample = Screen::samples()
            .into_iter()
            .find(|each| each.name == sample)
            .unwrap();
        let html = draw(&sample, "en", &BOOT);
        for each in expect {
            assert!(html.contains(each), "{}: {each}", sample.name);
        }
    }
    check(
        "sign-in-wrong",
        &[
            "name=\"cognitoSignInForm\"",
            "id=\"signInFormUsername\"",
            "id=\"signInFormPassword\"",
            "id=\"loginErrorMessage\"",
            "name=\"signInSubmitButton\"",
            "visible-lg",
        ],
    );
    check(
        "sign-up",
        &[
            "name=\"signupform\"",
            "name=\"requiredAttributes[email]\"",
            "name=\"signUpButton\"",
            "checkPassword-symbols",
        ],
    );
    check("confirm", &["id=\"verification_code\"", "name=\"confirm\""]);
    check(
        "forgot-password",
        &["name=\"forgotpasswordform\"", "name=\"reset_my_password\""],
    );
    check(
        "reset-password",
        &[
            "name=\"confirmforgotpasswordform\"",
            "id=\"forgot_password_code\"",
            "id=\"new_password\"",
            "name=\"reset_password\"",
        ],
    );
    check(
        "new-password",
        &[
            "name=\"submitButton\"",
            "name=\"NEW_PASSWORD\"",
            "name=\"USERNAME\"",
            "name=\"session\"",
        ],
    );
    for sample in ["software-token", "mfa-setup"] {
        check(
            sample,
            &[
                "id=\"totpCodeInput\"",
                "name=\"SOFTWARE_TOKEN_MFA_CODE\"",
                "name=\"USERNAME\"",
                "name=\"session\"",
            ],
        );
    }
}

#[test]
fn another_method_is_offered_to_those_who_have_one() {
    for (name, expect) in [
        ("software-token", false),
        ("software-token-other-method", true),
    ] {
        let sample = Screen::samples()
            .into_iter()
            .find(|each| each.name == name)
            .unwrap();
        let html = draw(&sample, "en", &BOOT);
        let body = html.split_once("<script type=\"application/json\"");
        let offered = body.unwrap().0.contains("Use another method");
        assert_eq!(offered, expect, "{name}");
    }
}

/// Texts that only script shows, each with what a page that carries it has.
const BY_SCRIPT: &[(Text, &str)] = &[
    (Text::Working, "<form method=\"post\" class=\"lg-form"),
    (Text::AlertLabel, "<form method=\"post\" class=\"lg-form"),
    (Text::AlertNetwork, "<form method=\"post\" class=\"lg-form"),
    (Text::AlertBusy, "<form method=\"post\" class=\"lg-form"),
    (Text::Checking, "autocomplete=\"one-time-code\""),
    (Text::ResendIn, "class=\"lg-resend\""),
    (Text::ResendAvailable, "class=\"lg-resend\""),
    (Text::CapsLock, "class=\"lg-reveal\""),
    (Text::RuleMet, "class=\"lg-rules\""),
    (Text::StrengthWeak, "class=\"lg-strength\""),
    (Text::StrengthFair, "class=\"lg-strength\""),
    (Text::StrengthGood, "class=\"lg-strength\""),
    (Text::StrengthStrong, "class=\"lg-strength\""),
    (Text::KeyCopied, "class=\"lg-secret-key-copy\""),
    (Text::KeyNotCopied, "class=\"lg-secret-key-copy\""),
];

#[test]
fn a_page_carries_the_texts_that_it_can_show_and_no_other() {
    each(|name, load, html| {
        let body = html
            .split_once("<script type=\"application/json\"")
            .unwrap()
            .0;
        for (text, words) in &load.texts {
            // What stands around the placeholders.
            let visible = words
                .split('{')
                .enumerate()
                .map(|(index, part)| match part.split_once('}') {
                    Some((_, after)) if index > 0 => after,
                    _ => part,
                })
                .all(|part| body.contains(&super::escape(part.trim())));
            let by_script = BY_SCRIPT
                .iter()
                .any(|(each, needs)| each == text && body.contains(needs));
            assert!(visible || by_script, "{name}: {}", text.key());
        }
        // Whatever speaks a language of its own speaks most of its texts elsewhere.
        assert!(load.texts.len() < Text::ALL.len() / 3, "{name}");
        assert_eq!(load.all_texts.is_some(), body.contains("lg-form"), "{name}");
    });
}

#[test]
fn the_page_of_an_error_carries_nothing_but_its_own_words() {
    let sample = Screen::samples()
        .into_iter()
        .find(|sample| sample.name == "error-server")
        .unwrap();
    let load = data(&draw(&sample, "en", &BOOT));
    let keys: Vec<_> = load.texts.iter().map(|(text, _)| text.key()).collect();
    assert_eq!(
        keys,
        [
            "error.title",
            "error.server",
            "error.code",
            "frame.language",
            "frame.privacy",
            "frame.terms",
            "frame.help"
        ]
    );
}
