# Aufträge: warum einer vorzeitig endete (shared/src/domain/job.rs).

job-failure-asker-may-not = Die Person, die dies veranlasst hat, darf es nicht mehr. Alles bis dahin Erledigte bleibt bestehen.
job-failure-gave-up = Wir konnten dies wegen eines Fehlers auf unserer Seite nicht abschließen. Alles bis dahin Erledigte bleibt bestehen; bitte veranlassen Sie es noch einmal, um fortzufahren.
job-failure-target-gone = Der Eintrag, zu dem alle wechseln sollten, ist nicht mehr da oder wird gerade entfernt. Wer schon gewechselt hat, bleibt dort; wählen Sie für die anderen einen anderen Eintrag.
job-failure-some-stay = Einige Personen konnten nicht wechseln, deshalb bleibt der Eintrag. Sehen Sie sich an, wer ihn noch hat, und veranlassen Sie es noch einmal.
