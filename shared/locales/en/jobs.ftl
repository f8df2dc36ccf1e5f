# Jobs: why one ended before its end (shared/src/domain/job.rs).

job-failure-asker-may-not = The person who asked for this may no longer do so. Everything done until then stays.
job-failure-gave-up = We could not finish this because of a fault on our side. Everything done until then stays; ask for it again to go on.
job-failure-target-gone = The entry that people were to be moved to is gone, or about to go. People who were moved stay there; choose another entry for the others.
job-failure-some-stay = Some people could not be moved, so the entry stays. Look at those who still have it, and ask again.
