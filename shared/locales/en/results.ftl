# The looks of the workbooks: the result that comes back, and what the template shows at its cells.
#
# summary-*                          the second sheet of the result; its name has at most 29 letters and none of []:*?/\
# legend-*                           what a colour means
# *-file-name                        what a download is called, without .xlsx
# prompt-*                           what Excel shows at a cell one types into: at most 255 letters

result-file-name = { $name } – result { $date }
result-dry-run-file-name = { $name } – dry run { $date }
template-file-name = { $organisation } – people to import

print-page = Page { $page } of { $pages }

summary-sheet = Summary
summary-title = Result of the import
summary-title-dry-run = Result of the dry run
summary-dry-run = This was a dry run: every row was checked. Nobody was created and nobody was messaged.
summary-cancelled = This import was stopped before its end: nothing was done with the rows without an outcome. Upload this file to go on.
summary-file = File
summary-organisation = Organisation
summary-when = Checked on
summary-moment = { $date }, { $hour }:{ $minute } ({ $zone })
summary-by = Uploaded by
summary-by-system = Delivered by a system
summary-run-by = Run by
summary-not-read = Sheets not read
summary-totals-rows = Rows of totals, left out
summary-unused = Columns not used
summary-counts = What became of the rows
summary-rows = Rows
summary-meaning = What it means
summary-all = All rows
summary-means-created = These people are users now.
summary-means-would-create = These people would be created.
summary-means-existing = These people are users already. Nothing was changed.
summary-means-duplicate = An earlier row of this file is about the same person. Only the first one was used.
summary-means-invalid = Nobody was created for these rows. The column “{ message-heading }” says what to correct.
summary-repaired = Put right
summary-means-repaired = Something in these rows was put right while reading, such as a lost zero. The column “{ message-heading }” says what.
summary-messages = Messages
summary-emails = E-mails
summary-sms = SMS
summary-means-emails = People who get the activation link by e-mail.
summary-means-sms = People who get the activation link by SMS.
summary-waiting-start-date = Starting later
summary-means-waiting-start-date = People among these who start later. They get their message on their start date at 8:00.
summary-unreachable = Not reachable
summary-means-unreachable = No message reaches these people. Give them a one-time password, an e-mail or a mobile number.
summary-single-sign-on = Single sign-on
summary-means-single-sign-on = People who sign in by single sign-on. They need no activation, and nobody messages them.
summary-leavers = Not in this file
summary-leavers-people = People
summary-means-leavers = They were users when this file was imported and are in none of its rows. Nobody was changed. Who they are, and how to disable those who have left: { $address }
summary-next = What to do next
summary-next-filter = On the sheet “{ $sheet }”, filter the column “{ outcome-heading }” for “{ outcome-invalid }”.
summary-next-correct = Correct the red cells. The message and the comment at the cell say how. Leave all other rows as they are.
summary-next-upload = Save this file and upload it. Users who exist already stay as they are; only the corrected rows do anything.
summary-next-run = Run the import for real, or upload the file again without a dry run.
summary-next-nothing = There is nothing to correct.
summary-next-one-time-passwords = One-time passwords are never repeated in this file. Type them again in the rows that still need one.
summary-legend = The colours
legend-bad = Correct this cell. Nobody is created for its row until then.
legend-suspect = Worth a look. This cell may not be what was meant.

heading-required = { $title } *
template-required-line = Columns marked * must be filled in for everybody.
template-legend-required = Must be filled in for everybody.
template-legend-contact = One of two is needed: an e-mail, or a username and a phone.
template-legend-optional = May stay empty.

# An export: its name, its own columns, and what stands in them.
export-file-name = { $organisation } – people { $date }
export-status = Account
export-source = Came by
export-created = Created on
export-activated = Activated on
export-status-awaiting-approval = awaits approval
export-status-invited = invited
export-status-active = active
export-status-disabled = disabled
export-source-manual = by hand
export-source-import = import
export-source-integration = HR system
export-source-sso = single sign-on
export-source-sign-up = sign-up form
