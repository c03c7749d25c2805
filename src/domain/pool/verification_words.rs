//! The words of messages that verify an address by a code.

use super::Pool;

/// The words that a pool sets; `None` for this server's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VerificationWords<'a> {
    /// The subject of the e-mail.
    pub email_subject: Option<&'a str>,
    /// Its text.
    pub email_message: Option<&'a str>,
    /// The text message.
    pub sms_message: Option<&'a str>,
}

impl Pool {
    /// The words of messages that verify an address by a code: those of the template, else the pool's older settings of the
    /// same meaning.
    ///
    /// **Source** API reference, `CreateUserPool`: "This parameter is no longer used. See VerificationMessageTemplateType."
    pub fn verification_words(&self) -> VerificationWords<'_> {
        let settings = &self.settings;
        let newer = settings.verification_message_template.as_ref();
        let newer = newer.map_or_else(VerificationWords::default, |newer| VerificationWords {
            email_subject: newer.email_subject.as_deref(),
            email_message: newer.email_message.as_deref(),
            sms_message: newer.sms_message.as_deref(),
        });
        VerificationWords {
            email_subject: newer
                .email_subject
                .or(settings.email_verification_subject.as_deref()),
            email_message: newer
                .email_message
                .or(settings.email_verification_message.as_deref()),
            sms_message: newer
                .sms_message
                .or(settings.sms_verification_message.as_deref()),
        }
    }
}
