//! The one view of the pages, and where the parts of a screen stand in it.
//!
//! The alert and the status line outlive the page they stand on, so that a screen reader hears what changes in them.
//! Everything else is built anew for each page: nothing typed on one page shows up on the next.

use crate::{
    components::{AlertRegion, Brand, Card, Footer, Heading, Layout, NoticeRegion, StatusLine},
    node::IntoNode,
    render_context::{EachPage, PageState},
    screens::ScreenBody,
};
use leptos::prelude::*;

/// The view below `#app`.
#[component]
pub(crate) fn App(state: PageState) -> impl IntoNode {
    let layout = state
        .current
        .with_untracked(|current| current.page.frame.brand.layout);
    view! {
        <Layout layout>
            <Card>
                <EachPage state><Brand/></EachPage>
                <EachPage state><Heading/></EachPage>
                <AlertRegion state/>
                <NoticeRegion state/>
                <EachPage state><ScreenBody/></EachPage>
            </Card>
            <EachPage state><Footer/></EachPage>
            <StatusLine state/>
        </Layout>
    }
}
