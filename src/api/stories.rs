//! Stories that several operations tell together, and what lies below them.

mod email_otp;
mod function_faults;
mod issue;
mod post_authentication;
mod pre_sign_up;
mod pre_token_generation;
mod sign_in;
mod token_callers;
