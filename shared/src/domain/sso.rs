//! Single sign-on by OpenID Connect (OpenID Connect Core 1.0): which providers an organisation trusts, what a provider says of a
//! person, and whether it is believed.
//!
//! A person is known by the pair of issuer and subject, never by an e-mail ([`super::identifier::Subject`]). An organisation's
//! [`connection`]s name its providers. What is kept between the way to a provider and the way back is a [`login`]. How a provider's
//! statement is checked is in [`id_token`] and [`keys`]; what is taken from it, in [`claims`], [`mapping`] and [`profile`].

pub mod claims;
pub mod connection;
pub mod hint;
pub mod id_token;
pub mod issuer;
pub mod keys;
pub mod login;
pub mod mapping;
pub mod placement;
pub mod profile;
pub mod trial;
