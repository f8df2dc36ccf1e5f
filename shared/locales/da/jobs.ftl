# Job: hvorfor et job sluttede før tid (shared/src/domain/job.rs).

job-failure-asker-may-not = Den person, der bad om dette, har ikke længere lov til det. Alt, hvad der er gjort indtil da, består.
job-failure-gave-up = Vi kunne ikke gøre dette færdigt på grund af en fejl hos os. Alt, hvad der er gjort indtil da, består; bed om det igen for at fortsætte.
job-failure-target-gone = Den post, som folk skulle flyttes til, findes ikke længere eller er på vej væk. De flyttede bliver, hvor de er; vælg en anden post til resten.
job-failure-some-stay = Nogle kunne ikke flyttes, så posten bliver. Se på dem, der stadig har den, og bed om det igen.
