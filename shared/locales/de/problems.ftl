# Warum eine Anfrage als Ganzes abgelehnt wird.

-nothing-changed = Nichts wurde geändert: weder Name, Sprache, Land und Zeitzone noch ein Passwort. Wählen Sie für eine neue Organisation einen anderen Namen; um diese zu ändern, meldet sich eine Administratorin oder ein Administrator dort an.

problem-faults = { $count } Felder müssen korrigiert werden; siehe `errors`.
problem-not-found = Hier ist nichts, oder es gehört zu einer anderen Organisation.
problem-unauthorised = Melden Sie sich an und senden Sie das Zugriffstoken als `Authorization: Bearer …`.
problem-sign-in-refused = Organisation, E-Mail-Adresse oder Benutzername und Passwort passen nicht zusammen. Nach mehreren falschen Versuchen werden die nächsten eine Zeit lang abgewiesen, wie auch immer sie lauten; ein bekanntes Gerät ist davon nicht betroffen.
problem-may-not-manage-users = Personen zu verwalten erfordert einen Berechtigungstyp, der es umfasst.
problem-may-not-manage-settings = Einstellungen und Listen erfordern einen Berechtigungstyp mit manage_settings.
problem-may-not-read-settings = Einstellungen und Listen sehen alle, die sie oder Personen verwalten.
problem-not-for-machines = Das ist für angemeldete Personen, nicht für API-Clients.
problem-scope-missing = Dem Zugriffstoken dieses API-Clients fehlt der Zugriffsbereich { $scope }.
problem-client-outranks = Dieser API-Client oder diese Integration darf mehr als Sie. Jemand mit denselben Rechten kann das Geheimnis erneuern.
problem-too-many-requests = Dieser API-Client sendet mehr als 500 Anfragen in zehn Sekunden. Warten Sie einen Moment und versuchen Sie es dann erneut.
problem-too-many-scim-requests = Die Integrationen dieser Organisation senden mehr als 1.000 Anfragen in zehn Sekunden. Warten Sie einen Moment, und versuchen Sie es erneut.
problem-machines-full = Eine Organisation hat höchstens { $limit } API-Clients und Integrationsschlüssel. Entfernen Sie zuerst, was nicht mehr genutzt wird.
problem-client-changed = Jemand anderes hat diesen API-Client oder diese Integration gerade geändert. Bitte versuchen Sie es erneut.
problem-connection-outranks = Wer Single Sign-on einrichtet, bestimmt, wer sich als wer anmelden kann. Das erfordert sowohl manage_users als auch manage_settings.
problem-connections-full = Eine Organisation hat höchstens { $limit } Verbindungen. Entfernen Sie zuerst eine, die nicht mehr genutzt wird.
problem-connection-changed = Jemand anderes hat diese Verbindung gerade geändert. Bitte versuchen Sie es erneut.
problem-last-connection = Single Sign-on ist hier vorgeschrieben, und dies ist die letzte Verbindung, die funktioniert. Fügen Sie zuerst eine andere hinzu, und testen Sie sie.
problem-sso-outranks = Wer Single Sign-on vorschreibt, bestimmt, wer überhaupt hereinkommt. Das erfordert eine Person mit manage_users und manage_settings.
problem-sso-only = Hier melden sich alle per Single Sign-on an. Nur der Notfall-Administrator hat ein Passwort, und niemand braucht eine Nachricht.
problem-break-glass = Dies ist der Notfall-Administrator. Solange Single Sign-on vorgeschrieben ist, bleibt er aktiv und behält Abteilung, Berechtigungstyp und Rechte. Geben Sie zuerst in den Einstellungen jemand anderen an.
problem-user-outranks = Der Berechtigungstyp dieser Person umfasst mehr, als Sie selbst haben.
problem-may-not-release = Nur wer alle Personen verwaltet, gibt Zurückgehaltenes frei. Was Sie selbst veranlasst haben, können Sie verwerfen.
problem-hold-decided = Das ist schon entschieden: Es wurde freigegeben oder verworfen.
problem-may-not-erase-oneself = Sie können sich nicht selbst löschen. Das kann eine andere Person, die Personen verwaltet.
problem-type-outranks = Dieser Berechtigungstyp umfasst mehr, als Sie selbst haben.
problem-link-gone = Dieser Link ist nicht mehr gültig. Bitten Sie die Person, die Sie eingeladen hat, um einen neuen.
problem-ticket-gone = Dieses Ticket ist nicht mehr gültig. Melden Sie sich noch einmal mit dem Einmalpasswort an.
problem-link-still-works = Dieser Link funktioniert noch: Wählen Sie damit ein Passwort. Nur ein abgelaufener Link wird erneuert.
problem-link-sent-too-often = Ein Link wurde heute fünfmal gesendet. Fragen Sie Ihre Führungskraft oder die Personalabteilung, oder versuchen Sie es morgen erneut.
problem-unlocked-too-often = Diese Person wurde heute zehnmal entsperrt. Geben Sie ihr ein Einmalpasswort, oder versuchen Sie es morgen erneut.
problem-too-many-attempts = Zu viele Versuche. Warten Sie ein wenig und versuchen Sie es dann erneut.
problem-too-many-sign-ups = Gerade gab es sehr viele Registrierungen. Senden Sie diese in { $minutes ->
    [one] 1 Minute
   *[other] { $minutes } Minuten
} erneut.
problem-sign-up-link-unknown = Dieser Registrierungslink gehört nicht zu dieser Organisation. Scannen Sie den Code noch einmal, oder fragen Sie Ihre Führungskraft nach dem Link.
problem-sign-up-link-replaced = Dieser Registrierungslink wurde durch einen neueren ersetzt. Fragen Sie Ihre Führungskraft oder die Personalabteilung nach dem neuen Link oder Plakat.
problem-sign-up-link-revoked = Dieser Registrierungslink wird nicht mehr verwendet. Fragen Sie Ihre Führungskraft oder die Personalabteilung nach einem anderen.
problem-sign-up-link-ended = Die Zeit, sich mit diesem Link zu registrieren, ist vorbei. Fragen Sie Ihre Führungskraft oder die Personalabteilung nach einem anderen.
problem-sign-up-link-full = Alle Plätze dieses Registrierungslinks sind vergeben. Fragen Sie Ihre Führungskraft oder die Personalabteilung nach einem anderen.
problem-printed-link-closed = Die Abteilung dieses Registrierungslinks gibt es nicht mehr: Mit dem, was gedruckt wird, könnte sich niemand registrieren. Erstellen Sie einen Link für eine andere Abteilung, und drucken Sie diesen.
problem-printed-link-ended = Der letzte Tag dieses Registrierungslinks ist verstrichen: Mit dem, was gedruckt wird, könnte sich niemand registrieren. Erstellen Sie einen neuen Link, und drucken Sie diesen.
problem-no-sign-up-defaults = Wer sich registriert, bekommt standardmäßig ein Jobprofil und einen Berechtigungstyp ohne Rechte: Wählen Sie erst beide in den Einstellungen (sign_up.default_job_profile, sign_up.default_permission_type).
problem-too-many-sign-up-links = Es gibt { $limit } Registrierungslinks, und mehr können es nicht sein. Widerrufen Sie erst einen, den niemand braucht.
problem-user-exists = Diese Person ist schon angelegt.
problem-in-flight = Dieselbe Anfrage wird gerade bearbeitet; fragen Sie gleich noch einmal nach ihrer Antwort.
problem-user-erased = Die Person, die diese Anfrage angelegt hat, wurde gelöscht. Mit einem anderen Idempotency-Key wird sie neu angelegt.
problem-user-changed = Jemand anderes hat diese Person inzwischen geändert. Lesen Sie sie erneut und wiederholen Sie Ihre Änderung.
problem-settings-changed = Jemand anderes hat die Einstellungen inzwischen geändert. Lesen Sie sie erneut und wiederholen Sie Ihre Änderung.
problem-languages-changed = Jemand anderes hat die Sprachen inzwischen geändert. Lesen Sie sie erneut und wiederholen Sie es.
problem-entry-changed = Jemand anderes hat diesen Eintrag inzwischen geändert. Lesen Sie die Liste erneut und wiederholen Sie Ihre Änderung.
problem-language-in-use = Es gibt Personen mit der Sprache „{ $language }“. Geben Sie ihnen erst eine andere.
problem-list-full = Eine Liste hat höchstens { $limit } Einträge. Entfernen Sie erst einen, der nicht verwendet wird.
problem-entry-is-default = Die Selbstregistrierung vergibt standardmäßig { $list ->
    [department] diese Abteilung
    [job_profile] dieses Jobprofil
   *[other] diesen Berechtigungstyp
}. Wählen Sie in den Einstellungen erst etwas anderes.
problem-entry-in-use = { $count ->
    [one] { $count } Person hat
   *[other] { $count } Personen haben
} { $list ->
    [department] diese Abteilung
    [job_profile] dieses Jobprofil
   *[other] diesen Berechtigungstyp
}. Geben Sie ihnen erst etwas anderes, oder nennen Sie es mit move_to.
problem-entry-moving = { $list ->
    [department] Gerade werden Personen aus dieser Abteilung oder in sie verschoben.
    [job_profile] Gerade werden Personen von diesem Jobprofil oder zu ihm verschoben.
   *[other] Gerade werden Personen von diesem Berechtigungstyp oder zu ihm verschoben.
} Versuchen Sie es danach noch einmal; es dauert ein, zwei Minuten.
problem-organisation-of-others = Es gibt eine Organisation mit diesem Namen, und diese E-Mail-Adresse ist nicht die ihrer ersten Administration. { -nothing-changed }
problem-organisation-in-use = Es gibt eine Organisation mit diesem Namen, und ihre erste Administration hat sich schon angemeldet. { -nothing-changed }
problem-organisation-lists-changed = Es gibt eine Organisation mit diesem Namen, und die Listen, die ihre Administration braucht, wurden geändert. { -nothing-changed }
problem-user-active = Diese Person ist schon aktiv und braucht keine Aktivierung.
problem-user-disabled = Diese Person ist gesperrt. Heben Sie die Sperre erst auf.
problem-awaits-approval = Die Registrierung dieser Person ist noch nicht freigegeben. Geben Sie sie erst frei.
problem-not-awaiting-approval = Diese Person wartet nicht auf Freigabe, oder jemand hat gerade entschieden.
problem-no-longer-invited = Diese Person wurde gerade eben aktiviert oder gesperrt.
problem-not-uploaded = Die Datei ist noch nicht hochgeladen. Senden Sie sie an die Adresse, die mit diesem Import kam, mit der Methode und den Headern, die dort stehen; oder fordern Sie eine neue Adresse an.
problem-leavers-unknown = Wer nicht in dieser Datei steht, ist bekannt, sobald jede Zeile ihr Ergebnis hat. Ein Import, der abgelehnt oder abgebrochen wurde oder aus der Zeit vor dieser Aufzeichnung stammt, hat keine solche Liste.
problem-result-not-made = Das Ergebnis entsteht, wenn jede Zeile bearbeitet ist. Kommen Sie dann wieder.
problem-result-refused = Es gibt kein Ergebnis, denn die Datei wurde abgelehnt: { $why }
problem-result-gone = Ergebnisse werden 27 Tage aufbewahrt, und dieses ist nicht da. Was aus jeder Zeile wurde, ist weiterhin aufgeführt.
problem-no-dry-run = Dieser Import ist kein Probelauf: Er läuft wirklich oder ist schon gelaufen.
problem-run-refused = Die Datei wurde abgelehnt, also gibt es nichts auszuführen. Korrigieren Sie sie und laden Sie sie noch einmal hoch.
problem-run-cancelled = Der Probelauf wurde vorzeitig abgebrochen. Laden Sie die Datei noch einmal hoch, um alles prüfen zu lassen.
problem-import-ended = Dieser Import ist beendet, es gibt nichts mehr abzubrechen. Er kann rückgängig gemacht werden.
problem-dry-run-not-ended = Der Probelauf ist noch nicht beendet. Führen Sie ihn wirklich aus, wenn er es ist.
problem-undo-of-dry-run = Ein Probelauf hat niemanden angelegt, also gibt es nichts rückgängig zu machen.
problem-undo-too-soon = Der Import ist noch nicht beendet. Machen Sie ihn rückgängig, wenn er es ist.
problem-nothing-created = Dieser Import hat niemanden angelegt, also gibt es nichts rückgängig zu machen.
problem-undo-too-late = Ein Import kann bis 14 Tage nach seinem Ende rückgängig gemacht werden, und die sind vorbei. Entfernen Sie die Personen einzeln.
problem-workbook-out-of-reach = Die Arbeitsmappe ist gerade nicht erreichbar. Versuchen Sie es gleich noch einmal.
problem-busy = Der Dienst ist ausgelastet. Nichts ist verloren gegangen; versuchen Sie es gleich noch einmal.
problem-internal = Bei uns ist etwas schiefgegangen.
