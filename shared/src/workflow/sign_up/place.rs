//! Where somebody belongs who has signed up, should the lists have changed since they pressed the button.

use crate::{
    aws::store::{Store, StoreError},
    domain::{
        context::Context,
        organisation::{Department, JobProfile, OrganisationSettings, PermissionType},
        user::Profile,
    },
};

/// The same profile, with entries that take people: where those it has are moved to another one, or were, that one; where they went
/// without people, what sign-up gives now, or the first that is there. Nobody gets rights that way.
///
/// # Errors
///
/// Where the store fails.
pub(super) async fn place(
    store: &Store,
    context: &Context,
    organisation: &OrganisationSettings,
    mut profile: Profile,
) -> Result<Profile, StoreError> {
    let slug = &organisation.slug;
    let ids = [
        &profile.department,
        &profile.job_profile,
        &profile.permission_type,
    ]
    .map(String::as_str);
    let (department, job_profile, kind) = store.find_open_entries(context, slug, ids).await?;
    let kind = kind.filter(PermissionType::gives_no_rights);
    if department.is_some() && job_profile.is_some() && kind.is_some() {
        return Ok(profile);
    }
    let (department, job_profile, lists) = futures::try_join!(
        store.find_taking::<Department>(slug, &profile.department),
        store.find_taking::<JobProfile>(slug, &profile.job_profile),
        store.find_organisation(slug),
    )?;
    let Some(lists) = lists else {
        return Ok(profile);
    };
    let sign_up = &lists.settings.sign_up;
    let department = department.or_else(|| {
        let found = lists
            .departments
            .choose([&sign_up.default_department], |_| true)?;
        Some(found.id.clone())
    });
    let job_profile = job_profile.or_else(|| {
        let found = lists
            .job_profiles
            .choose([&sign_up.default_job_profile], |_| true)?;
        Some(found.id.clone())
    });
    // Where the people of a permission type are moved to, there may be rights: it is not followed there.
    let permission_type = kind.map(|kind| kind.id).or_else(|| {
        let default = [&sign_up.default_permission_type];
        let found = lists
            .permission_types
            .choose(default, PermissionType::gives_no_rights)?;
        Some(found.id.clone())
    });
    profile.department = department.unwrap_or(profile.department);
    profile.job_profile = job_profile.unwrap_or(profile.job_profile);
    profile.permission_type = permission_type.unwrap_or(profile.permission_type);
    Ok(profile)
}
