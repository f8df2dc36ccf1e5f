# Why a request is refused as a whole: problem-{reason} (shared/src/web/problem/reason.rs). What is wrong with a field: faults.ftl.

-nothing-changed = Nothing was changed: neither its name, language, country and time zone nor anybody’s password. Choose another name for a new organisation; to change this one, an administrator signs in to it.

problem-faults = { $count } fields need to be corrected; see `errors`.
problem-not-found = There is nothing here, or it belongs to another organisation.
problem-unauthorised = Sign in and send the access token as `Authorization: Bearer …`.
problem-sign-in-refused = Organisation, e-mail or username, and password do not fit together. After several wrong tries the next ones are refused for a while, whatever they are; a known device is not concerned.
problem-may-not-manage-users = Managing users needs a permission type that includes it.
problem-may-not-manage-settings = Settings and lists need a permission type with manage_settings.
problem-may-not-read-settings = Settings and lists are shown to people who manage them, or users.
problem-not-for-machines = This is for people who are signed in, not for API clients.
problem-scope-missing = This API client’s access token lacks the scope { $scope }.
problem-client-outranks = This API client or integration may do more than you. Somebody with the same rights can give it another secret.
problem-too-many-requests = This API client sends more than 500 requests in ten seconds. Wait a moment and try again.
problem-too-many-scim-requests = The directories of this organisation send more than 1,000 requests in ten seconds. Wait a moment and try again.
problem-machines-full = An organisation has at most { $limit } API clients and integration tokens. Remove one that is not used any more first.
problem-client-changed = Somebody else changed this API client or integration just now. Try again.
problem-connection-outranks = Who sets up single sign-on decides who can sign in as anybody. That takes both manage_users and manage_settings.
problem-connections-full = An organisation has at most { $limit } connections. Remove one that is no longer used first.
problem-connection-changed = Somebody else changed this connection just now. Please try again.
problem-last-connection = Single sign-on is required here, and this is the last connection that works. Add another one and test it first.
problem-sso-outranks = Who requires single sign-on decides who gets in at all. That takes a person with both manage_users and manage_settings.
problem-sso-only = Everybody signs in by single sign-on here. Only the break-glass administrator has a password, and nobody needs a message.
problem-break-glass = This is the break-glass administrator. While single sign-on is required they stay active, and keep their department, permission type and rights. Name somebody else in the settings first.
problem-user-outranks = This user’s permission type carries more than you hold yourself.
problem-may-not-release = Only somebody who manages all users releases what is held. You can drop what you asked for yourself.
problem-hold-decided = This was decided already: it was released or dropped.
problem-may-not-erase-oneself = You cannot erase yourself. Somebody else who manages users can.
problem-type-outranks = This permission type carries more than you hold yourself.
problem-link-gone = This link is no longer valid. Ask the person who invited you for a new one.
problem-ticket-gone = This ticket is no longer valid. Sign in with the one-time password again.
problem-link-still-works = This link still works: choose a password with it. Only an expired link is renewed.
problem-link-sent-too-often = A link was sent five times today. Ask your manager or HR department, or try again tomorrow.
problem-unlocked-too-often = This person was unlocked ten times today. Give them a one-time password, or try again tomorrow.
problem-too-many-attempts = Too many attempts. Wait a little and try again.
problem-too-many-sign-ups = There were very many sign-ups just now. Send this one again in { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}.
problem-sign-up-link-unknown = This sign-up link is none of this organisation’s. Scan the code again, or ask your manager for the link.
problem-sign-up-link-replaced = This sign-up link was replaced by a newer one. Ask your manager or HR department for the new link or poster.
problem-sign-up-link-revoked = This sign-up link is not in use any more. Ask your manager or HR department for another one.
problem-sign-up-link-ended = The time to sign up with this link is over. Ask your manager or HR department for another one.
problem-sign-up-link-full = All places of this sign-up link are taken. Ask your manager or HR department for another one.
problem-printed-link-closed = The department of this sign-up link is gone, so nobody could sign up with what is printed. Make a link for another department, and print that one.
problem-printed-link-ended = The last day of this sign-up link has passed, so nobody could sign up with what is printed. Make a new link, and print that one.
problem-no-sign-up-defaults = People who sign up get a job profile and a permission type without capabilities by default: choose both in the settings first (sign_up.default_job_profile, sign_up.default_permission_type).
problem-too-many-sign-up-links = There are { $limit } sign-up links, and there can be no more. Revoke one that nobody needs first.
problem-user-exists = This user has been created already.
problem-in-flight = The same request is under way; ask again in a moment for its answer.
problem-user-erased = The user whom this request created has been erased. With another Idempotency-Key they can be created again.
problem-user-changed = Somebody else changed this user in the meantime. Read it again and repeat your change.
problem-settings-changed = Somebody else changed the settings in the meantime. Read them again and repeat your change.
problem-languages-changed = Somebody else changed the languages in the meantime. Read them again and repeat.
problem-entry-changed = Somebody else changed this entry in the meantime. Read the list again and repeat your change.
problem-language-in-use = There are users with the language “{ $language }”. Give them another one first.
problem-list-full = A list has at most { $limit } entries. Remove one that is not in use first.
problem-entry-is-default = Signing up gives this { $list ->
    [department] department
    [job_profile] job profile
   *[other] permission type
} by default. Choose another one in the settings first.
problem-entry-in-use = { $count ->
    [one] { $count } person has
   *[other] { $count } people have
} this { $list ->
    [department] department
    [job_profile] job profile
   *[other] permission type
}. Give them another one first, or say with move_to which.
problem-entry-moving = { $list ->
    [department] People are being moved from this department, or to it.
    [job_profile] People are being moved from this job profile, or to it.
   *[other] People are being moved from this permission type, or to it.
} Try again when that is done; it takes a minute or two.
problem-organisation-of-others = There is an organisation of this name, and this e-mail is not its first administrator’s. { -nothing-changed }
problem-organisation-in-use = There is an organisation of this name, and its first administrator has signed in before. { -nothing-changed }
problem-organisation-lists-changed = There is an organisation of this name, and the lists its administrator needs were changed. { -nothing-changed }
problem-user-active = This user is active already and needs no activation.
problem-user-disabled = This user is disabled. Enable them first.
problem-awaits-approval = Nobody has approved this person’s sign-up yet. Approve it first.
problem-not-awaiting-approval = This person does not await approval, or somebody has just decided.
problem-no-longer-invited = This user was activated or disabled just now.
problem-not-uploaded = The file has not been uploaded yet. Send it to the address that came with this import, with the method and headers given there; or ask for a new address.
problem-leavers-unknown = Who is not in this file is known once every row has its outcome. An import that was refused, cancelled or made before this was recorded has no such list.
problem-result-not-made = The result is made when every row has been dealt with. Come back then.
problem-result-refused = There is no result, because the file was refused: { $why }
problem-result-gone = Results are kept for 27 days, and this one is not there. What became of each row is still listed.
problem-no-dry-run = This import is no dry run: it runs for real, or has done so.
problem-run-refused = The file was refused, so there is nothing to run. Correct it and upload it again.
problem-run-cancelled = The dry run was cancelled before its end. Upload the file again to check all of it.
problem-import-ended = This import has ended, so there is nothing to cancel. It can be undone.
problem-dry-run-not-ended = The dry run has not ended yet. Run it for real when it has.
problem-undo-of-dry-run = A dry run has created nobody, so there is nothing to undo.
problem-undo-too-soon = The import has not ended yet. Undo it when it has.
problem-nothing-created = This import has created nobody, so there is nothing to undo.
problem-undo-too-late = An import can be undone for 14 days after its end, which are over. Remove people one by one.
problem-workbook-out-of-reach = The workbook cannot be reached right now. Try again in a moment.
problem-busy = The service is busy. Nothing was lost; try again in a moment.
problem-internal = Something went wrong on our side.
