# What an import shows: the template, the headings of a workbook, the words of the result, why a file is refused.
#
# column-{column}                    the heading of a column
# hint-{column}                      the comment at that heading in the template
# outcome-{outcome}                  what became of a row, for one cell of a table
# repair-{code}                      what was put right in a cell
# refusal-{code}                     why a whole file is refused
# cause-{words}                      what is put into refusal-damaged, refusal-unsafe and refusal-too-much-inside
# template-*                         the workbook one fills in; the two names of sheets have at most 31 letters and none
#                                    of []:*?/\, the title of the drop-down's error at most 32, its text at most 255
# result-*                           the workbook that comes back
#
# Every repair-* gets value (what stood in the cell) and result (what it was read as), and has_value and has_result. What is
# not there is empty and its has_* is false. A one-time password is never a value. What is wrong with a cell: faults.ftl.

column-first-name = First name
column-last-name = Last name
column-email = Email
column-username = Username
column-phone = Phone
column-job-profile = Job profile
column-department = Department
column-permission-type = Permission type
column-language = Language
column-one-time-password = One-time password
column-start-date = Start date

hint-first-name = Required. At most 100 characters. Example: Anna
hint-last-name = Required. At most 100 characters. Example: Sørensen
hint-email = Required, unless username and phone are given. One address; the person signs in with it. Example: anna@example.com
hint-username = Required, together with phone, where there is no e-mail. The person signs in with it. Letters, digits and . - _ without spaces, at most 64. Example: anna.sorensen
hint-phone = Required, together with username, where there is no e-mail. A mobile number, written with + and country code; without them it is read as a number in the department’s country. Example: +45 20 12 34 56
hint-job-profile = Required. Choose from the list.
hint-department = Required. Choose from the list.
hint-permission-type = Required. Choose from the list. It decides what the person may do.
hint-language = Required. Choose from the list. Messages to the person are written in it.
example-one-time-password = maple-4821-river
hint-one-time-password = Optional. 8 to 64 characters, not counting spaces and hyphens, and another one for everybody. It works once and is never shown again. Example: { example-one-time-password }
hint-start-date = Optional. A date cell, or year-month-day. Somebody who starts later gets their message on that day at 8:00. Example: 2026-08-01

outcome-heading = Outcome
message-heading = Message
outcome-created = Created
outcome-would-create = Would be created
outcome-existing = Already exists
outcome-duplicate = Duplicate
outcome-invalid = Please correct
outcome-totals-row = Totals row

repair-trimmed = Spaces around the text were removed.
repair-invisible-removed = Invisible characters were removed.
repair-space-replaced = An unusual space was replaced by a plain one.
repair-scientific-undone = { $has_value ->
    [true] “{ $value }” was written out with all its digits.
   *[false] A number in scientific notation was written out with all its digits.
}
repair-number-written-out = { $has_value ->
    [true] Excel keeps “{ $value }” as a number; it was read as text.
   *[false] Excel keeps this as a number; it was read as text.
}
repair-encoding-mended = { $has_value ->
    [true] “{ $value }” was read as “{ $result }”: another program had garbled its letters.
   *[false] This was read as “{ $result }”: another program had garbled its letters.
}
repair-entities-decoded = { $has_value ->
    [true] “{ $value }” was read as “{ $result }”: it held characters as a web page writes them.
   *[false] This was read as “{ $result }”: it held characters as a web page writes them.
}
repair-address-unwrapped = { $has_value ->
    [true] Of “{ $value }”, the address “{ $result }” was read.
   *[false] The address “{ $result }” was read, without what was round it.
}
repair-domain-rewritten = { $has_value ->
    [true] “{ $value }” was read as “{ $result }”: its domain held characters that no domain has.
   *[false] This was read as “{ $result }”: its domain held characters that no domain has.
}
repair-apostrophe-removed = { $has_value ->
    [true] “{ $value }” was read as “{ $result }”, without the apostrophe or quotation marks.
   *[false] This was read as “{ $result }”, without the apostrophe or quotation marks.
}
repair-punctuation-removed = { $has_value ->
    [true] “{ $value }” was read as “{ $result }”, without the comma, semicolon or full stop.
   *[false] This was read as “{ $result }”, without the comma, semicolon or full stop.
}
repair-read-as-shown = { $has_result ->
    [true] It was read as the cell shows it: “{ $result }”.
   *[false] It was read with all the digits that the cell shows.
}
repair-date-serial-undone = { $has_value ->
    [true] The number { $value } was read as { $result }, the date it stands for in Excel.
   *[false] A number was read as { $result }, the date it stands for in Excel.
}
repair-date-rewritten = { $has_value ->
    [true] “{ $value }” was read as { $result }: no other reading of it is a date.
   *[false] The date was read as { $result }: no other reading of it is a date.
}
repair-date-day-first = { $has_value ->
    [true] “{ $value }” was read as { $result }: in your organisation’s country the day comes before the month.
   *[false] The date was read as { $result }: in your organisation’s country the day comes before the month.
}
repair-date-month-first = { $has_value ->
    [true] “{ $value }” was read as { $result }: in your organisation’s country the month comes before the day.
   *[false] The date was read as { $result }: in your organisation’s country the month comes before the day.
}
repair-plus-restored = { $has_value ->
    [true] “{ $value }” was read as { $result }: the + before the country code was missing.
   *[false] The + before the country code was missing; the phone was read as { $result }.
}
repair-zero-restored = { $has_value ->
    [true] “{ $value }” was read as { $result }: the zero at the beginning was missing.
   *[false] The zero at the beginning of the phone was missing; it was read as { $result }.
}
repair-zero-removed = { $has_value ->
    [true] “{ $value }” was read as { $result }: it has a zero too many.
   *[false] The phone has a zero too many; it was read as { $result }.
}
repair-label-removed = { $has_value ->
    [true] “{ $value }” was read as { $result }, without the words beside the number.
   *[false] The words beside the phone were left aside; it was read as { $result }.
}
repair-name-matched = { $has_value ->
    [true] “{ $value }” was read as “{ $result }” of the list.
   *[false] This was read as “{ $result }” of the list.
}

-save-again = Open it in Excel, save it again as an Excel workbook (.xlsx) and upload it again.

# What kind of file it is.
refusal-empty-file = This file is empty. Check that it was saved, and upload it again.
refusal-file-too-large = This file is larger than { $limit } MB. Remove pictures and other sheets, or split it, and upload it again.
refusal-password-protected = This file is password-protected. Save it without a password and upload it again.
refusal-old-excel = This file is in the format of Excel 97 to 2003 (.xls). { -save-again }
refusal-binary-workbook = This file is a binary workbook (.xlsb). { -save-again }
refusal-open-document = This file is an OpenDocument file (.ods). Save it as an Excel workbook (.xlsx) and upload it again.
refusal-compressed-folder = This file is a compressed folder with a workbook in it. Open the folder, take the workbook out and upload that.
refusal-numbers = This file is a document of Apple Numbers. In Numbers, choose File > Export To > Excel, and upload the file you get.
refusal-protected = This file is protected by your organisation: only chosen people can open it (a sensitivity label or rights management; there is no password to remove). In Excel, set a label without encryption, or remove the protection under File > Info > Protect Workbook, save it and upload it again.
refusal-web-page = This file is a web page under the name of a spreadsheet, as some systems export it. { -save-again }
refusal-spreadsheet-xml = This file is in an outdated format of Excel 2003. { -save-again }
refusal-unknown-letters = The letters of this text file cannot be read for certain: it is in an uncommon encoding, or in more than one. Open it in the program it comes from, save it as “CSV UTF-8” and upload it again.
refusal-unclosed-quote = In row { $row }, a quotation mark begins a text that does not end. Remove the mark or close the text, and upload the file again.
refusal-unknown-separator = The values of this text file are separated by “{ $separator }”, which also occurs in texts. Write sep={ $separator } as the first line of the file, or separate the values by semicolons, and upload it again.
refusal-control-characters = Line { $line } of this text file contains control characters, which are no text: part of the file was written in another encoding, or was damaged. Save it again as “CSV UTF-8” in the program it comes from and upload it again.
refusal-not-a-workbook = This file is neither an Excel workbook nor a CSV file. Upload a file saved as .xlsx or .csv.
refusal-macros = This workbook contains macros, which are not accepted. Save it as an Excel workbook without macros (.xlsx) and upload it again.
refusal-incomplete = The end of this file is missing, as after an interrupted upload or download. Upload the complete file again.

# What is inside it. { $cause } is one of the cause-* below.
refusal-damaged = This workbook is damaged ({ $cause }). { -save-again }
refusal-unsafe = This file is not accepted because it { $cause }. { -save-again }
refusal-too-much-inside = This file holds { $cause } than an import takes. Copy the rows to a new workbook and upload that.
refusal-repeated-cell = This workbook is damaged (cell { $cell } occurs more than once, or out of order). { -save-again }
refusal-bad-reference = This workbook is damaged (it has a cell or row number that Excel does not have). { -save-again }

# This workbook is damaged (…).
cause-a-cell-cannot-be-read = a cell cannot be read
cause-a-cell-refers-to-a-text-that-is-not-there = a cell refers to a text that is not there
cause-a-cell-stands-in-another-row-than-it-says = a cell stands in another row than it says
cause-a-row-occurs-more-than-once-or-out-of-order = a row occurs more than once, or out of order
cause-a-sheet-is-listed-without-its-contents = a sheet is listed without its contents
cause-its-contents-are-cut-short-or-garbled = its contents are cut short or garbled
cause-some-of-its-contents-were-lost-or-changed-on-the-way = some of its contents were lost or changed on the way
cause-its-list-of-contents-does-not-match = its list of contents does not match
cause-its-list-of-contents-is-cut-short = its list of contents is cut short
cause-its-list-of-contents-is-too-long = its list of contents is too long
cause-its-list-of-sheets-is-missing = its list of sheets is missing
cause-its-letters-are-not-stored-the-way-excel-stores-them = its letters are not stored the way Excel stores them
cause-one-of-its-parts-is-listed-twice = one of its parts is listed twice
cause-something-follows-its-end = something follows its end
cause-the-contents-of-a-sheet-are-missing = the contents of a sheet are missing
cause-the-links-between-its-parts-are-missing = the links between its parts are missing
cause-two-links-between-its-parts-share-one-name = two links between its parts share one name

# This file is not accepted because it ….
cause-contains-instructions-that-no-workbook-has = contains instructions that no workbook has
cause-contains-a-link-to-another-file = contains a link to another file
cause-contains-a-part-whose-name-leads-out-of-the-workbook = contains a part whose name leads out of the workbook
cause-contains-one-part-twice = contains one part twice
cause-contains-parts-that-overlap = contains parts that overlap
cause-gets-its-contents-from-elsewhere = gets its contents from elsewhere
cause-is-packed-in-a-way-excel-does-not-use = is packed in a way Excel does not use
cause-is-laid-out-in-a-way-that-different-programs-read-differently = is laid out in a way that different programs read differently

# This workbook holds … than an import takes.
cause-a-longer-text = a longer text
cause-a-longer-text-in-one-cell = a longer text in one cell
cause-far-more-data = far more data
cause-more-cell-formats = more cell formats
cause-more-cells = more cells
cause-more-rows = more rows
cause-more-different-texts = more different texts
cause-more-merged-cells = more merged cells
cause-more-parts = more parts
cause-more-sheets = more sheets

# Which sheet is read, and its headings. { $found } is a list of what stands in row 1.
refusal-no-worksheet = This workbook has no worksheet. Put the people on a worksheet and upload it again.
refusal-no-visible-worksheet = Every worksheet of this workbook is hidden. Show the sheet with the people and upload it again.
refusal-sheets-share-name = Two sheets of this workbook are named “{ $name }”. Rename or delete one and upload it again.
refusal-too-many-columns = There is a value in cell { $cell }, beyond the { $limit } columns an import takes. Delete it and upload the file again.
refusal-empty-sheet = The first visible sheet, “{ $sheet }”, is empty. Put the headings in its row 1 and the people below, or hide or delete that sheet, and upload the file again.
refusal-no-headings = Row 1{ $has_sheets ->
    [true] { " " }of the first visible sheet, “{ $sheet }”,
   *[false] { "" }
} has none of the expected headings (First name, Last name, Email, …){ $has_found ->
    [true] ; found were { $found }
   *[false] { "" }
}. { $has_other_sheets ->
    [true] Put the headings in row 1, or move the sheet with the people to the front, and upload the file again.
   *[false] Put the headings in row 1 and upload the file again.
}
refusal-headings-not-first = The headings are in row { $row }. Delete the rows above them, so that the headings are in row 1, and upload the file again.
refusal-headings-are-formulas = The headings are formulas without a saved result. Replace them by plain text and upload the file again.
refusal-repeated-heading = Several columns could be the same: { $clashes }. Keep one of each, delete or rename the others, and upload the file again.
refusal-clash = “{ $column }” could be { $headings }
refusal-missing-headings = { $count ->
    [one] The column { $missing } is missing
   *[other] The columns { $missing } are missing
}{ $has_found ->
    [true] ; found were { $found }
   *[false] { "" }
}. Add what is missing to row 1 and upload the file again.
refusal-no-rows = { $has_sheets ->
    [true] The sheet “{ $sheet }”
   *[false] This file
} has headings but nobody below them. Fill in at least one row and upload the file again.

# Said by the import itself.
refusal-file-gone = The file was deleted before it could be read. Upload it again.
refusal-uploader-may-not = The person who uploaded this file may not create users in this organisation, or no longer may. Have the file uploaded by somebody who may.
refusal-named-person-may-not = The person named as the one who uploaded this file (uploaded-by) may not create users in this organisation, or no longer may. Name somebody who may, or nobody.
refusal-runner-may-not = The person who ran this import after its dry run may not create users in this organisation any more. Upload the file again.
refusal-no-common-department = The person who uploaded this file and the person who ran it manage different departments, so it can create nobody. Upload the file yourself.
refusal-gave-up = We could not finish this import because of a fault on our side. Everyone created so far stays; upload the file again to go on.

# Parts of these sentences.
refusal-missing-contact = “{ $email }” (or “{ $username }” with “{ $phone }”)
unused-instead = { $heading } ({ $other } was used)
unused-suggestion = { $heading } (did you mean { $other }?)

template-sheet-people = People
template-sheet-instructions = Instructions
template-title = How to import people
template-line-1 = Fill in one row for each person on the sheet “{ template-sheet-people }”, from row 2 on. Leave the headings in row 1 as they are.
template-line-2 = Everybody needs an e-mail, or a username and a phone.
template-line-3 = Choose job profile, department, permission type and language from the lists in the cells. The lists are of the day this template was made; if something is missing, add it in the settings and fetch a new template.
template-line-4 = A one-time password is optional. It works once and is never shown again: give everybody their own, and keep a note of it until you have passed it on.
template-line-5 = You may add columns of your own. They are not imported and come back unchanged in the result.
template-line-6 = Save the file as an Excel workbook (.xlsx) and upload it.
template-line-7 = Try a dry run first: every row is checked, and nobody is created.
template-line-8 = Users who exist already are neither changed nor overwritten. So you can correct the file and upload it again.
template-line-9 = If two rows have the same e-mail or username, only the first is used.
template-example = Example
template-stamp = Template for { $organisation }, made on { $date } for { $name }
template-not-listed-title = Not in the list
template-not-listed = Choose an entry from the list. If something is missing, add it in the settings and fetch a new template.

result-existing = Somebody with this e-mail or username is there already; nothing was changed.
result-totals-row = This is the totals row of a table. Nobody is created from it.
result-one-time-password-left-out = Not repeated here: the one-time password. Type it again if this person should have one.
