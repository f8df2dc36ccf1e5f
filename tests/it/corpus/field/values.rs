//! E-mails, usernames, names, list entries, numbers and dates as people and their systems write them.

use super::Imported;

impl Imported {
    #[track_caller]
    fn is_refused(&self, number: u64, column: &str, code: &str) {
        assert_eq!(self.outcome(number), "invalid", "row {number}");
        self.has(number, "faults", column, code);
    }

    #[track_caller]
    fn suggests(&self, number: u64, meant: &str) {
        let suggested = &self.row(number)["faults"][0]["suggestion"];
        assert_eq!(suggested, meant, "row {number}: {}", self.row(number));
    }

    /// Who was created, with nothing mended.
    #[track_caller]
    fn is_as_typed(&self, number: u64) {
        assert_eq!(self.outcome(number), "created", "{}", self.row(number));
        assert_eq!(self.codes(number, "repairs"), [], "row {number}");
    }

    #[track_caller]
    fn email(&self, number: u64) -> &str {
        self.person(number).profile.email.as_ref().unwrap().as_str()
    }

    #[track_caller]
    fn start(&self, number: u64) -> String {
        self.person(number).profile.start_date.unwrap().to_string()
    }
}

pub(super) fn email_beyond_ascii(import: &Imported) {
    for (row, named) in [(2, "’"), (3, "ü"), (4, "‑"), (5, "ú"), (6, "U+0430"), (8, "＠")] {
        import.is_refused(row, "email", "beyond_ascii");
        let detail = import.detail(row, "faults", "email");
        assert!(detail.contains(named), "row {row}: {detail}");
    }
    import.suggests(2, "f1.o'dowd@nordlys.example");
    import.suggests(4, "f1.anna-berg@nordlys.example");
    import.suggests(6, "f1.anna@nordlys.example");
    import.suggests(8, "f1.wide@nordlys.example");
    import.is_as_typed(7);
    import.is_as_typed(9);
    assert_eq!(import.email(9), "f1.dom@xn--blbr-roah.example");
}

pub(super) fn zeros_by_number_format(import: &Imported) {
    for (row, username) in [(2, "00001234"), (3, "00042"), (4, "0000907")] {
        import.has(row, "repairs", "username", "read_as_shown");
        let found = import.person(row).profile.username.as_ref().unwrap();
        assert_eq!(found.as_str(), username);
    }
    import.has(6, "repairs", "department", "read_as_shown");
    let phone = import.person(7).profile.phone.as_ref().unwrap();
    assert_eq!(phone.as_str(), "+46701234567");
    // What the one-time password was read as stands nowhere.
    let shown = import.row(5)["repairs"].to_string();
    assert!(shown.contains("read_as_shown"), "{}", import.row(5));
    assert!(!shown.contains("123456789"), "{shown}");
}

pub(super) fn mojibake(import: &Imported) {
    for (row, first, last) in [(2, "Søren", "Müller"), (3, "Pâmela", "André")] {
        import.has(row, "repairs", "first_name", "encoding_mended");
        assert_eq!(import.person(row).name(), [first, last]);
    }
    let shown = &import.row(3)["repairs"];
    assert!(shown.to_string().contains("Køkken"), "{shown}");
    import.is_as_typed(6);
    assert_eq!(import.person(6).name(), ["Zoë", "Ão"]);
    import.is_as_typed(7);
    import.has(7, "warnings", "first_name", "lost_letter");
}

pub(super) fn lost_characters(import: &Imported) {
    import.is_refused(4, "last_name", "lost_character");
    import.is_refused(5, "first_name", "lost_character");
}

pub(super) fn leading_apostrophes(import: &Imported) {
    for (row, phone) in [(2, "+4520123501"), (3, "+46701234567")] {
        assert_eq!(import.person(row).profile.phone.as_ref().unwrap().as_str(), phone);
    }
    for (row, email) in [(4, "f4.c@nordlys.example"), (7, "f4.f@nordlys.example")] {
        import.has(row, "repairs", "email", "apostrophe_removed");
        assert_eq!(import.email(row), email);
    }
    import.has(5, "repairs", "username", "apostrophe_removed");
    let username = import.person(5).profile.username.as_ref().unwrap();
    assert_eq!(username.as_str(), "00123");
    import.has(6, "repairs", "first_name", "apostrophe_removed");
    assert_eq!(import.person(6).name(), ["Anna", "Berg"]);
    import.has(8, "repairs", "department", "name_matched");
    import.has(8, "warnings", "one_time_password", "apostrophe_counts");
}

pub(super) fn dates_as_written(import: &Imported) {
    for row in [3, 4, 5, 9, 10, 11, 12, 13, 16, 17] {
        assert_eq!(import.start(row), "2026-08-03", "row {row}");
        let repaired = import.codes(row, "repairs");
        assert!(!repaired.is_empty(), "row {row}");
    }
    for row in [6, 18] {
        import.has(row, "repairs", "start_date", "date_day_first");
        assert_eq!(import.start(row), "2026-08-03", "row {row}");
    }
    assert_eq!(import.start(7), "2026-08-13");
    for row in [2, 8] {
        import.is_refused(row, "start_date", "two_digit_year");
    }
    for row in [14, 15] {
        import.is_refused(row, "start_date", "time_of_day");
        let detail = import.detail(row, "faults", "start_date");
        assert!(detail.contains("2026-08-02 22:00"), "{detail}");
    }
    import.is_refused(19, "start_date", "time_of_day");
    import.is_refused(20, "start_date", "not_a_date");
    import.is_refused(21, "start_date", "not_a_date");
    assert_eq!(import.start(22), "2024-08-01");
}

pub(super) fn dates_with_a_time(import: &Imported) {
    for row in [2, 3, 7] {
        import.is_refused(row, "start_date", "time_of_day");
    }
    for row in [4, 5, 6] {
        assert_eq!(import.start(row), "2026-08-03", "row {row}");
    }
    import.is_refused(8, "start_date", "number_instead_of_date");
}

pub(super) fn sheetjs_dates(import: &Imported) {
    assert_eq!(import.start(2), "2026-08-03");
    import.is_refused(3, "start_date", "time_of_day");
}

pub(super) fn placeholder_dates(import: &Imported) {
    for row in [2, 3, 4, 6, 7, 9, 11, 12] {
        import.is_refused(row, "start_date", "date_out_of_range");
    }
    import.is_refused(8, "start_date", "day_zero");
    import.is_refused(10, "start_date", "number_instead_of_date");
    for row in [5, 13, 14] {
        import.is_refused(row, "start_date", "not_a_date");
    }
}

pub(super) fn stray_punctuation(import: &Imported) {
    for (row, letter, code) in [
        (2, 'a', "punctuation_removed"),
        (3, 'b', "punctuation_removed"),
        (4, 'c', "punctuation_removed"),
        (10, 'i', "address_unwrapped"),
        (11, 'j', "address_unwrapped"),
        (12, 'k', "address_unwrapped"),
        (13, 'l', "trimmed"),
    ] {
        import.has(row, "repairs", "email", code);
        assert_eq!(import.email(row), format!("f14.{letter}@nordlys.example"));
    }
    import.has(5, "repairs", "last_name", "punctuation_removed");
    import.has(6, "repairs", "first_name", "punctuation_removed");
    assert_eq!(import.person(6).name(), ["Anna", "Lind"]);
    import.has(9, "repairs", "department", "name_matched");
    for (row, meant) in [(14, "f14.m"), (17, "f14.p"), (18, "f14.q"), (19, "f14.r")] {
        assert_eq!(import.outcome(row), "invalid");
        import.suggests(row, &format!("{meant}@nordlys.example"));
    }
    import.is_refused(17, "email", "comma_in_domain");
    import.is_refused(15, "email", "not_one_address");
    import.is_as_typed(16);
}

pub(super) fn html_entities(import: &Imported) {
    import.has(2, "repairs", "department", "name_matched");
    import.has(3, "repairs", "first_name", "entities_decoded");
    assert_eq!(import.person(3).name(), ["Bjørn", "Müller"]);
    assert_eq!(import.person(4).name(), ["Karen", "O'Dowd"]);
    import.is_refused(5, "department", "unknown_department");
}

pub(super) fn shared_addresses(import: &Imported) {
    for (row, field, first) in [(3, "email", 2), (4, "email", 2), (7, "username", 6)] {
        assert_eq!(import.outcome(row), "duplicate");
        import.has(row, "faults", field, "duplicate");
        import.has(row, "warnings", field, "another_name");
        assert_eq!(import.row(row)["warnings"][0]["row"], first);
    }
    assert_eq!(import.outcome(5), "duplicate");
    assert_eq!(import.codes(5, "warnings"), []);
    assert_eq!(import.outcome(8), "created");
}
