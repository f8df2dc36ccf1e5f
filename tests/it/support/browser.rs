//! A real browser, driven over the pipe of the `DevTools` protocol: what a person's browser does with the pages.

use base64::{Engine, engine::general_purpose::STANDARD};
use rollcall_local::{build, chromium};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        atomic::{AtomicU64, Ordering},
        mpsc::{self, Receiver},
    },
    time::Duration,
};

/// Longer than any page takes.
const PATIENCE: Duration = Duration::from_mins(1);

/// A headless Chromium with one page, the size of a phone. Speaking to it blocks the thread: a test needs a second one
/// for its connections to be looked after.
pub(crate) struct Browser {
    process: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    profile: PathBuf,
    session: Value,
    next: u64,
    /// The address of every request the page has made.
    pub(crate) requested: Vec<String>,
    /// What the page's console and the browser's own complaints say.
    pub(crate) complaints: Vec<String>,
}

impl Browser {
    /// Starts the browser that `cargo verify` found; without one, says so.
    pub(crate) fn start(language: &str) -> Option<Self> {
        Self::start_with(language, 390, &[])
    }

    /// The same on a small phone, for somebody who has set its text to twice the usual size.
    pub(crate) fn start_enlarged(language: &str) -> Option<Self> {
        Self::start_with(language, 360, &["--blink-settings=defaultFontSize=32"])
    }

    #[expect(clippy::print_stderr, reason = "a test that has not run must say so")]
    fn start_with(language: &str, width: u32, options: &[&str]) -> Option<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let Some(chromium) = std::env::var_os("ROLLCALL_CHROMIUM") else {
            eprintln!("skipped: there is no browser (ROLLCALL_CHROMIUM names none)");
            return None;
        };
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        let profile =
            build::repository().join(format!("target/local/browser-{}-{number}", std::process::id()));
        let mut process = Command::new("sh")
            // The protocol is spoken over descriptors 3 and 4.
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1"])
            .arg(chromium)
            .args(chromium::ARGUMENTS)
            .arg("--remote-debugging-pipe")
            .arg(format!("--accept-lang={language}"))
            .arg(format!("--user-data-dir={}", profile.display()))
            .args(options)
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let to = process.stdin.take().unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let (heard, from) = mpsc::channel();
        std::thread::spawn(move || {
            let mut message = Vec::new();
            while output.read_until(0, &mut message).is_ok_and(|read| read > 0) {
                message.pop();
                if serde_json::from_slice(&message).is_ok_and(|message| heard.send(message).is_err()) {
                    return;
                }
                message.clear();
            }
        });
        let mut browser = Self {
            process,
            to,
            from,
            profile,
            session: Value::Null,
            next: 0,
            requested: Vec::new(),
            complaints: Vec::new(),
        };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attached = browser.call(
            "Target.attachToTarget",
            json!({ "targetId": target["targetId"], "flatten": true }),
        );
        browser.session = attached["sessionId"].clone();
        for domain in ["Page", "Network", "Log", "Runtime"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        let phone = json!({ "width": width, "height": 844, "deviceScaleFactor": 2, "mobile": true });
        browser.call("Emulation.setDeviceMetricsOverride", phone);
        Some(browser)
    }

    /// From now on the browser runs no script of a page.
    pub(crate) fn disable_scripts(&mut self) {
        self.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    }

    fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.next += 1;
        let mut request = json!({ "id": self.next, "method": method, "params": parameters });
        if self.session.is_string() {
            request["sessionId"] = self.session.clone();
        }
        self.to.write_all(format!("{request}\0").as_bytes()).unwrap();
        loop {
            let message = self.hear(method);
            if message["id"] == self.next {
                assert!(message["error"].is_null(), "{method}: {message}");
                return message["result"].clone();
            }
        }
    }

    fn hear(&mut self, waiting_for: &str) -> Value {
        let message = self
            .from
            .recv_timeout(PATIENCE)
            .unwrap_or_else(|error| panic!("the browser does not answer to {waiting_for}: {error}"));
        match message["method"].as_str() {
            Some("Network.requestWillBeSent") => {
                let address = message["params"]["request"]["url"].as_str().unwrap_or_default();
                self.requested.push(address.to_owned());
            }
            Some("Log.entryAdded") => {
                self.complaints.push(message["params"]["entry"].to_string());
            }
            Some("Runtime.exceptionThrown") => {
                self.complaints.push(message["params"].to_string());
            }
            _ => {}
        }
        message
    }

    fn wait_for(&mut self, event: &str) {
        while self.hear(event)["method"] != event {}
    }

    /// Opens an address and waits until everything on the page is loaded.
    pub(crate) fn open(&mut self, address: &str) {
        let opened = self.call("Page.navigate", json!({ "url": address }));
        assert!(opened["errorText"].is_null(), "{address}: {opened}");
        self.wait_for("Page.loadEventFired");
    }

    /// Types into the field of this name, as a keyboard does.
    pub(crate) fn fill(&mut self, field: &str, text: &str) {
        let found = self.tell(&format!(
            "(field => {{ if (field) {{ field.focus(); field.select(); }} return !!field; }})(document.querySelector('[name={field}]'))"
        ));
        assert_eq!(found, true, "the page has a field {field}");
        self.call("Input.insertText", json!({ "text": text }));
    }

    /// Chooses an entry of a list by its words, or a radio button by its value.
    pub(crate) fn choose(&mut self, field: &str, entry: &str) {
        let done = self.tell(&format!(
            "(() => {{ const radio = document.querySelector('input[type=radio][name={field}][value={entry:?}]'); \
               if (radio) {{ radio.click(); return true; }} \
               const option = [...document.querySelectorAll('select[name={field}] option')].find(o => o.textContent === {entry:?}); \
               if (option) option.selected = true; return !!option; }})()"
        ));
        assert_eq!(done, true, "{field} offers {entry}");
    }

    /// Presses what a finger would press, and waits for the page it leads to.
    pub(crate) fn press(&mut self, selector: &str) {
        let place = self.tell(&format!(
            "(it => {{ it.scrollIntoView({{ block: 'center', behavior: 'instant' }}); const box = it.getBoundingClientRect(); \
               return [box.x + box.width / 2, box.y + box.height / 2]; }})(document.querySelector({selector:?}))"
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            let press =
                json!({ "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", press);
        }
        self.wait_for("Page.loadEventFired");
    }

    /// From now on runs a script of ours in each page before its own: the page's policy is about what the page brings.
    pub(crate) fn run_in_every_page(&mut self, script: &str) {
        self.call(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": script }),
        );
    }

    /// From now on it is set to dark pages, or to light ones.
    pub(crate) fn prefer_dark(&mut self, is_dark: bool) {
        let value = if is_dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        self.call("Emulation.setEmulatedMedia", features);
    }

    /// What an expression, or what it promises, is in the page.
    pub(crate) fn tell(&mut self, expression: &str) -> Value {
        let found = self.call(
            "Runtime.evaluate",
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true }),
        );
        assert!(found["exceptionDetails"].is_null(), "{expression}: {found}");
        found["result"]["value"].clone()
    }

    /// Waits until an expression is true of the page: what a browser does by itself comes a moment after loading.
    pub(crate) fn wait_until(&mut self, expression: &str) {
        let is_so = (0..50).any(|_| {
            let now = self.tell(expression) == true;
            if !now {
                std::thread::sleep(Duration::from_millis(100));
            }
            now
        });
        assert!(is_so, "{expression}");
    }

    /// What is to be read on the page.
    pub(crate) fn text(&mut self) -> String {
        self.tell("document.body.innerText")
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// The page's address.
    pub(crate) fn address(&mut self) -> String {
        self.tell("location.href").as_str().unwrap_or_default().to_owned()
    }

    /// Keeps a picture of the page below `target/local/pages`, for people to look at.
    pub(crate) fn picture(&mut self, name: &str) {
        let picture = self.call(
            "Page.captureScreenshot",
            json!({ "format": "png", "captureBeyondViewport": true }),
        );
        let bytes = STANDARD.decode(picture["data"].as_str().unwrap()).unwrap();
        let folder = build::repository().join("target/local/pages");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), bytes).unwrap();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Asked to close, it ends its helpers, which would otherwise go on writing to the profile for a moment.
        let close = json!({ "id": self.next + 1, "method": "Browser.close" });
        let _ = self.to.write_all(format!("{close}\0").as_bytes());
        let ended = (0..50).any(|_| {
            std::thread::sleep(Duration::from_millis(100));
            !matches!(self.process.try_wait(), Ok(None))
        });
        if !ended {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}
