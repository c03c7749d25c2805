//! What every generated enumeration and empty structure has in common, written once.

/// Declares the enumerations of a service: the type, its variants and their names on the wire.
macro_rules! enumerations {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $wire:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "a variant is documented by its name on the wire")]
        pub enum $name { $($variant),+ }

        impl $name {
            /// Every value, in the order of the service model.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The name of every value on the wire, in the same order.
            pub const NAMES: &'static [&'static str] = &[$($wire),+];
            /// Stands where a whole structure is defaulted: the first value of the service model.
            const FIRST: Self = Self::ALL[0];

            /// The name on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $wire),+ }
            }
        }

        /// The first value of the service model; a structure that matters sets its own.
        impl Default for $name {
            fn default() -> Self {
                Self::FIRST
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownName;

            fn from_str(name: &str) -> Result<Self, Self::Err> {
                match name { $($wire => Ok(Self::$variant),)+ _ => Err($crate::UnknownName) }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let name = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                name.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

/// Declares structures without members: unit structs, written `{}`.
macro_rules! empty_structures {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub struct $name;

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde::ser::SerializeMap::end(serializer.serialize_map(Some(0))?)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                /// Reads any structure: members that came with a later model are passed over.
                #[derive(serde::Deserialize)]
                struct Nothing {}
                let Nothing {} = serde::Deserialize::deserialize(deserializer)?;
                Ok(Self)
            }
        }
    )+};
}

/// Declares exceptions: the constant, the name on the wire and the HTTP status.
macro_rules! exceptions {
    ($($constant:ident = $wire:literal $status:literal),+ $(,)?) => {
        $(
            #[doc = concat!("`", $wire, "`.")]
            pub const $constant: $crate::Exception = $crate::Exception { name: $wire, status: $status };
        )+

        /// Every one of them, in alphabetical order.
        pub const ALL: &[$crate::Exception] = &[$($constant),+];
    };
}

/// Declares the operations of a service: one unit struct each, and the list of all. Where no method and path are given,
/// they are those of every operation: `POST /`.
macro_rules! operations {
    ($($name:ident($request:ident) -> $response:ident {
        signed: $signed:literal, empty_body: $empty:literal, $(http: $method:literal $uri:literal,)?
        errors: [$($error:ident),* $(,)?]
    })+) => {
        $(
            #[doc = concat!("The operation `", stringify!($name), "`.")]
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
            pub struct $name;

            impl $crate::Operation for $name {
                const NAME: &'static str = stringify!($name);
                const SIGNED: bool = $signed;
                const EMPTY_BODY: bool = $empty;
                const ERRORS: &'static [$crate::Exception] = &[$(super::exception::$error),*];
                $(const HTTP: $crate::Http = $crate::Http { method: $method, uri: $uri };)?
                type Request = super::$request;
                type Response = super::$response;
            }
        )+

        /// Every operation of the service, in alphabetical order.
        pub(super) const ALL: &[$crate::OperationInfo] = &[$($crate::OperationInfo::of::<$name>()),+];

        /// Every operation with its request's table and a reader of its request.
        #[cfg(test)]
        pub(crate) const REQUESTS: &[$crate::every_request::Request] = &[$($crate::every_request::Request {
            operation: stringify!($name),
            members: <super::$request as $crate::Decode>::members,
            read: $crate::every_request::read::<super::$request>,
            read_rest: $crate::every_request::read_rest::<super::$request>,
            read_query: $crate::every_request::read_query::<super::$request>,
        }),+];
    };
}

pub(crate) use {empty_structures, enumerations, exceptions, operations};

#[cfg(test)]
mod tests {
    use crate::idp::operation::{DeleteUser, SignUp};
    use crate::idp::{AuthFlowType, DeleteUserResponse, SignUpResponse, StatusType, exception};
    use crate::{Exception, Operation};

    #[test]
    fn enumerations_are_their_names() {
        assert_eq!(AuthFlowType::UserSrpAuth.as_str(), "USER_SRP_AUTH");
        assert_eq!("USER_SRP_AUTH".parse(), Ok(AuthFlowType::UserSrpAuth));
        assert_eq!(
            "user_srp_auth".parse::<AuthFlowType>(),
            Err(crate::UnknownName)
        );
        assert_eq!(StatusType::default(), StatusType::ALL[0]);
        for (value, name) in AuthFlowType::ALL.iter().zip(AuthFlowType::NAMES) {
            let json = serde_json::to_string(value).expect("a name is always JSON");
            assert_eq!(json, format!("\"{name}\""));
            assert_eq!(
                serde_json::from_str::<AuthFlowType>(&json).ok(),
                Some(*value)
            );
        }
        assert!(serde_json::from_str::<AuthFlowType>("\"OTHER\"").is_err());
    }

    #[test]
    fn empty_structures_are_empty_objects() {
        assert_eq!(
            serde_json::to_string(&DeleteUserResponse).ok().as_deref(),
            Some("{}")
        );
        assert!(serde_json::from_str::<DeleteUserResponse>("{\"Later\":1}").is_ok());
        assert!(serde_json::from_str::<DeleteUserResponse>("1").is_err());
    }

    #[test]
    fn exceptions_have_their_names_and_statuses() {
        #[track_caller]
        fn check(exception: Exception, name: &str, status: u16) {
            assert_eq!((exception.name, exception.status), (name, status));
        }
        check(exception::USER_NOT_FOUND, "UserNotFoundException", 400);
        check(
            exception::MFA_METHOD_NOT_FOUND,
            "MFAMethodNotFoundException",
            400,
        );
        check(exception::INTERNAL_ERROR, "InternalErrorException", 500);
        check(exception::INTERNAL_SERVER, "InternalServerException", 500);
        check(
            crate::exception::UNRECOGNIZED_CLIENT,
            "UnrecognizedClientException",
            400,
        );
        assert!(
            exception::ALL
                .iter()
                .all(|exception| exception.name.ends_with("Exception"))
        );
    }

    #[test]
    fn operations_say_what_the_model_says() {
        assert_eq!(
            (SignUp::NAME, SignUp::SIGNED, SignUp::EMPTY_BODY),
            ("SignUp", false, false)
        );
        const { assert!(DeleteUser::EMPTY_BODY && !DeleteUser::SIGNED) };
        assert!(SignUp::ERRORS.contains(&exception::USERNAME_EXISTS));
        assert!(!SignUp::ERRORS.contains(&exception::CODE_MISMATCH));
        let response = SignUpResponse {
            user_confirmed: true,
            user_sub: "s".into(),
            ..Default::default()
        };
        let json = serde_json::to_string(&response).expect("a response is always JSON");
        assert_eq!(json, r#"{"UserConfirmed":true,"UserSub":"s"}"#);
    }
}
