//! The HTML of each kind of node. `tests/browser/nodes.test.mjs` has them hydrated and drawn in a browser.

use super::{IntoNode, Node, dynamic, element};
use leptos::prelude::*;

#[track_caller]
fn check(node: impl IntoNode, expect: &str) {
    let html = Owner::new().with(|| node.into_node().to_html());
    assert_eq!(html, expect);
}

#[test]
fn an_element_has_its_attributes_in_order_and_its_children() {
    check(element("p", &[]), "<p></p>");
    check(
        element("input", &[("type", "text"), ("required", "")])
            .attr("value", "a \"<&>")
            .flag("autofocus", true)
            .flag("disabled", false),
        "<input type=\"text\" required value=\"a &quot;&lt;&amp;&gt;\" autofocus>",
    );
    check(
        element("ul", &[])
            .child(element("li", &[]).child("1"))
            .child(element("li", &[]).child("2")),
        "<ul><li>1</li><li>2</li></ul>",
    );
}

#[test]
fn a_text_is_escaped_and_kept_apart_from_the_text_before_it() {
    check("a < b", "a &lt; b");
    check(
        element("p", &[])
            .child("one")
            .child("two")
            .child(element("b", &[]))
            .child("three"),
        "<p>one<!>two<b></b>three</p>",
    );
}

#[test]
fn nothing_keeps_its_place_where_it_stands_alone() {
    check("", "<!>");
    check(None::<Node>, "<!>");
    check(
        element("p", &[]).child("").child("one").child(None::<Node>),
        "<p>one</p>",
    );
    check(
        element("p", &[]).child(dynamic(|| "")).child("one"),
        "<p><!>one</p>",
    );
}

#[test]
fn a_fragment_is_its_nodes_in_a_row() {
    check(
        (element("b", &[]), None::<Node>, vec!["x", "y"]),
        "<b></b>x<!>y",
    );
}

#[test]
fn what_follows_signals_is_written_as_it_is_now() {
    let owner = Owner::new();
    let html = owner.with(|| {
        let count = RwSignal::new(1);
        let node = element("p", &[])
            .bind("id", move || (count.get() == 1).then_some("one".into()))
            .bind("class", move || (count.get() == 2).then_some("two".into()))
            .on("click", |_| panic!("nobody clicks on a server"))
            .on_attach(|_| panic!("nothing is attached on a server"))
            .child(dynamic(move || count.get().to_string()));
        count.set(1);
        node.into_node().to_html()
    });
    assert_eq!(html, "<p id=\"one\">1</p>");
}

#[component]
fn Outer(children: super::Children) -> impl IntoNode {
    element("div", &[]).child(children)
}

#[component]
fn Inner(#[prop(into)] word: String) -> impl IntoNode {
    element("i", &[]).child(word)
}

#[test]
fn view_composes_components_and_what_stands_between_braces() {
    check(
        view! {
            <Outer>
                <Inner word="a"/>
                "b"
                {Some(view! { <Inner word="c"/> })}
                {None::<Node>}
                {vec![view! { <Inner word="d"/> }]}
            </Outer>
            <Outer>"e"</Outer>
        },
        "<div><i>a</i>b<i>c</i><i>d</i></div><div>e</div>",
    );
}
