//! What the codes of faults mean.

/// Each code with its meaning, in the order of the alphabet. A test holds that every code of every answer is here.
pub(crate) const CODES: &[(&str, &str)] = &[
    (
        "ambiguous_date",
        "The date could be one of two days; write it as year-month-day.",
    ),
    (
        "ambiguous_phone",
        "The number could be one of two countries; write it with `+` and country code.",
    ),
    (
        "another_name",
        "The e-mail or username belongs to a user of quite another name: somebody else may be meant.",
    ),
    (
        "apostrophe_counts",
        "The one-time password begins with an apostrophe, which is taken as a part of it.",
    ),
    (
        "beyond_ascii",
        "The address holds a letter that mail cannot be sent to.",
    ),
    ("boolean", "The cell holds true or false where a text belongs."),
    (
        "cannot_be_saved",
        "The row could not be saved, by a fault on our side.",
    ),
    (
        "carries_capabilities",
        "People who sign up on their own get no permission type with capabilities.",
    ),
    ("comma_in_domain", "The address has a comma where a dot belongs."),
    ("contains_at", "A username holds no `@`."),
    (
        "control_character",
        "The text holds an invisible character that cannot be kept.",
    ),
    (
        "country_not_allowed",
        "SMS do not go to numbers of this country (`communication.sms_countries`).",
    ),
    (
        "country_unknown",
        "No country is set that a national number could be read by.",
    ),
    (
        "date_instead_of_text",
        "A spreadsheet has turned the value into a date.",
    ),
    ("date_out_of_range", "The date lies before 1990 or after 2079."),
    ("day_zero", "The cell holds day 0 of the spreadsheet's calendar."),
    (
        "default_language_missing",
        "The default language is not among the languages.",
    ),
    ("differs", "The two passwords are not the same."),
    (
        "digits_lost",
        "A spreadsheet has rounded the number, so that digits are lost.",
    ),
    (
        "domain_not_allowed",
        "The address is of none of the domains that the organisation allows.",
    ),
    (
        "duplicate",
        "An earlier row of the file is about the same person.",
    ),
    ("empty_parameter", "A query parameter has no value."),
    (
        "encoded_word",
        "The part before the `@` is written in a form that mail programs decode.",
    ),
    (
        "excel_error",
        "The cell holds an error of the spreadsheet, such as `#N/A`.",
    ),
    (
        "foreign_phone",
        "The number is none of the country; written with `+` it would be one of another.",
    ),
    (
        "formula_without_value",
        "The cell holds a formula without a saved result.",
    ),
    (
        "garbled_text",
        "The text was read in the wrong encoding by another program, and cannot be mended with certainty.",
    ),
    (
        "guessable_one_time_password",
        "The one-time password is easy to guess.",
    ),
    (
        "has_extension",
        "The phone has an extension, which an SMS cannot reach.",
    ),
    ("html_entity", "The text holds a letter as HTML writes it."),
    (
        "invalid_cursor",
        "The cursor is none of this list and caller, or no longer good: begin without one.",
    ),
    (
        "invalid_key",
        "The `Idempotency-Key` is empty, too long or not visible characters.",
    ),
    (
        "invalid_one_time_password",
        "A one-time password has 8 to 64 characters.",
    ),
    (
        "invalid_slug",
        "A short name has 2 to 40 of `a-z`, `0-9` and `-`, neither first nor last a `-`.",
    ),
    ("key_reused", "The `Idempotency-Key` was used with another body."),
    (
        "landline",
        "The number is a landline, which an SMS may not reach.",
    ),
    ("line_break", "The text holds a line break."),
    ("looks_like_a_link", "The name looks like a web address."),
    ("lost_character", "A letter was lost in another program."),
    ("lost_letter", "A letter was probably lost in another program."),
    ("may_not_grant", "Nobody gives more rights than they hold."),
    (
        "merged_cell",
        "The cell was merged with another one, and holds nothing of its own.",
    ),
    ("mixed_scripts", "The text mixes alphabets that look alike."),
    ("never_heard_of", "The list has no such entry."),
    (
        "no_mobile",
        "The number is of a satellite or an international service.",
    ),
    ("not_a_choice", "The value is none of those there are."),
    ("not_a_date", "The text is no date; write it as year-month-day."),
    ("not_a_domain", "The text is no domain."),
    ("not_a_file_name", "The name of the file holds folders."),
    (
        "not_a_phone",
        "The text is no complete phone number; write it with `+` and country code.",
    ),
    (
        "not_a_username",
        "A username holds letters, digits and `.` `-` `_` only.",
    ),
    ("not_a_workbook", "The file is no Excel workbook by its name."),
    ("not_an_address", "The text is no e-mail address."),
    ("not_an_object", "The field takes an object."),
    ("not_asked", "The form asks for one way to sign in, not for both."),
    ("not_boolean", "The field takes `true` or `false`."),
    ("not_one_address", "The field takes one bare e-mail address."),
    ("not_text", "The field takes a text."),
    ("not_texts", "The field takes a list of texts."),
    ("not_your_department", "The department is not yours to manage."),
    (
        "number_instead_of_date",
        "The cell holds a number where a date belongs.",
    ),
    (
        "number_instead_of_text",
        "The cell holds a number where a text belongs.",
    ),
    (
        "out_of_range",
        "The number is not within the bounds of the field.",
    ),
    ("own_permission_type", "Nobody changes their own permission type."),
    ("own_status", "Nobody disables themselves."),
    (
        "own_words",
        "The password is made of the person's or the organisation's own words.",
    ),
    ("premium_rate", "The number is a premium-rate one."),
    ("read_only", "The field cannot be changed."),
    ("repeated_parameter", "A query parameter is given more than once."),
    ("required", "The field is missing or empty."),
    ("reserved_slug", "The short name is reserved."),
    (
        "same_as_one_time",
        "The chosen password is the one-time password.",
    ),
    (
        "same_one_time_password",
        "An earlier row of the file has the same one-time password.",
    ),
    ("several_phones", "There is more than one number in the field."),
    ("sign_up_default", "Sign-up gives this entry by default."),
    (
        "stray_apostrophe",
        "The text begins with an apostrophe that a spreadsheet left behind.",
    ),
    ("stray_punctuation", "Punctuation sticks to the text."),
    ("taken", "Somebody else has this value already."),
    (
        "text_beside_phone",
        "There is text beside the number that says something else.",
    ),
    (
        "time_of_day",
        "The cell holds a time of day where a date belongs.",
    ),
    ("too_easy", "The password is too easy to guess."),
    ("too_long", "The text is too long."),
    ("too_many", "There are more values than the field takes."),
    ("too_short", "The text is too short."),
    ("two_digit_year", "The year has two digits only."),
    ("unknown_capability", "There is no such capability."),
    ("unknown_channel", "There is no such channel."),
    ("unknown_choice", "The value is none of those there are."),
    ("unknown_country", "There is no such country (ISO 3166)."),
    (
        "unknown_department",
        "There is no such department; `suggestion` may name the one that was meant.",
    ),
    ("unknown_dialling_code", "There is no such dialling code."),
    ("unknown_field", "There is no such field here."),
    ("unknown_identifier", "There is no such way to sign up."),
    (
        "unknown_job_profile",
        "There is no such job profile; `suggestion` may name the one that was meant.",
    ),
    (
        "unknown_language",
        "The organisation does not have this language.",
    ),
    ("unknown_outcome", "There is no such outcome of a row."),
    ("unknown_parameter", "The address takes no such query parameter."),
    (
        "unknown_permission_type",
        "There is no such permission type; `suggestion` may name the one that was meant.",
    ),
    ("unknown_source", "There is no such source of users."),
    ("unknown_status", "There is no such status."),
    (
        "unknown_time_zone",
        "There is no such time zone in the IANA database.",
    ),
    ("unreachable", "No message can reach the person."),
];
