//! Screens as data: each screen is a function of one of these values, on the server and in the browser.
//!
//! A screen never decides and never fetches. What a person can read is a [`Message`]: a text id with its arguments.

use crate::{route, text::Text, theme::Brand};
use serde::{Deserialize, Serialize};

/// What the page's data block holds on load: one language's texts and the first page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// BCP 47 tag of the language of `texts`.
    pub lang: String,
    /// The texts in the order of [`Text::ALL`].
    pub texts: Vec<String>,
    /// The page to draw.
    pub page: Page,
}

/// The answer to a form that was posted by script (`Accept: application/json`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// Draw this page and put its path in the address bar.
    Page(Box<Page>),
    /// Leave: the browser goes to this URL.
    Location(String),
}

/// One page: what surrounds the screen, and the screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// What surrounds the screen.
    pub frame: Frame,
    /// The screen.
    pub screen: Screen,
}

/// What every page needs besides its screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// The app client's name and logo.
    pub brand: Brand,
    /// The authorization request, as the query that every link and form keeps: empty or `?…`.
    pub query: String,
    /// The value of the hidden `_csrf` field.
    pub csrf: String,
    /// The languages one can switch to, in the order to show; the current one among them.
    pub languages: Vec<Language>,
    /// Privacy, terms, help: whatever the operator set.
    pub links: Vec<Link>,
    /// Whether people may register themselves.
    pub sign_up: bool,
}

/// One language of the switcher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Language {
    /// BCP 47 tag.
    pub tag: String,
    /// The language's name in itself.
    pub name: String,
}

/// A link below the card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What it is called.
    pub text: Text,
    /// Where it leads: an `https:` URL.
    pub href: String,
}

/// A text with its arguments, ready to be put into words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The text.
    pub text: Text,
    /// Its arguments by placeholder name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<(String, String)>,
}

impl Message {
    /// The text with one argument.
    pub fn with(text: Text, name: &str, value: impl Into<String>) -> Self {
        Self {
            text,
            args: vec![(name.to_owned(), value.into())],
        }
    }
}

impl From<Text> for Message {
    fn from(text: Text) -> Self {
        Self {
            text,
            args: Vec::new(),
        }
    }
}

/// What a person may type as the identifier, so that the field gets the right label and keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identifier {
    /// A user name only.
    Username,
    /// E-mail addresses only: the field is `type=email`.
    Email,
    /// Phone numbers only.
    Phone,
    /// E-mail or phone.
    EmailOrPhone,
    /// A user name, or an alias of it.
    Any,
}

/// An input for one user attribute or the user name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The form field's name, such as `requiredAttributes[email]` or `userAttributes.name`.
    pub name: String,
    /// Its label. A custom attribute is labelled by its own name: [`Text::CustomAttribute`].
    pub label: Message,
    /// Which control and keyboard.
    pub kind: FieldKind,
    /// The `autocomplete` token, empty for none.
    pub autocomplete: String,
    /// What is in it.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<Message>,
    /// The greatest length, in characters.
    pub max_length: u32,
}

/// The control of a [`Field`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line of text.
    Text,
    /// `type=email`.
    Email,
    /// `type=tel`.
    Phone,
    /// `type=date`.
    Date,
    /// `type=url`.
    Url,
    /// Digits.
    Number,
}

/// One rule of the password policy, listed before anything is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordRule {
    /// At least so many characters.
    Length(u32),
    /// A lower-case letter.
    Lowercase,
    /// An upper-case letter.
    Uppercase,
    /// A digit.
    Number,
    /// A symbol of Cognito's set, or an inner space.
    Symbol,
}

/// The symbols that satisfy [`PasswordRule::Symbol`].
///
/// **Source** Cognito developer guide, "Adding user pool password requirements".
pub const PASSWORD_SYMBOLS: &str = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-";

impl PasswordRule {
    /// Whether `password` keeps this rule. Lengths count characters; letters are basic Latin.
    pub fn holds(self, password: &str) -> bool {
        match self {
            Self::Length(least) => password.chars().count() >= least as usize,
            Self::Lowercase => password.bytes().any(|b| b.is_ascii_lowercase()),
            Self::Uppercase => password.bytes().any(|b| b.is_ascii_uppercase()),
            Self::Number => password.bytes().any(|b| b.is_ascii_digit()),
            Self::Symbol => {
                let symbols = PASSWORD_SYMBOLS.as_bytes();
                password.bytes().any(|b| symbols.contains(&b))
                    || password.trim_matches(' ').contains(' ')
            }
        }
    }
}

/// A screen in one of its states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Screen {
    /// Identifier and password, or the identifier alone where the pool asks for it first.
    SignIn(SignIn),
    /// The password, after the identifier.
    Password(Password),
    /// Registration.
    SignUp(SignUp),
    /// The code that proves an address.
    ConfirmSignUp(ConfirmSignUp),
    /// Asks which account a new code is for.
    ResendCode(ResendCode),
    /// Asks which password to reset.
    ForgotPassword(ForgotPassword),
    /// Code and new password.
    ResetPassword(ResetPassword),
    /// A new password (and missing attributes) in place of a temporary one.
    NewPasswordRequired(NewPasswordRequired),
    /// Somebody is signed in: go on as them, or as someone else.
    Continue(Continue),
    /// The session was ended.
    SignedOut(SignedOut),
    /// A step succeeded and there is nothing more to do here, such as an address confirmed by link.
    Done(Done),
    /// Something is wrong with the request itself.
    Error(Failure),
}

impl Screen {
    /// The path at which this screen stands.
    pub const fn path(&self) -> &'static str {
        match self {
            Self::SignIn(_) => route::LOGIN,
            Self::Password(_) => route::PASSWORD,
            Self::SignUp(_) => route::SIGNUP,
            Self::ConfirmSignUp(_) => route::CONFIRM,
            Self::ResendCode(_) => route::RESEND_CODE,
            Self::ForgotPassword(_) => route::FORGOT_PASSWORD,
            Self::ResetPassword(_) => route::CONFIRM_FORGOT_PASSWORD,
            Self::NewPasswordRequired(_) => route::NEW_PASSWORD,
            Self::Continue(_) => route::CONTINUE,
            Self::SignedOut(_) => route::SIGNED_OUT,
            Self::Done(_) => route::CONFIRM_USER,
            Self::Error(_) => route::ERROR,
        }
    }
}

/// [`Screen::SignIn`]. Posts `username`, and `password` unless `identifier_first` (then a password manager may still
/// fill the hidden one, and both go straight through).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// What may be typed.
    pub identifier: Identifier,
    /// What was typed, or the `login_hint`.
    pub username: String,
    /// Whether the password comes on the next page.
    pub identifier_first: bool,
    /// The alert above the form.
    pub alert: Option<Message>,
    /// What is wrong with the identifier.
    pub username_error: Option<Message>,
    /// What is wrong with the password.
    pub password_error: Option<Message>,
}

/// [`Screen::Password`]. Posts `session`, `USERNAME` (readonly, for password managers) and `PASSWORD`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Password {
    /// The flow token.
    pub session: String,
    /// Who signs in.
    pub username: String,
    /// The alert above the form.
    pub alert: Option<Message>,
    /// What is wrong with the password.
    pub password_error: Option<Message>,
}

/// [`Screen::SignUp`]. Posts `username` (when `username` is `Some`), each field, and `password`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUp {
    /// The user name's field, absent where an attribute is the user name.
    pub username: Option<Field>,
    /// The required attributes, in the order to show.
    pub fields: Vec<Field>,
    /// The pool's password rules.
    pub rules: Vec<PasswordRule>,
    /// The alert above the form.
    pub alert: Option<Message>,
    /// What is wrong with the password.
    pub password_error: Option<Message>,
}

/// How a code travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    /// By e-mail.
    Email,
    /// By text message.
    Sms,
}

/// Where a code went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// How.
    pub medium: Medium,
    /// The masked address, such as `a***@e***`.
    pub destination: String,
}

/// [`Screen::ConfirmSignUp`]. Posts `username` and `code`; a second form posts `username` to [`route::RESEND_CODE`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmSignUp {
    /// Whose account.
    pub username: String,
    /// Where the code went; unknown when the page was reached by "I have a code".
    pub delivery: Option<Delivery>,
    /// Seconds until another code may be sent; 0 when it may be now.
    pub resend_in_seconds: u32,
    /// What was typed.
    pub code: String,
    /// The alert above the form.
    pub alert: Option<Message>,
    /// Good news above the form, such as "a new code is on its way".
    pub notice: Option<Message>,
    /// What is wrong with the code.
    pub code_error: Option<Message>,
}

/// [`Screen::ResendCode`]. Posts `username`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResendCode {
    /// What may be typed.
    pub identifier: Identifier,
    /// What was typed.
    pub username: String,
    /// The alert above the form.
    pub alert: Option<Message>,
    /// What is wrong with the identifier.
    pub username_error: Option<Message>,
}

/// [`Screen::ForgotPassword`]. Posts `username`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForgotPassword {
    /// What may be typed.
    pub identifier: Identifier,
    /// What was typed.
    pub username: String,
    /// The alert above the form.
    pub alert: Option<Message>,
    /// What is wrong with the identifier.
    pub username_error: Option<Message>,
}

/// [`Screen::ResetPassword`]. Posts `username`, `code`, `password`; a second form posts `username` to
/// [`route::FORGOT_PASSWORD`] for another code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetPassword {
    /// Whose password.
    pub username: String,
    /// Where the code went.
    pub delivery: Option<Delivery>,
    /// Seconds until another code may be sent; 0 when it may be now.
    pub resend_in_seconds: u32,
    /// What was typed.
    pub code: String,
    /// The pool's password rules.
    pub rules: Vec<PasswordRule>,
    /// The alert above the form.
    pub alert: Option<Message>,
    /// Good news above the form.
    pub notice: Option<Message>,
    /// What is wrong with the code.
    pub code_error: Option<Message>,
    /// What is wrong with the password.
    pub password_error: Option<Message>,
}

/// [`Screen::NewPasswordRequired`]. Posts `session`, `USERNAME`, `NEW_PASSWORD` and each field as `userAttributes.<name>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPasswordRequired {
    /// The flow token.
    pub session: String,
    /// Who signs in.
    pub username: String,
    /// Required attributes that are still missing.
    pub fields: Vec<Field>,
    /// The pool's password rules.
    pub rules: Vec<PasswordRule>,
    /// The alert above the form.
    pub alert: Option<Message>,
    /// What is wrong with the password.
    pub password_error: Option<Message>,
}

/// [`Screen::Continue`]. Posts `choice` = `continue` or `other`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Continue {
    /// The person's name, or their identifier.
    pub name: String,
    /// The identifier to show below the name; empty when it is the name.
    pub detail: String,
}

/// [`Screen::SignedOut`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedOut {
    /// Where the app is, if the client has a registered address to go back to.
    pub home: Option<String>,
    /// Where one can sign in again, if the request is known.
    pub sign_in: Option<String>,
}

/// [`Screen::Done`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The heading.
    pub heading: Message,
    /// The line below it.
    pub lead: Message,
    /// Where to go on, if known.
    pub next: Option<String>,
}

/// [`Screen::Error`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The heading.
    pub heading: Message,
    /// What happened and what to do.
    pub lead: Message,
    /// The code for whoever supports the app, such as `redirect_mismatch`.
    pub code: String,
    /// The id under which the server logged it.
    pub request_id: String,
    /// Where one can start again keeping the authorization request, if it is sound.
    pub restart: Option<String>,
}
