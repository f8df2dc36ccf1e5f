//! The captured messages as a page. Each mail is shown in a frame of its own that may do nothing: no script, no
//! form, no address of its own.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use rollcall::domain::message::segments;

use crate::mailbox::{Brief, Excerpt, Filter, PAGE};
use crate::messages::Channel;

/// What a mail's frame may do: show itself. Pictures are in the mail or nowhere.
pub const FRAME_POLICY: &str =
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'";

const STYLE: &str = "
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#5a6472;--line:#d5dae1;--paper:#fff;--back:#f4f5f7;--mark:#1a56ae}
@media(prefers-color-scheme:dark){:root{--ink:#e8eaed;--soft:#a7b0bd;--line:#3a424d;--paper:#1d2127;--back:#14171b;--mark:#8ab8ff}}
*{box-sizing:border-box}body{margin:0;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
header{padding:2rem 1rem 0;max-width:48rem;margin:auto}h1{margin:0;font-size:1.5rem}header p{margin:.25rem 0 0;color:var(--soft)}
main{max-width:48rem;margin:auto;padding:0 1rem 3rem}
form{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end;margin:1rem 0}
label{display:grid;gap:.15rem;font-size:.85rem;color:var(--soft);flex:1 1 9rem}
input,select,button{font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--soft);border-radius:.4rem;padding:.4rem .6rem;min-height:2.5rem;width:100%}
form>button,form>a{flex:0 0 auto;width:auto}button{background:var(--mark);border-color:var(--mark);color:var(--paper);cursor:pointer}
form>a{padding:.5rem .3rem}a{color:var(--mark)}
:focus-visible{outline:2px solid var(--mark);outline-offset:2px}
details{background:var(--paper);border:1px solid var(--line);border-radius:.6rem;margin:.6rem 0;overflow:hidden}
summary{cursor:pointer;padding:.8rem 1rem;display:grid;grid-template-columns:auto 1fr auto;gap:.2rem .8rem;align-items:baseline;list-style:none}
summary::-webkit-details-marker{display:none}summary:focus-visible{outline-offset:-2px}
.channel{font-size:.75rem;font-weight:600;border:1px solid var(--line);border-radius:1rem;padding:.05rem .55rem;color:var(--mark)}
.to{font-weight:600;overflow-wrap:anywhere}.at{color:var(--soft);font-size:.85rem;font-variant-numeric:tabular-nums}
.subject{grid-column:2/-1;color:var(--soft);overflow-wrap:anywhere}
iframe{display:block;width:100%;height:34rem;border:0;border-top:1px solid var(--line);background:#fff;color-scheme:light}
pre{margin:0;padding:1rem;border-top:1px solid var(--line);white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}
.open{display:block;padding:.7rem 1rem;border-top:1px solid var(--line);color:var(--mark);overflow-wrap:anywhere}
.empty{color:var(--soft);padding:3rem 0;text-align:center}
nav{display:flex;justify-content:space-between;align-items:center;gap:1rem;margin:1rem 0}nav span{color:var(--soft)}
";

/// A page of the messages that a filter takes.
pub fn page(excerpt: &Excerpt, filter: &Filter) -> String {
    let is_filtered = *filter != Filter::default();
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
                    p { (count(excerpt.all)) " captured on this machine; none has left it. Newest first." }
                }
                main {
                    (search(filter, is_filtered))
                    @if excerpt.all == 0 {
                        p.empty { "No message yet. Create a user or drop a workbook, then load this page again." }
                    } @else if excerpt.found == 0 {
                        p.empty { "No message is like that. " a href="/_local/inbox" { "Show all of them" } "." }
                    } @else {
                        (pages(excerpt, filter, "Pages above"))
                        @for message in &excerpt.messages { (entry(message)) }
                        @if excerpt.found > PAGE { (pages(excerpt, filter, "Pages below")) }
                    }
                }
            }
        }
    }
    .into_string()
}

fn count(messages: usize) -> String {
    match messages {
        1 => "1 message".to_owned(),
        _ => format!("{} messages", grouped(messages)),
    }
}

/// A number with commas between its thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn search(filter: &Filter, is_filtered: bool) -> Markup {
    let choices = [
        ("", "all", None),
        ("email", "e-mail", Some(Channel::Email)),
        ("sms", "SMS", Some(Channel::Sms)),
    ];
    html! {
        form method="get" action="/_local/inbox" role="search" {
            label { "Channel"
                select name="channel" {
                    @for (value, name, channel) in choices {
                        option value=(value) selected[filter.channel == channel] { (name) }
                    }
                }
            }
            label { "To" input type="search" name="to" value=(filter.to) placeholder="address or number" autocomplete="off"; }
            label { "Subject or text" input type="search" name="text" value=(filter.text) autocomplete="off"; }
            button { "Show" }
            @if is_filtered { a href="/_local/inbox" { "Show all" } }
        }
    }
}

/// Which messages are on the page, and the way to newer and older ones.
fn pages(excerpt: &Excerpt, filter: &Filter, label: &str) -> Markup {
    let first = (excerpt.page - 1) * PAGE + 1;
    let last = first + excerpt.messages.len() - 1;
    html! {
        nav aria-label=(label) {
            @if excerpt.page > 1 {
                a rel="prev" href=(address(filter, excerpt.page - 1)) { "← Newer" }
            } @else { span {} }
            span { (grouped(first)) "–" (grouped(last)) " of " (grouped(excerpt.found)) }
            @if last < excerpt.found {
                a rel="next" href=(address(filter, excerpt.page + 1)) { "Older →" }
            } @else { span {} }
        }
    }
}

/// The address of a page with its filter.
fn address(filter: &Filter, page: usize) -> String {
    let channel = match filter.channel {
        None => "",
        Some(Channel::Email) => "email",
        Some(Channel::Sms) => "sms",
    };
    let mut address = format!("/_local/inbox?page={page}");
    for (name, value) in [("channel", channel), ("to", &filter.to), ("text", &filter.text)] {
        if !value.is_empty() {
            let value = percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC);
            address.extend(["&", name, "=", &value.to_string()]);
        }
    }
    address
}

/// Filter and page as an address asks for them. What is not understood asks for nothing: a hand may have typed it.
pub fn asked(query: &str) -> (Filter, usize) {
    let (mut filter, mut page) = (Filter::default(), 1);
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = value.replace('+', " ");
        let value = percent_encoding::percent_decode_str(&value).decode_utf8_lossy();
        match name {
            "channel" => {
                filter.channel = match value.as_ref() {
                    "email" => Some(Channel::Email),
                    "sms" => Some(Channel::Sms),
                    _ => None,
                }
            }
            "to" => value.trim().clone_into(&mut filter.to),
            "text" => value.trim().clone_into(&mut filter.text),
            "page" => page = value.parse().unwrap_or(1),
            _ => {}
        }
    }
    (filter, page)
}

fn entry(message: &Brief) -> Markup {
    let length = segments(&message.text);
    html! {
        details {
            summary {
                span.channel {
                    @match message.channel {
                        Channel::Email => "e-mail",
                        Channel::Sms => { "SMS · " (length) @if length == 1 { " segment" } @else { " segments" } }
                    }
                }
                span.to dir="auto" { (message.to) }
                time.at datetime=(message.at) { (message.at.strftime("%d %b %H:%M:%S")) " UTC" }
                span.subject dir="auto" { (message.subject.as_deref().unwrap_or(&message.text)) }
            }
            @match message.mail {
                // A closed entry's frame is not loaded.
                Some(number) => {
                    iframe title=(format!("Mail to {}", message.to)) sandbox="" loading="lazy"
                        src=(format!("/_local/mail?number={number}")) {}
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mailbox::excerpt;
    use jiff::Timestamp;

    fn sms(n: i64, text: &str) -> Brief {
        let at = Timestamp::from_second(n).unwrap();
        Brief::new(
            Channel::Sms,
            format!("+45 <{n}>"),
            None,
            text.to_owned(),
            at,
            None,
        )
    }

    #[test]
    fn an_address_is_read_as_it_was_written() {
        let filter = Filter {
            channel: Some(Channel::Sms),
            to: "+45 20".to_owned(),
            text: "Åse & co=1".to_owned(),
        };
        let address = address(&filter, 3);
        let (_, query) = address.split_once('?').unwrap();
        assert_eq!(asked(query), (filter, 3));
        assert_eq!(
            asked("channel=pigeon&page=x&to=a+b%20c"),
            (
                Filter {
                    to: "a b c".to_owned(),
                    ..Filter::default()
                },
                1
            )
        );
    }

    #[test]
    fn a_page_shows_fifty_with_their_segments_and_leads_on_with_its_filter() {
        let all: Vec<Brief> = (0..120).map(|n| sms(n, &"<b>ø</b>".repeat(30))).collect();
        let filter = Filter {
            text: "<B>Ø".to_owned(),
            ..Filter::default()
        };
        let html = page(&excerpt(&all, &filter, 2), &filter);
        assert_eq!(html.matches("<details>").count(), 50);
        assert!(html.contains("51–100 of 120"), "{html}");
        assert!(html.contains("page=1&amp;text=%3CB%3E%C3%98") && html.contains("page=3&amp;text="));
        assert!(html.contains("SMS · 2 segments") && html.contains("+45 &lt;69&gt;"));
        assert!(
            !html.contains("<b>")
                && !html.contains("<script")
                && !html.contains("http://")
                && !html.contains("https://")
        );
        let none = page(
            &excerpt(
                &all,
                &Filter {
                    to: "nobody".to_owned(),
                    ..Filter::default()
                },
                1,
            ),
            &filter,
        );
        assert!(none.contains("No message is like that."));
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
