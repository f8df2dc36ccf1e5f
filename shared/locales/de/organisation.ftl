# What the lists of a new organisation begin with. Names within one list differ from each other.

first-department = Verwaltung
first-job-profile-administrator = Administration
first-job-profile-employee = Mitarbeitende
first-permission-type-administrator = Administration
first-permission-type-manager = Führungskraft
first-permission-type-user = Benutzer
