//! Where somebody belongs who has signed up, should the lists have changed since they pressed the button.

use crate::{
    aws::store::{Store, StoreError},
    domain::{
        organisation::{Department, JobProfile, Organisation, OrganisationSettings, PermissionType},
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
    organisation: &OrganisationSettings,
    mut profile: Profile,
) -> Result<Profile, StoreError> {
    let slug = &organisation.slug;
    let (mut department, mut job_profile, taking, kind) = futures::try_join!(
        store.find_taking::<Department>(slug, &profile.department),
        store.find_taking::<JobProfile>(slug, &profile.job_profile),
        store.find_taking::<PermissionType>(slug, &profile.permission_type),
        store.find_entry::<PermissionType>(slug, &profile.permission_type),
    )?;
    // Where the people of a permission type are moved to, there may be rights, and so may be in this one by now.
    let is_fine = |kind: &PermissionType| taking.as_ref() == Some(&kind.id) && kind.gives_no_rights();
    let mut permission_type = kind.filter(is_fine).map(|kind| kind.id);
    let is_settled = department.is_some() && job_profile.is_some() && permission_type.is_some();
    let lists = if is_settled {
        None
    } else {
        store.find_organisation(slug).await?
    };
    let sign_up = &organisation.settings.sign_up;
    if let Some(Organisation {
        departments,
        job_profiles,
        permission_types,
        ..
    }) = &lists
    {
        department = department.or_else(|| {
            let found = departments.choose([&sign_up.default_department], |_| true)?;
            Some(found.id.clone())
        });
        job_profile = job_profile.or_else(|| {
            let found = job_profiles.choose([&sign_up.default_job_profile], |_| true)?;
            Some(found.id.clone())
        });
        permission_type = permission_type.or_else(|| {
            let default = [&sign_up.default_permission_type];
            let found = permission_types.choose(default, PermissionType::gives_no_rights)?;
            Some(found.id.clone())
        });
    }
    profile.department = department.unwrap_or(profile.department);
    profile.job_profile = job_profile.unwrap_or(profile.job_profile);
    profile.permission_type = permission_type.unwrap_or(profile.permission_type);
    Ok(profile)
}
