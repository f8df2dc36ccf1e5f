//! The captured messages as a page. Each mail is shown in a frame of its own that may do nothing: no script, no
//! form, no address of its own.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::messages::{Channel, Message};

const STYLE: &str = "
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#667080;--line:#dfe3e8;--paper:#fff;--back:#f4f5f7;--mark:#1f5fbf}
@media(prefers-color-scheme:dark){:root{--ink:#e8eaed;--soft:#9aa4b2;--line:#333a44;--paper:#1d2127;--back:#14171b;--mark:#7fb0ff}}
*{box-sizing:border-box}body{margin:0;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
header{padding:2rem 1rem 1rem;max-width:46rem;margin:auto}h1{margin:0;font-size:1.5rem}header p{margin:.25rem 0 0;color:var(--soft)}
main{max-width:46rem;margin:auto;padding:0 1rem 3rem}
details{background:var(--paper);border:1px solid var(--line);border-radius:.6rem;margin:.6rem 0;overflow:hidden}
summary{cursor:pointer;padding:.8rem 1rem;display:grid;grid-template-columns:auto 1fr auto;gap:.2rem .8rem;align-items:baseline;list-style:none}
summary::-webkit-details-marker{display:none}summary:focus-visible{outline:2px solid var(--mark);outline-offset:-2px}
.channel{font-size:.75rem;font-weight:600;border:1px solid var(--line);border-radius:1rem;padding:.05rem .55rem;color:var(--mark)}
.to{font-weight:600;overflow-wrap:anywhere}.at{color:var(--soft);font-size:.85rem;font-variant-numeric:tabular-nums}
.subject{grid-column:2/-1;color:var(--soft)}
iframe{display:block;width:100%;height:34rem;border:0;border-top:1px solid var(--line);background:#fff}
pre{margin:0;padding:1rem;border-top:1px solid var(--line);white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}
.open{display:block;padding:.7rem 1rem;border-top:1px solid var(--line);color:var(--mark);overflow-wrap:anywhere}
.empty{color:var(--soft);padding:3rem 0;text-align:center}
";

/// The page.
pub fn page(messages: &[Message]) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Inbox · Rollcall on this machine" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { "Inbox" }
                    p { (count(messages.len())) " captured on this machine; none has left it. Newest first." }
                }
                main {
                    @if messages.is_empty() {
                        p.empty { "No message yet. Create a user or drop a workbook, then load this page again." }
                    }
                    @for message in messages.iter().rev() { (entry(message)) }
                }
            }
        }
    }
    .into_string()
}

fn count(messages: usize) -> String {
    if messages == 1 {
        "1 message".to_owned()
    } else {
        format!("{messages} messages")
    }
}

fn entry(message: &Message) -> Markup {
    let channel = match message.channel {
        Channel::Email => "e-mail",
        Channel::Sms => "SMS",
    };
    html! {
        details {
            summary {
                span.channel { (channel) }
                span.to dir="auto" { (message.to) }
                time.at datetime=(message.at) { (message.at.strftime("%H:%M:%S")) " UTC" }
                span.subject dir="auto" { (message.subject.as_deref().unwrap_or(&message.text)) }
            }
            @match &message.html {
                Some(html) => {
                    iframe title=(format!("Mail to {}", message.to)) sandbox="" loading="lazy" srcdoc=(html) {}
                }
                None => pre dir="auto" { (message.text) },
            }
            // A link inside the frame leads nowhere, so it is repeated here.
            @if let Some(link) = message.activation_link() {
                a.open href=(link) target="_blank" rel="noreferrer" { "Open the link: " (link) }
            }
        }
    }
}
