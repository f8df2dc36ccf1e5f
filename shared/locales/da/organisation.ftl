# What the lists of a new organisation begin with. Names within one list differ from each other.

first-department = Administration
first-job-profile-administrator = Administrator
first-job-profile-employee = Medarbejder
first-permission-type-administrator = Administrator
first-permission-type-manager = Leder
first-permission-type-user = Bruger
