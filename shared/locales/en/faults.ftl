# What is wrong with a field, a parameter or a cell, and what to do: one sentence for API, pages and imports alike.
#
# fault-{code}, and fault-{code}-{field} where it means something else in that field.
#
# A sentence may use what its code carries (shared/src/domain/fault/code.rs), value (what was typed) and suggestion (what was
# probably meant). Of each there is a has_*, "true" or "false"; what is not there is empty. A one-time password is never a
# value.

# Any field.
fault-required = This is missing or empty. Please fill it in.
fault-required-first-name = The first name is missing. Please fill it in.
fault-required-last-name = The last name is missing. Please fill it in.
fault-required-email = Give an e-mail, or a username and a phone.
fault-required-username = The username is missing. Without an e-mail, a username and a phone are needed.
fault-required-phone = The phone is missing. Without an e-mail, a username and a phone are needed.
fault-required-job-profile = The job profile is missing. Choose one from your organisation’s list.
fault-required-department = The department is missing. Choose one from your organisation’s list.
fault-required-permission-type = The permission type is missing. Choose one from your organisation’s list.
fault-required-language = The language is missing. Choose one from your organisation’s list.
fault-required-password = The password is missing. Please fill it in.
fault-required-default-department = Signing up needs a default department. Choose one.
fault-required-default-job-profile = Signing up needs a default job profile. Choose one.
fault-required-default-permission-type = Signing up needs a default permission type. Choose one.
fault-required-domains = This connection needs the e-mail domains of your organisation. Without them, anybody with an account at this provider could come in.
fault-required-issuer = The issuer is missing. Copy it from your provider’s configuration.
fault-required-client-id = The client id is missing. Copy it from your provider’s configuration.
fault-required-client-secret = Give the client secret of this provider, or null for none. The one that is kept was given for another issuer.
fault-too-long = { $has_limit ->
    [true] This text is too long. It may have at most { $limit } characters.
   *[false] This text is too long. Shorten it.
}
fault-too-long-email = This e-mail address is too long. It may have at most 64 characters before the @, and 254 in all.
fault-too-short = { $has_limit ->
    [true] The password is too short. Use at least { $limit } characters.
   *[false] The password is too short. Make it longer.
}
fault-too-many = { $has_limit ->
    [true] There are too many entries. Give at most { $limit }.
   *[false] There are too many entries. Give fewer.
}
fault-out-of-range = { $has_largest ->
    [true] Give a whole number from { $smallest } to { $largest }.
   *[false] This number is not within the bounds of the field.
}
fault-control-character = This text holds an invisible character that cannot be kept. Type it again on one line.
fault-hidden-character = The name of the file holds a character that cannot be seen, such as a line break or a mark that turns the direction of the text. Rename the file.
fault-contradictory = This contradicts another field. Give one of the two.
fault-unknown-field = There is no such field here. Check its name, or leave it out.
fault-repeated-field = This field is given more than once. Give it once.
fault-not-text = { $also ->
    [boolean] Give a text, or true or false.
    [list] Give a text or a list.
    [object] Give a text or an object.
    [number] Give a text or a whole number.
   *[other] Give a text.
}
fault-not-texts = Give a list of texts.
fault-not-boolean = Give true or false.
fault-not-an-object = Give an object.
fault-read-only = This cannot be changed here. Send it unchanged, or leave it out.
fault-read-only-languages = Languages are set with PUT /api/languages. Send them unchanged here, or leave them out.
fault-taken = This is taken already. Choose another one.
fault-taken-email = Another user of this organisation has this e-mail.
fault-taken-username = This username is taken. Choose another one.
fault-taken-name = The list has an entry of this name already. Choose another name.
fault-taken-organisation = There is an organisation of this name already. Choose another name.
fault-taken-domains = Another connection has this domain. A domain leads to one provider.

# Parameters and headers.
fault-unknown-parameter = { $has_value ->
    [true] This address takes no parameter “{ $value }”.
   *[false] This address takes no such parameter.
} { $has_known ->
    [true] It takes { $known }.
   *[false] Leave it out.
}
fault-repeated-parameter = This parameter is given more than once. Give it once.
fault-empty-parameter = This parameter has no value. Give it one, or leave it out.
fault-empty-parameter-search = There is nothing in this to search for. Give a name, an e-mail, a username or a phone.
fault-invalid-cursor = This is no cursor of this list: one is good for a day, for the same caller and filter. Send the next_cursor of the page before, or leave it out to begin at the first page.
fault-invalid-key = Send 1 to 255 visible characters, such as a UUID.
fault-key-reused = This Idempotency-Key was used with another body. Use a new key for a new request.

# Choices.
fault-unknown-status = There is no such status. { $has_known ->
    [true] Use { $known }.
   *[false] Use one that the description names.
}
fault-awaits-approval = This sign-up awaits approval. Approve or refuse it first.
fault-not-a-choice = People become active by choosing a password. A status is only set to disabled, and back.
fault-unknown-source = There is no such source of users. { $has_known ->
    [true] Use { $known }.
   *[false] Use one that the description names.
}
fault-unknown-outcome = There is no such outcome of a row. { $has_known ->
    [true] Use { $known }.
   *[false] Use one that the description names.
}
fault-unknown-channel = There is no such channel. { $has_known ->
    [true] Use { $known }.
   *[false] Use one that the description names.
}
fault-unknown-choice = There is no such choice. { $has_known ->
    [true] Use { $known }.
   *[false] Use one that the description names.
}
fault-unknown-identifier = There is no such way to sign in. { $has_known ->
    [true] Use { $known }.
   *[false] Use one that the description names.
}
fault-unknown-capability = { $has_value ->
    [true] There is no capability “{ $value }”.
   *[false] There is no such capability.
} { $has_known ->
    [true] Use { $known }.
   *[false] Use one that the description names.
}
fault-unknown-scope = { $has_value ->
    [true] There is no scope “{ $value }”.
   *[false] There is no such scope.
} { $has_known ->
    [true] Use { $known }.
   *[false] Use one that the description names.
}
fault-unknown-language = { $has_value ->
    [true] “{ $value }” is not one of the languages here.
   *[false] This is not one of the languages here.
} { $has_suggestion ->
    [true] Did you mean “{ $suggestion }”?
   *[false] { $has_known ->
        [true] Use { $known }.
       *[false] Choose one from the list.
    }
}
fault-unknown-language-default-language = { $has_value ->
    [true] “{ $value }” cannot be the default language.
   *[false] This cannot be the default language.
} { $has_known ->
    [true] Use { $known }, or add another one to the languages first (PUT /api/languages).
   *[false] Choose one of the languages.
}
fault-unknown-country = { $has_value ->
    [true] “{ $value }” is no country that has phone numbers.
   *[false] There is no such country.
} Give its two-letter code (ISO 3166), such as DK or DE.
fault-unknown-time-zone = There is no such time zone. Give one by its IANA name, such as Europe/Copenhagen.
fault-invalid-colour = Give a colour as # and six hexadecimal digits, such as #005ac8.
fault-unknown-department = { $has_value ->
    [true] There is no department “{ $value }”.
   *[false] There is no such department.
} { $has_suggestion ->
    [true] Did you mean “{ $suggestion }”?
   *[false] Choose one from your organisation’s list.
}
fault-being-emptied = { $has_value ->
    [true] “{ $value }” takes nobody any more, because its people are being moved.
   *[false] This one takes nobody any more, because its people are being moved.
} { $has_suggestion ->
    [true] Use “{ $suggestion }”, where they are going.
   *[false] Choose another one from the list.
}
fault-unknown-job-profile = { $has_value ->
    [true] There is no job profile “{ $value }”.
   *[false] There is no such job profile.
} { $has_suggestion ->
    [true] Did you mean “{ $suggestion }”?
   *[false] Choose one from your organisation’s list.
}
fault-unknown-permission-type = { $has_value ->
    [true] There is no permission type “{ $value }”.
   *[false] There is no such permission type.
} { $has_suggestion ->
    [true] Did you mean “{ $suggestion }”?
   *[false] Choose one from your organisation’s list.
}

# Organisations.
fault-invalid-slug = Use 2 to 40 of a-z, 0-9 and -, neither first nor last a -.
fault-reserved-slug = This name is reserved. Choose another one.
fault-default-language-missing = { $has_value ->
    [true] The default language, “{ $value }”, is not among them.
   *[false] The default language is not among them.
} Add it, or choose another default language in the settings first.
fault-not-a-domain = { $has_value ->
    [true] “{ $value }” is no domain.
   *[false] This is no domain.
} Write it like example.com.
fault-carries-capabilities = People who sign up, or are created by their first sign-in, get no rights over others. Choose a permission type without capabilities.
fault-sign-up-default = Everybody who signs up gets this permission type. Choose another one for them first.
fault-not-an-issuer = This is no issuer. Copy it from your provider’s configuration: an address like https://login.example.com, by its public name and without parameters.
fault-issuer-of-everybody = This issuer signs in people of every organisation in the world, or is a template. Use your own organisation’s, with your tenant’s id in it.
fault-no-claim = Name the claim that says this, or leave the field out.
fault-needs-issuer-and-domains = The provider vouches for the claim “email” alone. Let another claim be the e-mail only with email_trust: issuer_and_domains.
fault-not-vouched-for = The provider does not vouch for this e-mail, as the connection wants it.
fault-comes-with-rights = This person has rights over others: their department is changed here, and by no provider.
fault-sso-only = Everybody signs in by single sign-on here: nobody is sent a message, and a one-time password would be of no use.
fault-no-working-connection = No connection has let anybody in yet. Test one first, and sign in with it: then it is known to work.
fault-no-break-glass = This is nobody who could let the others in again. Name somebody, by their id, who is active, has a password of their own, and has both manage_users and manage_settings.

# Rights.
fault-may-not-grant = { $author ->
    [you] You cannot give more rights than you hold yourself. Choose another permission type, or ask somebody who holds them.
   *[other] A file gives nobody more rights than the person who uploaded it and the person who ran it both have; one that a system delivers gives only what the settings allow. Choose another permission type, or have the file uploaded by somebody with these rights.
}
fault-may-not-grant-scope = You may do nothing that this scope is for, so you cannot give it. Leave it out, or ask somebody who may.
fault-not-your-department = { $author ->
    [you] You do not manage this department. Choose one that you manage.
   *[other] A file creates people only in departments that the person who uploaded it and the person who ran it both manage. Choose such a department, or have this row uploaded by somebody who manages all departments.
}
fault-manages-no-department = Only somebody whose permission type lets them manage their own department manages others beside it. Give them such a permission type, or leave this out.
fault-own-permission-type = Nobody changes their own permission type. Ask another administrator.
fault-own-status = Nobody disables themselves. Ask another administrator.
fault-kept-in-sync = A directory keeps this in step and would set it back. Change it there, or take the field out of what is kept in step (keep_in_sync in the settings).

# Texts that another program or a hurried hand has spoilt.
fault-looks-like-a-link = { $has_value ->
    [true] “{ $value }” looks like a web address, not like a name.
   *[false] This looks like a web address, not like a name.
} Give the name itself.
fault-lost-character = { $has_value ->
    [true] A letter of “{ $value }” was lost in another program.
   *[false] A letter was lost here in another program.
} Type it again.
fault-lost-letter = { $has_value ->
    [true] There is a question mark in “{ $value }”, where another program may have lost a letter.
   *[false] There is a question mark in this name, where another program may have lost a letter.
} Check the spelling.
fault-garbled-text = { $has_value ->
    [true] The letters of “{ $value }” were garbled by another program.
   *[false] The letters of this text were garbled by another program.
} { $has_suggestion ->
    [true] Did you mean “{ $suggestion }”?
   *[false] Type it again.
}
fault-html-entity = { $has_value ->
    [true] “{ $value }” holds characters as a web page writes them.
   *[false] This text holds characters as a web page writes them.
} { $has_suggestion ->
    [true] Did you mean “{ $suggestion }”?
   *[false] Type it again.
}
fault-stray-apostrophe = { $has_value ->
    [true] “{ $value }” begins with an apostrophe that does not belong to it.
   *[false] This begins with an apostrophe that does not belong to it.
} { $has_suggestion ->
    [true] Did you mean “{ $suggestion }”?
   *[false] Leave it out.
}
fault-stray-punctuation = { $has_value ->
    [true] “{ $value }” begins or ends with a comma or semicolon.
   *[false] This begins or ends with a comma or semicolon.
} { $has_suggestion ->
    [true] Did you mean “{ $suggestion }”?
   *[false] Leave it out.
}
fault-mixed-scripts = { $has_value ->
    [true] “{ $value }” mixes alphabets that look alike.
   *[false] This username mixes alphabets that look alike.
} Use the letters of one language.

# E-mail addresses and usernames.
fault-not-an-address = { $has_value ->
    [true] “{ $value }” is not a complete e-mail address
   *[false] This is not a complete e-mail address
}{ $part ->
    [no_at] : it has no @.
    [nothing_before] : there is nothing before the @.
    [nothing_after] : there is nothing after the @.
    [dots] : before the @, a dot stands at an end or beside another dot.
    [no_dot] : there is no dot after the @.
    [domain] : what stands after the @ is not a domain.
    [space] : there is a space in it.
    [sign] { $has_found ->
        [true] : no address holds “{ $found }”.
       *[false] : it holds a sign that no address has.
    }
    [hidden] : there is a character in it that nobody can see.
   *[other] .
} { $has_suggestion ->
    [true] Did you mean “{ $suggestion }”?
   *[false] It should look like anna@example.com, without spaces.
}
fault-not-one-address = { $has_value ->
    [true] “{ $value }” is not one bare e-mail address.
   *[false] This is not one bare e-mail address.
} { $has_suggestion ->
    [true] Did you mean “{ $suggestion }”?
   *[false] Give one, such as anna@example.com, without a name or a second address.
}
fault-beyond-ascii = { $has_found ->
    [true] Our mail service cannot write to an address with { $found } before the @.
   *[false] Our mail service cannot write to an address with such letters before the @.
} { $has_suggestion ->
    [true] Did you mean “{ $suggestion }”?
   *[false] Give an address with the letters a to z, or a username and a phone.
}
fault-comma-in-domain = { $has_value ->
    [true] “{ $value }” has a comma after the @ where a dot belongs.
   *[false] There is a comma after the @ where a dot belongs.
} { $has_suggestion ->
    [true] Did you mean “{ $suggestion }”?
   *[false] Correct the address.
}
fault-domain-not-allowed = { $has_known ->
    [true] This address cannot be used here. Use an e-mail of { $known }.
   *[false] This address cannot be used here. Use your e-mail address at work.
}
fault-contains-at = { $has_value ->
    [true] “{ $value }” contains an @, which a username cannot.
   *[false] This contains an @, which a username cannot.
} An e-mail address belongs in the e-mail field.
fault-not-a-username = { $has_value ->
    [true] “{ $value }” cannot be a username.
   *[false] This cannot be a username.
} { $has_suggestion ->
    [true] Did you mean “{ $suggestion }”?
   *[false] Use letters, digits and . - _ only, without spaces.
}

# Phones.
fault-not-a-phone = { $has_value ->
    [true] “{ $value }” is not a complete phone number.
   *[false] This is not a complete phone number.
} Write it with + and country code, such as +45 20 12 34 56.
fault-country-unknown = { $has_value ->
    [true] It cannot be told which country “{ $value }” is a number in.
   *[false] It cannot be told which country this is a number in.
} { $has_suggestion ->
    [true] Did you mean “{ $suggestion }”?
   *[false] Write it with + and country code, such as +45 20 12 34 56.
}
fault-ambiguous-phone = { $has_found ->
    [true] This could be { $found }.
   *[false] { $has_value ->
        [true] “{ $value }” could be more than one phone number.
       *[false] This could be more than one phone number.
    }
} Write it with + and country code.
fault-foreign-phone = { $has_found ->
    [true] This is no number of the department’s country. If { $found } is meant, write it with the +.
   *[false] This is no number of the department’s country. Write it with + and country code.
}
fault-several-phones = { $has_value ->
    [true] “{ $value }” is more than one number.
   *[false] This is more than one number.
} Give one number only, the one that an SMS should go to.
fault-text-beside-phone = { $has_found ->
    [true] “{ $found }” is no part of a phone number.
   *[false] There are words beside the phone number.
} Give the number alone{ $has_suggestion ->
    [true] : { $suggestion }.
   *[false] .
}
fault-unknown-dialling-code = { $has_found ->
    [true] “{ $found }” is no dialling code.
   *[false] The dialling code beside this phone is not one.
} Write it like +45, or leave it out and write the phone with + and country code.
fault-has-extension = { $has_found ->
    [true] “{ $found }” is an extension, and a number with one cannot receive an SMS.
   *[false] { $has_value ->
        [true] “{ $value }” has an extension and cannot receive an SMS.
       *[false] This number has an extension and cannot receive an SMS.
    }
} Give a mobile number.
fault-premium-rate = { $has_value ->
    [true] “{ $value }” is a premium-rate number.
   *[false] This is a premium-rate number.
} Give a mobile number.
fault-no-mobile = { $has_value ->
    [true] “{ $value }” cannot receive an SMS.
   *[false] This number cannot receive an SMS.
} Give a mobile number.
fault-landline = This is the number of a landline, which an SMS may not reach. Give a mobile number.
fault-country-not-allowed = { $reader ->
    [stranger] No SMS goes to numbers of this country from here. Give another number.
   *[other] Your organisation sends no SMS to numbers of this country. Give another number or an e-mail, or add the country in the settings.
}
fault-unreachable = No message can reach this person: they have no contact over a channel that is on. Add an e-mail or a mobile number, switch the channel on in the settings, or give them a one-time password.
fault-unreachable-email = No message can reach this person: there is an e-mail address, but e-mail is off. Give a one-time password, or switch e-mail on in the settings.
fault-unreachable-phone = No message can reach this person: there is only a phone, and SMS is off. Give a one-time password, or switch SMS on in the settings.

# Dates.
fault-not-a-date = { $has_value ->
    [true] “{ $value }” is not a date that can be read.
   *[false] This is not a date that can be read.
} { $has_suggestion ->
    [true] Did you mean “{ $suggestion }”?
   *[false] Write it as year-month-day, such as 2026-08-01.
}
fault-ambiguous-date = { $has_value ->
    [true] “{ $value }” could be two different dates{ $has_found ->
        [true] {" "}({ $found })
       *[false] { "" }
    }.
   *[false] This could be two different dates{ $has_found ->
        [true] {" "}({ $found })
       *[false] { "" }
    }.
} Write it as year-month-day, such as 2026-08-01.
fault-two-digit-year = { $has_value ->
    [true] The year of “{ $value }” has two digits only.
   *[false] The year has two digits only.
} Write the date as year-month-day with four digits for the year, such as 2026-08-01.
fault-date-out-of-range = { $has_value ->
    [true] “{ $value }” cannot be a start date: it has to be between 1990 and 2079.
   *[false] This cannot be a start date: it has to be between 1990 and 2079.
} Correct it, or leave it out if there is no start date.
fault-time-of-day = { $has_found ->
    [true] { $found } is a date with a time of day, even where a cell shows only the date.
   *[false] This is a date with a time of day, even where a cell shows only the date.
} Give the date alone, such as 2026-08-01.
fault-day-zero = This cell holds day 0 of Excel’s calendar (shown as 00-01-1900 or as a time), which is no date. Type the date, or empty the cell if there is no start date.
fault-not-a-moment = This is no moment that can be read. Write date, time and time zone, such as 2026-08-31T22:00:00Z.
fault-in-the-past = This moment has passed. Choose a later one.

# Passwords.
fault-too-easy = The password is too easy to guess. Try three or four words that have nothing to do with each other, or with you.
fault-own-words = This password is made of your own or your organisation’s name. Choose words that have nothing to do with either.
fault-same-as-one-time = Choose another password than the one-time password.
fault-differs = The two passwords are not the same. Type both again.
fault-invalid-one-time-password = A one-time password has 8 to 64 characters, not counting spaces and hyphens. Change it, or leave it out.
fault-guessable-one-time-password = This one-time password is easy to guess. Use digits and letters at random, others for everybody, or leave the field empty.
fault-apostrophe-counts = The one-time password begins with an apostrophe, which is part of it. If Excel or an export put it there, leave it out and upload the file again.
fault-same-one-time-password = { $has_row ->
    [true] Row { $row } has the same one-time password.
   *[false] Another row has the same one-time password.
} Give everybody their own.

# Signing up.
fault-not-asked = The form does not ask for this. Give an e-mail, or a username and a phone, as it asks, not both.

# Files.
fault-not-a-file-name = Give the name of the file alone, without folders.
fault-not-a-workbook = Only an Excel workbook (.xlsx) or a CSV file (.csv) can be imported. Save the file as one of them.

# What Excel has done to a cell.
fault-excel-error = { $has_value ->
    [true] This cell holds the Excel error { $value }.
   *[false] This cell holds an Excel error.
} Correct the formula, or type the value.
fault-formula-without-value = This cell holds a formula without a saved result. Type the value, or open the file in Excel and save it.
fault-date-instead-of-text = Excel has turned this value into a date. Format the column as text and type it again.
fault-number-instead-of-text = { $has_value ->
    [true] There is a number here, “{ $value }”, where a text is expected.
   *[false] There is a number here where a text is expected.
} Format the column as text and type it again.
fault-number-instead-of-date = There is a number here where a date is expected. Write the date as year-month-day, such as 2026-08-01.
fault-boolean = This is a true-or-false value. Format the column as text and type it again.
fault-digits-lost = Excel has changed this long number and lost digits. Format the column as text and type it again.
fault-line-break = This text holds a line break. Write it on one line.
fault-merged-cell = This cell was merged with another one, so it holds nothing of its own. Undo the merge and fill in every row.
fault-surplus-value = This row has more values than the file has headings. A text that contains the separator probably stands without quotation marks: put it in quotation marks, or take the separator out.

# Rows of one file. The column of another name is the identifier.
fault-duplicate = { $has_row ->
    [true] Row { $row } is about the same person.
   *[false] An earlier row is about the same person.
} Only the first of the two is used.
fault-duplicate-email = { $has_row ->
    [true] Row { $row } has the same e-mail.
   *[false] An earlier row has the same e-mail.
} Only the first of the two is used.
fault-duplicate-username = { $has_row ->
    [true] Row { $row } has the same username.
   *[false] An earlier row has the same username.
} Only the first of the two is used.
fault-another-name = { $has_row ->
    [true] The person in row { $row } goes by another name.
   *[false] The user who is there goes by another name.
} If this is somebody else, give them an e-mail or username of their own.
fault-another-name-email = { $has_row ->
    [true] The person in row { $row } with the same e-mail goes by another name.
   *[false] The user who has this e-mail goes by another name.
} If this is somebody else, give them an e-mail or username of their own.
fault-another-name-username = { $has_row ->
    [true] The person in row { $row } with the same username goes by another name.
   *[false] The user who has this username goes by another name.
} If this is somebody else, give them a username of their own.
fault-cannot-be-saved = We could not save this row because of a fault on our side. Upload it once more later, or create this person by hand.

# Names and lists within any sentence.
phrase-quoted = “{ $text }”
phrase-list-and = { $first } and { $last }
phrase-list-or = { $first } or { $last }
phrase-list-more = { $first } and { $count } more
