# Aufträge: warum einer vorzeitig endete (shared/src/domain/job.rs).

job-failure-asker-may-not = Die Person, die dies veranlasst hat, darf es nicht mehr. Alles bis dahin Erledigte bleibt bestehen.
job-failure-gave-up = Wir konnten dies wegen eines Fehlers auf unserer Seite nicht abschließen. Alles bis dahin Erledigte bleibt bestehen; bitte veranlassen Sie es noch einmal, um fortzufahren.
