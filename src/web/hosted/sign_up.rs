//! `/signup`: registration with every attribute that the pool requires.

use super::{
    identifier::identifier,
    page_request::{Form, PageRequest},
    resend_cooldown,
};
use crate::site::Site;
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use domain::{
    field, message, password,
    pool::Pool,
    refusal::{Attribute, Refusal, Username},
    secret::Secret,
    sign_up::{self, Confirmation},
    user::User,
};
use engine::{
    fault::Fault,
    refusal::{Place, words},
};
use wire::{
    route,
    screen::{ConfirmSignUp, Delivery, Done, Field, FieldKind, Medium, Message, Screen, SignUp},
    text::Text,
};

/// Shows the form.
pub(super) async fn get(State(site): State<Site>, request: Request) -> Result<Response, Response> {
    let (parts, _) = request.into_parts();
    let page_request = PageRequest::open(&site, &parts).await?;
    let authorize_request = page_request.sound()?;
    if let Some(screen) = page_request.stored_screen() {
        return Ok(page_request.draw(StatusCode::OK, screen));
    }
    let screen = fresh(&page_request, authorize_request.login_hint.as_deref());
    Ok(page_request.draw(StatusCode::OK, Screen::SignUp(screen)))
}

/// The form as it is first shown: with the request's hint, and closed where the administrator makes the accounts.
pub(super) fn fresh(page_request: &PageRequest, hint: Option<&str>) -> SignUp {
    let mut form = Form::new();
    if let Some(hint) = hint {
        form.insert("username".to_owned(), hint.to_owned());
        form.insert("requiredAttributes[email]".to_owned(), hint.to_owned());
    }
    let mut screen = screen(page_request, &form);
    if page_request.pool.admin_only() {
        screen.alert = Some(Text::AlertSignUpClosed.into());
    }
    screen
}

/// Registers the user of the form.
pub(super) async fn post(page_request: PageRequest, form: Form) -> Result<Response, Response> {
    page_request.sound()?;
    let mut screen = screen(&page_request, &form);
    let password = form.get("password").cloned().unwrap_or_default();
    for field in screen.username.iter_mut().chain(&mut screen.fields) {
        if field.value.is_empty() {
            field.error = Some(if field.name == "username" {
                Text::NeedUsername.into()
            } else {
                field::missing(field.kind)
            });
        }
    }
    if password.is_empty() {
        screen.password_error = Some(Text::NeedPassword.into());
    }
    let wrong = screen
        .username
        .iter()
        .chain(&screen.fields)
        .any(|field| field.error.is_some());
    if wrong || screen.password_error.is_some() {
        return Ok(page_request.show(Screen::SignUp(screen)));
    }
    let (username, attributes) = values(&page_request, &screen);
    let decision = sign_up::SignUp {
        username: username.clone(),
        password: Secret::from(password),
        attributes,
        passed: Default::default(),
    };
    match page_request.decide(&decision).await {
        Ok(registration) => Ok(page_request.show(match registration.confirmation() {
            Confirmation::NewCode(delivery) | Confirmation::EarlierCode(delivery) => {
                // The pause begins with this code.
                resend_cooldown::may_send(&page_request, "sign_up", &username).await?;
                sent(&page_request, username, &delivery, None)
            }
            Confirmation::Complete => done(&page_request, &username, Text::ReadyTitle),
            Confirmation::Administrator => approval(),
        })),
        Err(Fault::Refused(refusal)) => {
            place(&mut screen, &refusal);
            Ok(page_request.show(Screen::SignUp(screen)))
        }
        Err(fault) => Err(page_request.failed(&fault)),
    }
}

/// The user name and the attributes of a filled form.
fn values(page_request: &PageRequest, screen: &SignUp) -> (String, domain::attribute::Attributes) {
    let now = page_request.site.now().seconds().to_string();
    let updated_at = field::required(&page_request.pool)
        .into_iter()
        .filter(|name| name == field::UPDATED_AT)
        .map(|name| (name, now.clone()));
    let attributes: domain::attribute::Attributes = screen
        .fields
        .iter()
        .filter_map(|field| Some((attribute_of(&field.name)?.to_owned(), field.value.clone())))
        .chain(updated_at)
        .collect();
    let username = match &screen.username {
        Some(field) => field.value.clone(),
        None => page_request
            .pool
            .username_attributes()
            .into_iter()
            .find_map(|name| attributes.get(name).cloned())
            .unwrap_or_default(),
    };
    (username, attributes)
}

/// Puts a refusal where it belongs.
fn place(screen: &mut SignUp, refusal: &Refusal) {
    let words = words(refusal);
    let mut message = words.text;
    let is_refused = |field: &Field| match refusal {
        Refusal::Attribute(Attribute::Invalid(name, _)) => attribute_of(&field.name) == Some(name),
        Refusal::Attribute(Attribute::AddressInvalid(channel)) => {
            attribute_of(&field.name) == Some(channel.attribute())
        }
        // Only where an address is the user name does an attribute's field say so.
        Refusal::Username(Username::Invalid(_)) => field.autocomplete == "username",
        _ => false,
    };
    let field = screen.fields.iter_mut().find(|field| is_refused(field));
    if let (Refusal::Username(Username::Invalid(_)), Some(field)) = (refusal, &field) {
        message = if field.kind == FieldKind::Phone {
            Text::BadPhone
        } else {
            Text::BadEmail
        }
        .into();
    }
    match (words.place, field, &mut screen.username) {
        (_, Some(field), _) => field.error = Some(message),
        (Place::Username, None, Some(field)) => field.error = Some(message),
        (Place::Password, None, _) => screen.password_error = Some(message),
        (_, None, _) => screen.alert = Some(message),
    }
}

fn attribute_of(name: &str) -> Option<&str> {
    name.strip_prefix("requiredAttributes[")?.strip_suffix(']')
}

/// The form with what was typed, but for the password.
fn screen(page_request: &PageRequest, form: &Form) -> SignUp {
    let pool = &page_request.pool;
    let form_value = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let names = pool.username_attributes();
    let username = (names.len() != 1).then(|| Field {
        name: "username".to_owned(),
        label: Message::from(if names.is_empty() {
            Text::Username
        } else {
            Text::EmailOrPhone
        }),
        kind: FieldKind::Text,
        autocomplete: "username".to_owned(),
        value: identifier(pool, form),
        error: None,
        max_length: 128,
    });
    let fields = field::required(pool)
        .into_iter()
        // Where both addresses are user names, the one typed above is the attribute.
        .filter(|name| names.len() < 2 || !names.contains(&name.as_str()))
        .filter(|name| name != field::UPDATED_AT)
        .map(|attribute| {
            let name = format!("requiredAttributes[{attribute}]");
            let value = field::typed(&attribute, form_value(&name));
            let mut field = field::field(pool, &attribute, name, value);
            if names.as_slice() == [attribute.as_str()] {
                field.autocomplete = "username".to_owned();
            }
            field
        })
        .collect();
    SignUp {
        username,
        fields,
        rules: password::rules(pool),
        alert: None,
        password_error: None,
    }
}

/// The page that asks this user for the code, empty and without a message.
pub(super) fn asking(username: String) -> ConfirmSignUp {
    ConfirmSignUp {
        username,
        delivery: None,
        resend_in_seconds: 0,
        code: String::new(),
        alert: None,
        notice: None,
        code_error: None,
    }
}

/// Whether the pool sends every sign-up a link instead of a code.
pub(super) fn confirms_by_link(pool: &Pool) -> bool {
    pool.confirms_by_link() && pool.auto_verified() == [message::Channel::Email]
}

/// The page after a code or link was sent: it asks for the code, or to open the link.
pub(super) fn sent(
    page_request: &PageRequest,
    username: String,
    delivery: &message::Delivery,
    notice: Option<Message>,
) -> Screen {
    if page_request.pool.confirms_by_link() && delivery.channel == message::Channel::Email {
        return Screen::Done(Done {
            heading: Text::LinkSentTitle.into(),
            lead: Message::with(
                Text::LinkSentLead,
                "destination",
                delivery.destination.clone(),
            ),
            next: Some(sign_in_path(page_request, &username)),
        });
    }
    Screen::ConfirmSignUp(ConfirmSignUp {
        delivery: Some(screen_delivery(delivery)),
        resend_in_seconds: resend_cooldown::SECONDS,
        notice,
        ..asking(username)
    })
}

/// A delivery as pages show it.
pub(super) fn screen_delivery(delivery: &message::Delivery) -> Delivery {
    Delivery {
        medium: match delivery.channel {
            message::Channel::Email => Medium::Email,
            message::Channel::Sms => Medium::Sms,
        },
        destination: delivery.destination.clone(),
    }
}

/// The page after which one signs in.
pub(super) fn done(page_request: &PageRequest, username: &str, heading: Text) -> Screen {
    Screen::Done(Done {
        heading: heading.into(),
        lead: Text::ConfirmedLead.into(),
        next: Some(sign_in_path(page_request, username)),
    })
}

/// What a confirmation has proved, as a heading.
pub(super) fn confirmed_title(user: &User) -> Text {
    match (
        user.has_verified("email"),
        user.has_verified("phone_number"),
    ) {
        (true, false) => Text::ConfirmedEmailTitle,
        (false, true) => Text::ConfirmedPhoneTitle,
        (true, true) | (false, false) => Text::ConfirmedTitle,
    }
}

/// The page of an account that the administrator of the app confirms: there is nothing to do here meanwhile.
pub(super) fn approval() -> Screen {
    Screen::Done(Done {
        heading: Text::ApprovalTitle.into(),
        lead: Text::ApprovalLead.into(),
        next: None,
    })
}

/// Where this user signs in.
pub(super) fn sign_in_path(page_request: &PageRequest, username: &str) -> String {
    page_request.at_with(route::LOGIN, "login_hint", username)
}
