//! Writes every page in every language to `target/pages`, to be looked at in a browser.

use rollcall::domain::language::Language;
use show_pages::view::{
    Adoptable, Adoption, Approvals, Asked, Awaiting, ChangePassword, Choice, ChoosePassword, ConnectionForm,
    ConnectionItem, ConnectionTest, ConnectionValues, Contact, Department, Directories, Integration, Lead,
    LinkItem, LinkUnusable, LinkValues, Links, Organisation, Provider, Reach, RuleValues, Rules,
    SIGN_UP_FORM, SecretState, Shell, SignIn, SignInState, SignUp, SignUpValues, Switch, TokenForm,
    TokenItem, TokenShown, Trouble, Welcome, adoption, approvals, asset, change_password, choose_password,
    connection_form, connection_test, home, integration, keep_name, lead, link_unusable, manages_nobody,
    not_found, renewed, rules, sets_nothing_up, sign_in, sign_up, sign_up_link_refused, sign_up_links,
    sign_up_received, sign_up_unavailable, token_form, token_made_before, token_shown, trouble, welcome,
};
use std::{fs, io, path::Path};

// Takes what it shows from here, as it does from `view` in the tests.
#[path = "../src/view/samples.rs"]
mod samples;

fn main() -> io::Result<()> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/pages"));
    fs::create_dir_all(folder.join("assets"))?;
    for file in ["rollcall.css", "rollcall.svg"] {
        if let Some(asset) = asset(file) {
            fs::write(folder.join("assets").join(file), asset.body)?;
        }
    }
    for language in Language::ALL {
        for (page, html) in samples::pages(language, "Nordlys Detail A/S", "Åse") {
            // Opened from a folder, not from an origin.
            let html = html.replace("\"/assets/", "\"assets/");
            fs::write(folder.join(format!("{page}-{language}.html")), html)?;
        }
    }
    Ok(())
}
