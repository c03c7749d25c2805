//! What each kind of property takes, and what it refuses.

use super::*;
use crate::css::check;

/// What one declaration is written as, on a part without exceptions.
fn written(declaration: &str) -> Option<String> {
    let sheet = check(&format!(".legalText-customizable{{{declaration}}}")).ok()?;
    let written = sheet.write();
    let inside = written.strip_prefix("@layer classic{.legalText-customizable{")?;
    inside.strip_suffix("}}").map(str::to_owned)
}

#[test]
fn values_are_taken_in_their_own_spelling() {
    for (declaration, expect) in [
        ("color: RebeccaPurple", "color:#639"),
        ("color: rgba(0, 0, 0, .87)", "color:#000000de"),
        ("color: INHERIT", "color:inherit"),
        ("background: None", "background:none"),
        ("background-color: transparent", "background-color:#0000"),
        ("border: SOLID 2.50px #D64958", "border:solid 2.5px #d64958"),
        ("border: 0", "border:0"),
        (
            "border-color: red currentColor",
            "border-color:#f00 currentcolor",
        ),
        ("border-width: 1px 0 thin", "border-width:1px 0 thin"),
        ("border-bottom: 1px dotted", "border-bottom:1px dotted"),
        ("border-radius: 4px 50%", "border-radius:4px 50%"),
        ("border-radius: 9999px", "border-radius:9999px"),
        ("padding: 25px 0px 25px 0px", "padding:25px 0 25px 0"),
        (
            "margin: -5px auto 1.5em 12pt",
            "margin:-5px auto 1.5em 12pt",
        ),
        ("width: 100%", "width:100%"),
        ("max-height: 30%", "max-height:30%"),
        ("font-size: 1.25REM", "font-size:1.25rem"),
        ("font-size: Larger", "font-size:larger"),
        ("font-weight: 400", "font-weight:400"),
        ("font-weight: italic", "font-weight:italic"),
        (
            "font-family: Arial, 'Open Sans', sans-serif",
            "font-family:\"Arial\",\"Open Sans\",sans-serif",
        ),
        ("line-height: 1.5", "line-height:1.5"),
        ("line-height: 20px", "line-height:20px"),
        ("opacity: 80%", "opacity:80%"),
        ("opacity: .7", "opacity:.7"),
        ("display: inline-block", "display:inline-block"),
        (
            "box-shadow: 0 1px 2px -1px rgba(0,0,0,.5), inset 0 0 4px red",
            "box-shadow:0 1px 2px -1px #00000080,inset 0 0 4px #f00",
        ),
        ("text-shadow: red 1px 1px", "text-shadow:#f00 1px 1px"),
    ] {
        assert_eq!(
            written(declaration).as_deref(),
            Some(expect),
            "{declaration}"
        );
    }
}

#[test]
fn what_hides_moves_or_loads_is_refused() {
    for declaration in [
        "color: transparent",
        "color: rgb(0 0 0 / 0.59)",
        "color: none",
        "color: red red",
        "color:",
        "background: red url(x)",
        "background: linear-gradient(red, blue)",
        "background: url(//e.org/x.png)",
        "background: image-set('x' 1x)",
        "border: 17px solid red",
        "border: solid dashed",
        "border-width: -1px",
        "border-style: 1px",
        "padding: 101px",
        "padding: 1px 1px 1px 1px 1px",
        "padding: -1px",
        "padding: 5",
        "padding: 1vw",
        "margin: -9999px",
        "margin-left: 100%",
        "width: 0",
        "width: 5px",
        "width: 1e38px",
        "height: 0",
        "font-size: 0",
        "font-size: 8.9px",
        "font-size: 0.74em",
        "font-size: 74%",
        "font-size: 1e40px",
        "font-size: calc(1px + 1px)",
        "font-size: var(--x)",
        "font-weight: 0",
        "font-family: url(x)",
        "font-family: 'a</style>'",
        "line-height: 0",
        "text-indent: -9999px",
        "letter-spacing: -1em",
        "opacity: 0",
        "opacity: 0.69",
        "opacity: -1",
        "display: none",
        "display: flex",
        "box-shadow: 0 0 0 100px red",
        "box-shadow: 0 0 100px red",
        "box-shadow: 0 red 0",
        "box-shadow: red",
        "box-shadow: 0 0 red blue",
        "box-shadow: 0 0,",
        "box-shadow: 0 0, 0 0, 0 0, 0 0, 0 0",
        "text-shadow: inset 0 0",
        "text-shadow: 0 0 1px 1px",
        "cursor: url(x), auto",
        "content: 'x'",
        "position: absolute",
        "transform: none",
        "z-index: 1",
        "visibility: hidden",
        "--lg-ink: red",
        "behavior: url(x)",
        "color: expression(alert(1))",
        "color: attr(data-x)",
        "color: red !ie",
        "color: red !important blue",
        "color: red / blue",
        "color: {red}",
        "color: [red]",
        "all: unset",
    ] {
        assert_eq!(written(declaration), None, "{declaration}");
    }
}

#[test]
fn a_part_is_hidden_only_where_people_get_on_without_it() {
    assert!(check(".redirect-customizable{display:none}").is_ok());
    for selector in Selector::all().filter(|each| !each.may_be_hidden()) {
        let css = format!("{}{{display:none}}", selector.text());
        assert!(check(&css).is_err(), "{css}");
        let css = format!(".redirect-customizable,{css}");
        assert!(check(&css).is_err(), "{css}");
    }
}

#[test]
fn what_holds_the_form_keeps_its_width() {
    assert!(check(".background-customizable{width:60px}").is_err());
    assert!(check(".background-customizable{max-width:320px}").is_ok());
    assert!(check(".logo-customizable{width:60px}").is_ok());
}

#[test]
fn a_focused_field_is_seen_where_colours_are_forced() {
    for (declaration, expect) in [
        ("outline: 0", "outline:2px solid #0000"),
        ("outline: none", "outline:2px solid #0000"),
        ("outline-width: 0", "outline-width:2px"),
        ("outline-style: none", "outline-style:solid"),
        ("outline: 1px solid red", "outline:1px solid #f00"),
    ] {
        let css = check(&format!(".inputField-customizable:focus{{{declaration}}}")).unwrap();
        assert_eq!(
            css.write(),
            format!("@layer classic{{.inputField-customizable:focus{{{expect}}}}}")
        );
    }
}

#[test]
fn the_ring_of_the_keyboard_stays_on_every_part_at_rest() {
    for declaration in [
        "outline: 0",
        "outline: none",
        "outline: red",
        "outline: 2px solid transparent",
        "outline: initial",
        "outline-width: 0",
        "outline-style: hidden",
        "outline-color: #0000",
    ] {
        let (name, _) = declaration.split_once(':').unwrap();
        let expect = format!("{name}:revert-layer");
        assert_eq!(written(declaration), Some(expect), "{declaration}");
    }
    let both = ".inputField-customizable,.inputField-customizable:focus{outline:0}";
    let css = check(both).unwrap().write();
    assert!(css.ends_with("{outline:revert-layer}}"), "{css}");
    assert_eq!(
        written("outline: 1px solid red").as_deref(),
        Some("outline:1px solid #f00")
    );
}

/// Each row of the table takes something, and no name stands twice.
#[test]
fn every_property_is_of_use() {
    let tried = [
        "red",
        "1px",
        "solid",
        "block",
        "0.8",
        "50px",
        "none",
        "pointer",
        "'A'",
        "center",
        "border-box",
        "underline",
        "uppercase",
        "italic",
    ];
    for (place, property) in PROPERTIES.iter().enumerate() {
        let takes = tried
            .iter()
            .any(|value| written(&format!("{}:{value}", property.name)).is_some());
        assert!(takes, "{}", property.name);
        let first = PROPERTIES
            .iter()
            .position(|each| each.name == property.name);
        assert_eq!(first, Some(place), "{}", property.name);
    }
}
