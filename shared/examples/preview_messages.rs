//! Writes every mail in every language to `target/pages`, to be looked at in a browser.

use jiff::civil::date;
use rollcall::domain::{
    language::Language,
    message::{ActivationNotice, AlreadyRegistered, Occasion, SignInWith},
};
use std::{fs, io, path::Path};

const SIGN_IN: &str = "https://people.nordlys.example/nordlys";
const LINK: &str =
    "https://people.nordlys.example/nordlys/activate/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-AbCdEfGh";

fn main() -> io::Result<()> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/pages"));
    fs::create_dir_all(folder)?;
    for language in Language::ALL {
        let activation = ActivationNotice {
            language,
            occasion: Occasion::Created,
            organisation_name: "Nordlys & Søn A/S",
            first_name: "Åse",
            link: LINK,
            expires_on: date(2025, 12, 8),
            sign_in_with: SignInWith {
                email: Some("aase@nordlys.example"),
                username: None,
            },
            sign_in_url: SIGN_IN,
        };
        let arabic = ActivationNotice {
            first_name: "محمد",
            sign_in_with: SignInWith {
                email: Some("m@nordlys.example"),
                username: Some("mohamad12"),
            },
            ..activation
        };
        let already = AlreadyRegistered {
            language,
            organisation_name: "Nordlys & Søn A/S",
            sign_in_url: SIGN_IN,
        };
        for (name, email) in [
            ("activation", activation.email()),
            ("arabic", arabic.email()),
            ("already", already.email()),
        ] {
            fs::write(folder.join(format!("mail-{name}-{language}.html")), email.html)?;
        }
    }
    Ok(())
}
