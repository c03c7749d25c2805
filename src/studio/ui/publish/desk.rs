//! What the dialog knows and does: who publishes, what for, what is there.

use crate::{
    published::{self, ALL, Base, Goal, Published},
    signature::Key,
    ui::{
        browser::{self, TextStorage},
        service::{self, Access, Apps, CallError, Item},
        studio::Studio,
    },
};
use leptos::{prelude::*, task::spawn_local};
use wire::route;

/// Where this window keeps the key of a link: it is good for brands only, ends by itself, and cannot be had again.
const ACCESS_KEY: &str = "loggia-studio-access";
/// Where the browser keeps what the draft began with.
const BASE_KEY: &str = "loggia-studio-base";

/// The result of a step of a publication; `None` before it ran.
pub(super) type StepResult = Option<Result<(), String>>;

/// The state of the dialog.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) studio: Studio,
    /// Whether the dialog is open.
    pub(super) open: RwSignal<bool>,
    /// By whose key; none before somebody gave one.
    pub(super) access: RwSignal<Option<Access>>,
    pub(super) pools: RwSignal<Vec<Item>>,
    /// The apps of the pools that were looked at.
    pub(super) apps: RwSignal<Vec<Apps>>,
    pub(super) goal: RwSignal<Goal>,
    /// Whether the dialog asks which app is meant before anything else.
    pub(super) chooses: RwSignal<bool>,
    /// What is published for the goal; none while that is not known.
    pub(super) published: RwSignal<Option<Published>>,
    /// What the draft began with.
    pub(super) base: RwSignal<Option<Base>>,
    /// Whether a logo that is there, and not in the draft, goes.
    pub(super) removes: RwSignal<bool>,
    /// Whether the dialog asks if unsaved changes may be lost.
    pub(super) asks: RwSignal<bool>,
    /// Whether a link, or the key of one, is being looked at.
    pub(super) opening: RwSignal<bool>,
    /// Whether an answer is waited for.
    pub(super) busy: RwSignal<bool>,
    /// What is wrong with the key, or with the link.
    pub(super) access_error: RwSignal<Option<String>>,
    /// Why the pool got no domain.
    pub(super) domain_error: RwSignal<Option<String>>,
    /// What is wrong with the goal.
    pub(super) lost: RwSignal<Option<String>>,
    /// The result of publishing sheet and logo.
    pub(super) branding: RwSignal<StepResult>,
    /// The result of publishing the theme.
    pub(super) theme: RwSignal<StepResult>,
}

impl Desk {
    /// The dialog with the access key that this window stored, or with that of the link that opened it.
    pub(super) fn new(studio: Studio) -> Self {
        let base = TextStorage::Browser
            .get(BASE_KEY)
            .and_then(|text| serde_json::from_str(&text).ok());
        let desk = Self {
            studio,
            open: RwSignal::new(false),
            access: RwSignal::new(None),
            pools: RwSignal::new(Vec::new()),
            apps: RwSignal::new(Vec::new()),
            goal: RwSignal::new(Goal::default()),
            chooses: RwSignal::new(false),
            published: RwSignal::new(None),
            base: RwSignal::new(base),
            removes: RwSignal::new(false),
            asks: RwSignal::new(false),
            opening: RwSignal::new(false),
            busy: RwSignal::new(false),
            access_error: RwSignal::new(None),
            domain_error: RwSignal::new(None),
            lost: RwSignal::new(None),
            branding: RwSignal::new(None),
            theme: RwSignal::new(None),
        };
        Effect::new(move |_| {
            let base = desk.base.with(serde_json::to_string);
            let _ = TextStorage::Browser.set(BASE_KEY, &base.unwrap_or_default());
        });
        if let Some(link) = browser::take_fragment(route::STUDIO_LINK) {
            desk.open.set(true);
            desk.chooses.set(true);
            desk.begin(async move { service::redeem(&link).await });
        } else if let Some(access) = stored_access() {
            desk.begin(async move { Ok(access) });
        }
        desk
    }

    /// Begins with the key of a link.
    fn begin(self, access: impl Future<Output = Result<Access, CallError>> + 'static) {
        self.opening.set(true);
        self.run(async move {
            match access.await {
                Ok(access) => {
                    let text = serde_json::to_string(&access);
                    TextStorage::Window.set(ACCESS_KEY, &text.unwrap_or_default());
                    self.enter(access).await;
                }
                Err(error) => self.access_error.set(Some(error.words)),
            }
            self.opening.set(false);
        });
    }

    /// Runs requests to the server; until they are answered the dialog is busy.
    fn run(self, work: impl Future<Output = ()> + 'static) {
        self.busy.set(true);
        spawn_local(async move {
            work.await;
            self.busy.set(false);
        });
    }

    /// Opens the dialog, and looks again what is published.
    pub(super) fn show(self) {
        self.open.set(true);
        if !self.busy.get_untracked() && self.access.with_untracked(Option::is_some) {
            self.run(self.choose(self.goal.get_untracked()));
        }
    }

    /// Tries an administrator's key.
    pub(super) fn connect(self, id: String, secret: String) {
        let key = Key {
            id,
            secret,
            session_token: None,
        };
        self.run(async move { self.enter(Access { key, until: None }).await });
    }

    /// Forgets the key.
    pub(super) fn leave(self) {
        TextStorage::Window.set(ACCESS_KEY, "");
        self.access.set(None);
        self.pools.set(Vec::new());
        self.apps.set(Vec::new());
        self.goal.set(Goal::default());
        self.published.set(None);
        self.clear();
    }

    async fn enter(self, access: Access) {
        self.access_error.set(None);
        match service::pools(&access).await {
            Ok(pools) => {
                let base = self.base.get_untracked().map(|base| base.goal);
                let is_listed = |goal: &Goal| pools.iter().any(|pool| pool.id == goal.pool);
                let goal = base.filter(is_listed);
                self.pools.set(pools);
                self.access.set(Some(access));
                match goal {
                    Some(goal) if !self.chooses.get_untracked() => self.choose(goal).await,
                    _ => self.look_for_apps().await,
                }
            }
            Err(error) => self.fail(error, self.access_error),
        }
    }

    /// Asks which app is meant.
    async fn look_for_apps(self) {
        self.chooses.set(true);
        for pool in self.pools.get_untracked() {
            if let Err(error) = self.look_into(&pool).await {
                return self.fail(error, self.lost);
            }
        }
    }

    /// Asks for the apps of a pool.
    async fn look_into(self, pool: &Item) -> Result<(), CallError> {
        let Some(access) = self.access.get_untracked() else {
            return Ok(());
        };
        let apps = service::apps(&access, pool).await?;
        self.apps.update(|all| {
            all.retain(|each| each.pool.id != apps.pool.id);
            all.push(apps);
        });
        Ok(())
    }

    /// Begins to work for an app: opens what is published for it, unless changes would be lost, and shows the studio.
    pub(super) fn begin_with(self, goal: Goal) {
        self.chooses.set(false);
        self.run(async move {
            self.choose(goal).await;
            let by_link = |access: &Option<Access>| {
                access.as_ref().is_some_and(|access| access.until.is_some())
            };
            // Who typed a key wanted to publish; who followed a link wants to begin.
            if !self.access.with_untracked(by_link)
                || self.published.with_untracked(Option::is_none)
            {
                return;
            }
            if untrack(|| self.studio.unsaved()) {
                self.open.set(false);
                let words =
                    "Your draft is still here. What is published can be opened by Publish….";
                self.studio.status.set(words.to_owned());
            } else if let Err(error) = self.take_published().await {
                self.fail(error, self.lost);
            }
        });
    }

    /// What is known of the pool of the goal.
    pub(super) fn place(self) -> Option<Apps> {
        let pool = self.goal.get().pool;
        self.apps
            .with(|apps| apps.iter().find(|each| each.pool.id == pool).cloned())
    }

    /// Whether the draft needs a domain that the pool has not.
    pub(super) fn lacks_domain(self) -> bool {
        let needs =
            |draft: &crate::draft::Draft| !draft.sheet.trim().is_empty() || draft.logo.is_some();
        let has_none = self.place().is_some_and(|place| place.domain.is_none());
        has_none && self.studio.draft.with(needs)
    }

    /// Gives the pool of the goal a domain.
    pub(super) fn create_domain(self, name: String) {
        let Some(access) = self.access.get_untracked() else {
            return;
        };
        let goal = self.goal.get_untracked();
        self.run(async move {
            self.domain_error.set(None);
            match service::create_domain(&access, &goal, &name).await {
                Ok(()) => self.choose(goal).await,
                Err(error) => self.fail(error, self.domain_error),
            }
        });
    }

    /// Publishes for another client from now on.
    pub(super) fn choose_client(self, client: String) {
        let pool = self.goal.get_untracked().pool;
        self.run(self.choose(Goal { pool, client }));
    }

    /// Publishes for all clients of another pool from now on.
    pub(super) fn choose_pool(self, pool: String) {
        let client = ALL.to_owned();
        self.run(self.choose(Goal { pool, client }));
    }

    async fn choose(self, goal: Goal) {
        self.clear();
        self.published.set(None);
        let Some(access) = self.access.get_untracked() else {
            return;
        };
        self.goal.set(goal.clone());
        let pools = self.pools.get_untracked();
        let Some(pool) = pools.iter().find(|pool| pool.id == goal.pool) else {
            return;
        };
        if let Err(error) = self.look_into(pool).await {
            return self.fail(error, self.lost);
        }
        let place = untrack(|| self.place());
        let gone = place.is_none_or(|place| {
            let mut clients = place.clients.iter();
            clients.all(|client| client.id != goal.client)
        });
        let client = if gone { ALL.to_owned() } else { goal.client };
        let goal = Goal { client, ..goal };
        self.goal.set(goal.clone());
        match service::published(&access, &goal).await {
            Ok(published) => {
                self.published.set(Some(published));
                // A logo that was there when the draft began was taken out of it.
                self.removes.set(untrack(|| self.has_begun_here()));
            }
            Err(error) => self.fail(error, self.lost),
        }
    }

    /// Whether the goal has a brand, and the draft began with another.
    pub(super) fn replaces(self) -> bool {
        let own = |published: &Option<Published>| {
            let published = published.as_ref();
            published.is_some_and(|published| published.own_theme || published.own_branding)
        };
        self.published.with(own) && !self.has_begun_here()
    }

    /// Whether the draft began with what is published now.
    fn has_begun_here(self) -> bool {
        let (goal, published) = (self.goal.get(), self.published.get());
        let base = self.base.get();
        base.zip(published)
            .is_some_and(|(base, published)| base.goal == goal && base.version == published.version)
    }

    /// Whether a logo is there that the draft has not.
    pub(super) fn lacks_logo(self) -> bool {
        let there = |published: &Option<Published>| {
            let published = published.as_ref();
            published.is_some_and(|published| published.own_logo().is_some())
        };
        self.studio.logo.with(Option::is_none) && self.published.with(there)
    }

    /// Opens what is published as the draft; asks first where changes would be lost.
    pub(super) fn open_published(self, sure: bool) {
        if !sure && self.studio.unsaved() {
            return self.asks.set(true);
        }
        self.asks.set(false);
        self.run(async move {
            if let Err(error) = self.take_published().await {
                self.fail(error, self.lost);
            }
        });
    }

    /// Makes what is published the draft, and shows it.
    async fn take_published(self) -> Result<(), CallError> {
        let (goal, studio) = (self.goal.get_untracked(), self.studio);
        if let Some(published) = self.published.get_untracked() {
            let logo = match &published.logo {
                Some(path) => Some(service::logo(path).await?),
                None => None,
            };
            let draft = published.draft(logo);
            studio.edit("published", |now| *now = draft.clone());
            studio.settle();
            studio.saved.set(draft);
            self.base.set(Some(Base {
                goal,
                version: published.version,
            }));
            // From here on the logo goes only if the designer takes it out.
            self.removes.set(true);
            self.open.set(false);
            studio.status.set("What is published is open.".to_owned());
        }
        Ok(())
    }

    /// Publishes the draft.
    pub(super) fn publish(self) {
        let Some(access) = self.access.get_untracked() else {
            return;
        };
        let (goal, studio) = (self.goal.get_untracked(), self.studio);
        let inherited = match self.lacks_logo() && !self.removes.get_untracked() {
            true => self
                .published
                .get_untracked()
                .and_then(|published| published.logo),
            false => None,
        };
        self.clear();
        self.run(async move {
            if let Some(path) = inherited {
                match service::logo(&path).await {
                    Ok(logo) => studio.edit("logo", |draft| draft.logo = Some(logo)),
                    Err(error) => return self.branding.set(Some(Err(error.words))),
                }
                studio.settle();
            }
            let draft = studio.draft.get_untracked();
            let branding =
                service::set_branding(&access, &goal, &published::branding(&goal, &draft)).await;
            if let Err(error) = branding {
                return self.fail_step(error, self.branding);
            }
            self.branding.set(Some(Ok(())));
            let theme = service::set_theme(&access, &goal, &published::theme(&goal, &draft)).await;
            if let Err(error) = theme {
                return self.fail_step(error, self.theme);
            }
            self.theme.set(Some(Ok(())));
            studio.saved.set(draft);
            studio.status.set("The theme was published.".to_owned());
            if let Ok(published) = service::published(&access, &goal).await {
                let version = published.version.clone();
                self.base.set(Some(Base { goal, version }));
                self.published.set(Some(published));
                self.removes.set(true);
            }
        });
    }

    fn fail_step(self, error: CallError, step: RwSignal<StepResult>) {
        match error.is_of_key() {
            true => self.fail(error, self.access_error),
            false => step.set(Some(Err(error.words))),
        }
    }

    /// Says what is wrong; a key that is no longer any is forgotten, so that another can be given.
    fn fail(self, error: CallError, place: RwSignal<Option<String>>) {
        if error.is_of_key() {
            self.leave();
            self.access_error.set(Some(error.words));
        } else {
            place.set(Some(error.words));
        }
    }

    fn clear(self) {
        self.asks.set(false);
        self.domain_error.set(None);
        self.lost.set(None);
        self.branding.set(None);
        self.theme.set(None);
    }
}

/// The key of a link that this window was opened by, while it is good.
fn stored_access() -> Option<Access> {
    let stored = TextStorage::Window.get(ACCESS_KEY)?;
    let access: Access = serde_json::from_str(&stored).ok()?;
    let now = js_sys::Date::now() / 1000.0;
    access
        .until
        .is_some_and(|until| until > now)
        .then_some(access)
}
