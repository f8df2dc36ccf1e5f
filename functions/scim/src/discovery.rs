//! What this service offers, and of what its users are made (RFC 7643, 5 to 7; RFC 7644, 4). Only what is kept and answered is named.

mod schema;

use crate::{
    App,
    access::Directory,
    bulk,
    list::{MOST_RESULTS, USUAL_RESULTS},
    refusal::Refused,
    show,
};
use axum::extract::State;
use rollcall::{
    domain::{
        organisation::{Organisation, OrganisationSettings},
        provisioned::{CORE, ENTERPRISE, OWN},
    },
    web::{answer::Response, page, path::Path, problem::Problem},
};
use serde_json::{Value, json};
use std::sync::Arc;

const CONFIGURATION: &str = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";
const RESOURCE_TYPE: &str = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

fn all(resources: &[Value]) -> Value {
    json!({
        "schemas": [LIST],
        "totalResults": resources.len(),
        "startIndex": 1,
        "itemsPerPage": resources.len(),
        "Resources": resources,
    })
}

/// `GET /ServiceProviderConfig`.
pub(crate) async fn service_provider_config(
    State(app): State<Arc<App>>,
    _: Directory<OrganisationSettings>,
) -> Response {
    let url = &app.env.public_url;
    let configuration = json!({
        "schemas": [CONFIGURATION],
        "documentationUri": format!("{url}/api/docs"),
        "patch": { "supported": true },
        "bulk": { "supported": true, "maxOperations": bulk::MOST_OPERATIONS, "maxPayloadSize": bulk::LARGEST },
        "filter": { "supported": true, "maxResults": MOST_RESULTS },
        "changePassword": { "supported": false },
        "sort": { "supported": false },
        "etag": { "supported": true },
        "pagination": {
            "cursor": true,
            "index": true,
            "defaultPaginationMethod": "index",
            "defaultPageSize": USUAL_RESULTS,
            "maxPageSize": MOST_RESULTS,
            "cursorTimeout": page::LIFETIME.as_secs(),
        },
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "Integration token",
            "description": "Authorization: Bearer with an integration token of the organisation.",
            "specUri": "https://www.rfc-editor.org/rfc/rfc6750",
            "primary": true,
        }],
        "meta": { "resourceType": "ServiceProviderConfig", "location": format!("{url}/scim/v2/ServiceProviderConfig") },
    });
    show::json(200, &configuration)
}

fn of_users(url: &str) -> Value {
    json!({
        "schemas": [RESOURCE_TYPE],
        "id": "User",
        "name": "User",
        "description": "A person of the organisation",
        "endpoint": "/Users",
        "schema": CORE,
        "schemaExtensions": [
            { "schema": ENTERPRISE, "required": false },
            { "schema": OWN, "required": false },
        ],
        "meta": { "resourceType": "ResourceType", "location": format!("{url}/scim/v2/ResourceTypes/User") },
    })
}

/// `GET /ResourceTypes`. Groups are not listed: they are read-only, and clients write to every type that they find here.
pub(crate) async fn resource_types(
    State(app): State<Arc<App>>,
    _: Directory<OrganisationSettings>,
) -> Response {
    show::json(200, &all(&[of_users(&app.env.public_url)]))
}

/// `GET /ResourceTypes/{name}`.
pub(crate) async fn resource_type(
    State(app): State<Arc<App>>,
    _: Directory<OrganisationSettings>,
    Path(name): Path<String>,
) -> Result<Response, Refused> {
    if name != "User" {
        return Err(Problem::not_found().into());
    }
    Ok(show::json(200, &of_users(&app.env.public_url)))
}

/// `GET /Schemas`.
pub(crate) async fn schemas(
    State(app): State<Arc<App>>,
    Directory(caller): Directory<Organisation>,
) -> Response {
    show::json(200, &all(&schema::all(&caller, &app.env.public_url)))
}

/// `GET /Schemas/{name}`.
pub(crate) async fn schema(
    State(app): State<Arc<App>>,
    Directory(caller): Directory<Organisation>,
    Path(name): Path<String>,
) -> Result<Response, Refused> {
    let all = schema::all(&caller, &app.env.public_url);
    let found = all.into_iter().find(|schema| schema["id"] == name.as_str());
    Ok(show::json(200, &found.ok_or_else(Problem::not_found)?))
}
