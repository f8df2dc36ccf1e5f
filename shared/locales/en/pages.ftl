# What is shown in a browser.

page-title = { $page } – { $organisation }
page-title-faulty = Problem: { $page } – { $organisation }
language-choice = Language
skip-to-content = Skip to content
faults-title = { $count ->
    [one] There is a problem
   *[other] There are { $count } problems
}

home-title = Welcome to Rollcall
home-text = Every organisation has a page of its own here. Open the address your organisation gave you, or the link in your message.

sign-in-title = Sign in
sign-in-identifier = E-mail address or username
sign-in-password = Password
sign-in-button = Sign in
sign-in-wrong = That did not match. Check your e-mail address or username and your password, and try again. After several wrong tries we wait a while before we look at another one, even at the right one.
sign-in-too-often = There have been too many wrong attempts from your network. Please try again in { $minutes ->
    [one] a minute
   *[other] { $minutes } minutes
}.
sign-in-help = Forgotten your password, or never had one? Your manager or HR department can help you.
signed-out = You are signed out.
sign-up-question = Don’t have an account?
sign-up-invitation = Create one now!

choose-title = Choose your password
choose-greeting = Welcome, { $name }!
choose-greeting-nameless = Welcome!
choose-intro = Choose a password for your account at { $organisation }, and you are in.
choose-sign-in-with = You will sign in with
choose-password = New password
choose-policy = At least { $shortest } characters. Three or four unrelated words are easy to remember and hard to guess.
choose-repeat = Repeat the password
choose-button = Activate my account

change-title = Choose a password of your own
change-intro = You have signed in with a one-time password. Choose a password of your own: as soon as you save it, it takes the place of the one-time password.
change-button = Save and continue

welcome-activated = You are in, { $name }!
welcome-activated-text = Your account at { $organisation } is active.
welcome-title = Hello, { $name }
welcome-text = You are signed in at { $organisation }.
welcome-name = Name
welcome-organisation = Organisation
welcome-identifiers = You sign in with
welcome-next-time = Next time, sign in here:
sign-out-button = Sign out

link-unusable-title = This link does not work
link-unusable-text = It may have been used already, or copied only in part. If you have chosen a password before, just sign in.
link-unusable-help = Otherwise, ask your manager or HR department for a new link.
link-expired-title = This link has expired
link-expired-text = No harm done: we can send you a new one, the same way you received this one.
link-expired-button = Send me a new link
link-to-sign-in = Go to the sign-in page
renewed-title = A new link is on its way
renewed-text = Look at your mail or text messages in a moment. The new link leads you back here.
renewed-help = Nothing there after a few minutes? Look in the spam folder, or ask your manager or HR department.

sign-up-title = Create your account
sign-up-intro = For everybody who works at { $organisation }.
sign-up-first-name = First name
sign-up-last-name = Last name
sign-up-sign-in-with = How would you like to sign in?
sign-up-by-email = With my e-mail address
sign-up-by-username = With a username and my mobile phone
sign-up-email = E-mail address
sign-up-email-hint = We send you a link to choose your password.
sign-up-username = Username
sign-up-username-hint = Letters, digits and . - _ without spaces
sign-up-phone = Mobile phone
sign-up-phone-hint = For example +45 20 12 34 56. We text you a link to choose your password.
sign-up-department = Department
sign-up-department-choose = Choose your department
sign-up-language = Language
sign-up-button = Create account
sign-up-have-account = Already have an account?
sign-up-received-title = Check your messages
sign-up-received-email = We are sending an e-mail to { $contact }. It tells you how to go on.
sign-up-received-phone = We are sending a text message to { $contact }. It tells you how to go on.
sign-up-too-often = There were very many sign-ups just now. What you typed is still here: please send it again in { $minutes ->
    [one] a minute
   *[other] { $minutes } minutes
}.
sign-up-received-help = Nothing there after a few minutes? Check that the address or number is right, and look in the spam folder.
sign-up-again = Fill in the form again
sign-up-unavailable-title = Sign-up is closed
sign-up-unavailable-text = Accounts at { $organisation } cannot be created here. Your manager or HR department can create one for you.

not-found-title = There is nothing here
not-found-text = Check the address, letter by letter. If you followed a link, it may be incomplete.
too-often-title = A moment, please
too-often-text = That was tried too often just now. Please try again in { $minutes ->
    [one] a minute
   *[other] { $minutes } minutes
}.
too-often-today = That was tried too often today. Please try again in { $hours } hours, or ask your manager or HR department.
timed-out-title = Once more, please
timed-out-text = There are ten minutes to choose a password, and they are over. If you have chosen one already, sign in with it; if not, sign in with your one-time password again.
refused-title = That did not work
refused-text = Something was sent here that this page does not take. Please open it anew and try again.
busy-title = Very busy just now
busy-text = Nothing is lost. Please try again in a minute.
unexpected-title = Something went wrong
unexpected-text = The fault is ours, not yours. Please try again in a few minutes.
unexpected-reference = If it happens again, please give us this reference:

# What is wrong with a field: fault-(field)-(code), else fault-(code), else fault-other.
fault-other = Please check this field.
# Behind a fault, where it is known what was meant.
fault-did-you-mean = Did you mean “{ $suggestion }”?
fault-first-name-required = Enter your first name.
fault-last-name-required = Enter your last name.
fault-email-required = Enter your e-mail address.
fault-username-required = Enter a username.
fault-phone-required = Enter your mobile phone number.
fault-department-required = Choose your department.
fault-language-required = Choose your language.
fault-identifier-required = Enter your e-mail address or username.
fault-password-required = Enter a password.
fault-required = Please fill in this field.
fault-too-long = This is too long.
fault-control-character = This holds a line break or an invisible character. Please type it again.
fault-looks-like-a-link = This looks like a web address, not like a name.
fault-not-an-address = This is not a complete e-mail address. It should look like anna@example.com.
fault-not-one-address = Enter one e-mail address only, such as anna@example.com.
fault-beyond-ascii = We cannot send e-mail to an address with { $found } before the @.
fault-comma-in-domain = There is a comma after the @ where a dot belongs.
fault-garbled-text = The letters were garbled by another program.
fault-html-entity = This holds characters as a web page writes them.
fault-stray-apostrophe = This begins with an apostrophe that does not belong there.
fault-stray-punctuation = This begins or ends with a comma or semicolon.
fault-lost-character = A letter was lost here in another program. Please type it again.
fault-domain-not-allowed = This address cannot be used here. Use your e-mail address at work.
fault-country-not-allowed = From here, no text message can be sent to numbers of this country. Give another number.
fault-contains-at = A username has no @. To use an e-mail address, choose to sign in with it.
fault-not-a-username = Use letters, digits and . - _ only, without spaces.
fault-mixed-scripts = Use the letters of one alphabet only.
fault-username-taken = This username is taken. Choose another one.
fault-not-a-phone = This is not a complete phone number. Write it like +45 20 12 34 56.
fault-country-unknown = Begin with + and the country code, such as +45 20 12 34 56.
fault-ambiguous-phone = Write the number with + and country code, such as +45 20 12 34 56.
fault-foreign-phone = Write the number with + and country code, such as +45 20 12 34 56.
fault-several-phones = Enter one number only.
fault-text-beside-phone = Enter the number alone, without words.
fault-has-extension = Enter a mobile number without an extension.
fault-premium-rate = Enter an ordinary mobile number.
fault-no-mobile = This number cannot receive text messages. Enter a mobile number.
fault-unknown-department = Choose a department from the list.
fault-unknown-language = Choose a language from the list.
fault-password-too-short = The password is too short. Use at least 8 characters.
fault-password-too-long = The password is too long. Use at most 256 characters.
fault-password-too-easy = The password is too easy to guess. Try three or four words that have nothing to do with each other, or with you.
fault-password-own-words = This password is made of your own or your organisation’s name. Choose words that have nothing to do with either.
fault-password-same-as-one-time = Choose another password than the one-time password.
fault-repeat-differs = The two passwords are not the same. Type both again.
