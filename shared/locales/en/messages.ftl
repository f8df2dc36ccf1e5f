# What is sent by mail and SMS. An SMS should fit into 160 letters together with a link of about 100.

date = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
date-short = { $day } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
} { $year }

greeting = Hello { $name },
greeting-nameless = Hello,

# The activation of somebody the organisation created.
activation-subject = { $organisation }: choose your password
activation-intro = { $organisation } has created an account for you. Choose a password, and you are in.
activation-why = You are receiving this e-mail because { $organisation } created an account for you. If you were not expecting it, please ask your manager or HR department.

# The activation of somebody who signed up.
signed-up-subject = { $organisation }: finish creating your account
signed-up-intro = Thank you for signing up with { $organisation }. Choose a password, and you are in.
signed-up-why = You are receiving this e-mail because somebody entered this address in the sign-up form of { $organisation }. If it was not you, you can ignore it: without a password, nothing comes of the account.
signed-up-sign-in-email = From then on, you sign in with the e-mail address this message was sent to.
signed-up-sign-in-username = From then on, you sign in with the username you chose in the form.

activation-button = Choose a password
activation-expires = The link works until { $date }. If you come later, open it anyway and ask for a new one.
activation-plain-link = If the button does not work, copy this address into your browser:
activation-sign-in-email = From then on, you sign in with your e-mail address:
activation-sign-in-username = From then on, you sign in with your username:
activation-sign-in-either = From then on, you sign in with your e-mail address or your username:
activation-sign-in-page = Your sign-in page:
never-forward = The link is for you alone. Please do not forward it.

# Somebody signed up with an address that has an account.
already-subject = { $organisation }: you already have an account
already-intro = Somebody, most likely you, wanted to create an account with { $organisation } using this address. There is no need to: you already have one.
already-button = Go to the sign-in page
already-why = You are receiving this e-mail because this address was entered in the sign-up form of { $organisation }. If it was not you, you can ignore it: nothing has been changed.

sms-greeting = Hello { $name }!
sms-choose = Choose a password for your account at { $organisation }: { $link }
sms-choose-short = { $organisation }, choose a password: { $link }
sms-username = Username: { $username }
sms-expires = Valid until { $date }
sms-already = You already have an account at { $organisation }. Sign in here: { $link }
sms-already-short = { $organisation }, sign in: { $link }

# What an active person is told of their account's safety. Nobody's address is in it.
email-changed-subject = { $organisation }: the e-mail address of your account was changed
email-changed-intro = Somebody who manages users at { $organisation } has changed the e-mail address of your account. From now on, this address no longer signs you in, and messages go to the new one.
email-changed-why = You are receiving this e-mail because this address belonged to an account at { $organisation } until now.
one-time-granted-subject = { $organisation }: a one-time password was created for your account
one-time-granted-intro = Somebody who manages users at { $organisation } has created a one-time password for your account. Anybody who has it can choose a new password for you.
one-time-granted-why = You are receiving this e-mail because this address belongs to an account at { $organisation }.
notice-not-you = Did you not ask for this? Then please tell your HR department at once.
sms-email-changed = { $organisation } has changed the e-mail address of your account. Did you not ask for this? Tell HR at once.
sms-one-time-granted = { $organisation } has created a one-time password for your account. Did you not ask for it? Tell HR at once.

# Somebody manages people, and sign-ups await their approval.
sign-ups-await-subject = { $organisation }: sign-ups await your approval
sign-ups-await-intro = Somebody has signed up with { $organisation } and awaits your approval.
sign-ups-await-what = Approve or refuse them; until then they cannot sign in. You get this message once an hour at most.
sign-ups-await-why = You are receiving this e-mail because you manage people at { $organisation }.
sms-sign-ups-await = Somebody has signed up with { $organisation } and awaits your approval.

# A sign-up was refused.
sign-up-refused-subject = { $organisation }: about your sign-up
sign-up-refused-intro = Thank you for signing up with { $organisation }. Your sign-up was not approved, and what you entered has been deleted.
sign-up-refused-reason = The reason that was given: { $reason }
sign-up-refused-ask = If you think that this is a mistake, ask your manager or HR department.
sign-up-refused-why = You are receiving this e-mail because somebody entered this address in the sign-up form of { $organisation }. If it was not you, you can ignore it.
sms-sign-up-refused = { $organisation } did not approve your sign-up. Is this a mistake? Ask your manager or HR.
