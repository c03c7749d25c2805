//! What holds for every input, tried with generated ones: random bytes, and texts put together of what the readers know.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use theme::{
    Background, COLORS, Choice, Density, Font, Layout, MOST_PROBLEMS, Mode, Oklch, Problem, Radius,
    Scheme, Theme, css,
};

/// Pieces from which sheets are put together that come further than random bytes do.
const CSS: &[&str] = &[
    ".label-customizable",
    ".errorMessage-customizable",
    ".submitButton-customizable",
    ":hover",
    ":focus",
    ".inputField-customizable",
    ".redirect-customizable",
    "{",
    "}",
    "{",
    "}",
    ":",
    ";",
    ",",
    "color",
    "background",
    "border",
    "margin",
    "box-shadow",
    "font-family",
    "outline",
    "display",
    "none",
    "red",
    "#fff",
    "rgb(",
    "oklch(.5 .1 200/.7)",
    ")",
    "10px",
    "0",
    "-5px",
    "50%",
    "1e30px",
    "solid",
    "auto",
    "!important",
    "url(",
    "@import",
    "@layer",
    "</style>",
    "/*",
    "*/",
    "\\",
    "\"",
    "'",
    " ",
    "\n",
    "\0",
    "\u{202e}",
    "é",
    "var(--x)",
    "inset",
    "Arial",
    "content",
];

/// The same for documents.
const JSON: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\\",
    "\"mode\":",
    "\"dark\"",
    "\"light\":{",
    "\"accent\":",
    "\"#123\"",
    "\"radius\":",
    "\"md\"",
    "12",
    "-1e999",
    "null",
    "true",
    "\\ud800",
    " ",
    "\n",
    "\"oklch(.5 .1 20)\"",
    "é",
    "\u{feff}",
    "\"version\":1",
];

fn pieces(of: &'static [&'static str]) -> impl Strategy<Value = String> {
    vec(select(of), 0..60).prop_map(|pieces| pieces.concat())
}

fn anything(of: &'static [&'static str]) -> impl Strategy<Value = String> {
    let bytes = vec(any::<u8>(), 0..400);
    let bytes = bytes.prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    prop_oneof![bytes, pieces(of)]
}

/// Declarations of which many are good, so that whole sheets are.
fn sheets() -> impl Strategy<Value = String> {
    let selector = select(
        &[
            ".label-customizable",
            ".errorMessage-customizable",
            ".submitButton-customizable",
            ".submitButton-customizable:hover",
            ".inputField-customizable:focus",
            ".redirect-customizable",
            ".label-customizable, .idpButton-customizable:hover",
        ][..],
    );
    let property = select(
        &[
            "color",
            "background",
            "border",
            "border-radius",
            "padding",
            "margin-top",
            "width",
            "font-size",
            "font-family",
            "font-weight",
            "line-height",
            "outline",
            "opacity",
            "box-shadow",
            "text-shadow",
            "display",
        ][..],
    );
    let part = prop_oneof![
        select(
            &[
                "red",
                "#12345678",
                "solid",
                "bold",
                "Arial",
                "'Open Sans'",
                "none",
                "block",
                "inherit",
                "thin"
            ][..]
        )
        .prop_map(str::to_owned),
        (-40.0..200.0_f32).prop_map(|px| format!("{px}px")),
        (0.0..110.0_f32).prop_map(|percent| format!("{percent}%")),
        (0.0..2.0_f32).prop_map(|number| format!("{number}")),
        (0.0..1.2_f32, 0.0..0.6_f32, -400.0..800.0_f32, 0.5..1.0_f32)
            .prop_map(|(l, c, h, alpha)| format!("oklch({l} {c} {h} / {alpha})")),
    ];
    let mark = select(&["", "", " !important"][..]);
    let declaration = (property, vec(part, 1..3), mark)
        .prop_map(|(property, parts, mark)| format!("{property}:{}{mark};", parts.join(" ")));
    let rule = (selector, vec(declaration, 0..2))
        .prop_map(|(selector, declarations)| format!("{selector}{{{}}}", declarations.concat()));
    vec(rule, 1..3).prop_map(|rules| rules.concat())
}

fn sound(problems: &[Problem]) -> Result<(), TestCaseError> {
    prop_assert!(problems.len() <= MOST_PROBLEMS);
    for problem in problems {
        prop_assert!(problem.line > 0 && problem.column > 0);
        prop_assert!(
            problem.reason.ends_with('.') && problem.reason.len() < 700,
            "{problem}"
        );
        let seen =
            |letter: char| !letter.is_control() && !('\u{202a}'..='\u{202e}').contains(&letter);
        prop_assert!(problem.reason.chars().all(seen), "{problem:?}");
    }
    Ok(())
}

/// What is served holds nothing that loads, ends its element or its layer, and is read again as the same sheet.
fn served(text: &str) -> Result<bool, TestCaseError> {
    let sheet = match css::check(text) {
        Ok(sheet) => sheet,
        Err(problems) => {
            prop_assert!(!problems.is_empty());
            sound(&problems)?;
            return Ok(false);
        }
    };
    let written = sheet.write();
    for forbidden in [
        "url(",
        "@import",
        "</",
        "!",
        "\\",
        "/*",
        "<",
        "expression",
        "var(",
    ] {
        prop_assert!(!written.contains(forbidden), "{written}");
    }
    prop_assert!(written.is_ascii(), "{written}");
    prop_assert_eq!(written.matches('{').count(), written.matches('}').count());
    prop_assert_eq!(
        written.matches('@').count(),
        usize::from(!written.is_empty())
    );
    let inside = written
        .strip_prefix("@layer classic{")
        .and_then(|rest| rest.strip_suffix('}'));
    let again = css::check(inside.unwrap_or_default());
    let again = again.map(|sheet| sheet.write());
    prop_assert_eq!(again, Ok(written.clone()), "from {}", text);
    Ok(!inside.unwrap_or_default().is_empty())
}

fn choice<C: Choice + std::fmt::Debug>() -> impl Strategy<Value = C> {
    select(C::NAMED).prop_map(|(_, value)| value)
}

fn themes() -> impl Strategy<Value = Theme> {
    let radius = prop_oneof![choice::<Radius>(), (0..=Radius::MOST).prop_map(Radius::Px)];
    let color = proptest::option::of((0.0..1.0_f32, 0.0..0.5_f32, 0.0..360.0_f32));
    let settings = (
        choice::<Mode>(),
        choice::<Layout>(),
        radius,
        choice::<Density>(),
        choice::<Font>(),
    );
    (
        settings,
        choice::<Background>(),
        vec(color, 2 * COLORS.len()),
    )
        .prop_map(
            |((mode, layout, radius, density, font), background, colors)| {
                let mut theme = Theme {
                    mode,
                    layout,
                    radius,
                    density,
                    font,
                    background,
                    ..Theme::default()
                };
                for (index, color) in colors.into_iter().enumerate() {
                    let scheme = Scheme::ALL[index % 2];
                    let color = color.map(|(l, c, h)| Oklch::new(l, c, h));
                    theme.side_mut(scheme).set(COLORS[index / 2].role, color);
                }
                theme
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn any_text_is_judged_as_a_sheet(text in anything(CSS)) {
        served(&text)?;
    }

    #[test]
    fn any_text_is_judged_as_a_document(text in anything(JSON)) {
        let (theme, problems) = Theme::read(&text);
        sound(&problems)?;
        let (again, problems) = Theme::read(&theme.write());
        prop_assert_eq!(problems, vec![]);
        prop_assert_eq!(again, theme);
    }

    #[test]
    fn a_theme_comes_back_as_it_was_written(theme in themes()) {
        let written = theme.write();
        let (again, problems) = Theme::read(&written);
        prop_assert_eq!(problems, vec![]);
        prop_assert_eq!(again.write(), written);
        prop_assert_eq!(again, theme);
    }

    #[test]
    fn the_sheet_of_a_theme_holds_nothing_but_properties(theme in themes()) {
        let css = theme.css();
        prop_assert!(css.is_ascii() && !css.contains('<') && !css.contains("url("), "{css}");
        prop_assert!(css.is_empty() || css.starts_with("@layer theme{"), "{css}");
        prop_assert_eq!(css.matches('{').count(), css.matches('}').count());
        prop_assert!(css.len() < 8_000, "{}", css.len());
    }

    #[test]
    fn any_colour_text_gives_a_colour_or_none(text in "(oklch|rgb|hsl|lab|color)?\\(?[-0-9.e%/ a-z]{0,30}\\)?") {
        if let Ok(color) = Oklch::parse(&text) {
            prop_assert_eq!(Oklch::parse(&color.to_string()), Ok(color));
        }
    }
}

/// Of the sheets that are put together of sensible parts enough are taken to mean something.
#[test]
fn sheets_of_sensible_parts_are_served_as_they_were_meant() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let mut served_count = 0;
    for _ in 0..3000 {
        let text = sheets().new_tree(&mut runner).unwrap().current();
        served_count +=
            usize::from(served(&text).unwrap_or_else(|error| panic!("{text}: {error}")));
    }
    assert!(served_count > 100, "{served_count}");
}
