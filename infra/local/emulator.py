"""Starts MiniStack for Rollcall, with the few things mended in which it differs from AWS.

Run by `rollcall-local`, which holds the other end of standard input: when that closes, however the holder
ended, the emulator goes with every function it has started.
"""

import json
import os
import signal
import threading
import time
from contextvars import ContextVar

from ministack import app
from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services import apigateway, eventbridge, lambda_svc, s3, secretsmanager, ses, sns
from ministack.services.cloudformation import provisioners


def leave_with_the_starter():
    while os.read(0, 4096):
        pass
    os.killpg(os.getpgrp(), signal.SIGKILL)


def owner_of_any_api(api_id):
    """An API's address is public: whose account it is in follows from its id, not from who calls."""
    for account, region, known in (key for key, _ in apigateway._apis.all_items()):
        if known == api_id:
            return account, region
    return None


# Text messages of each account in the order in which they were sent.
texts_in_order = {}


class Stamped(list):
    """Text messages to a number, each with the time it was sent, which the emulator does not note."""

    def __init__(self, number):
        super().__init__()
        self.number = number

    def append(self, message):
        message = {**message, "Timestamp": time.time()}
        super().append(message)
        texts_in_order.setdefault(get_account_id(), []).append((self.number, message))


def text_messages_to(number):
    messages = sns._sms_messages.get(number)
    if messages is None:
        messages = sns._sms_messages[number] = Stamped(number)
    return messages


# How much one answer holds: a look at what is new costs little, however much there is.
BATCH = 2000


def mails_of(account):
    for key, mails in ses._sent_emails.to_dict().items():
        if key[0] == account and key[-1] == "entries":
            return mails
    return []


def rendered(mail, part):
    return mail.get("Rendered" + part) or mail.get(part)


def news(account, mails, texts):
    """What an account has sent since so many mails and text messages, without the HTML."""
    all_mails, all_texts = mails_of(account), texts_in_order.get(account, [])
    return {
        "mails": [
            {
                "to": mail.get("To", []),
                "subject": rendered(mail, "Subject") or "",
                "text": rendered(mail, "BodyText") or "",
                "at": mail["Timestamp"],
            }
            for mail in all_mails[mails : mails + BATCH]
        ],
        "texts": [
            {"to": number, "text": message["Message"], "at": message["Timestamp"]}
            for number, message in all_texts[texts : texts + BATCH]
        ],
        "more": len(all_mails) > mails + BATCH or len(all_texts) > texts + BATCH,
    }


def html_of(account, number):
    mails = mails_of(account)
    return rendered(mails[number], "BodyHtml") if number < len(mails) else None


handle_ses_messages = app._handle_ses_messages_request


async def handle_inbox(method, path, headers, query):
    """The inbox asks for what is new, and for one mail's HTML; everything else is the emulator's own."""

    def asked(name):
        return query.get(name, ["0"])[0]

    if path == "/_rollcall/news":
        answer = news(asked("account"), int(asked("mails")), int(asked("texts")))
    elif path == "/_rollcall/mail":
        answer = html_of(asked("account"), int(asked("number")))
    else:
        return await handle_ses_messages(method, path, headers, query)
    return 200, {"Content-Type": "application/json"}, json.dumps(answer).encode()


fetch_code = lambda_svc._fetch_code_from_s3


def code_in_the_starters_account(bucket, key, version_id=None):
    """Tests deploy to many accounts; the functions' code is uploaded, and kept in memory, once."""
    with request_scope(os.environ["MINISTACK_ACCOUNT_ID"], get_region()):
        return fetch_code(bucket, key, version_id=version_id)


resource_of = iam_actions.extract_resource_arn
sender = ContextVar("sender", default=None)


def resource_or_sender(service, method, path, headers, body, query_params, region, account, *more):
    """Who sends a mail is what a policy allows; the emulator sees no resource in it."""
    if service == "ses" and path.endswith("/outbound-emails"):
        address = json.loads(body)["FromEmailAddress"].rpartition("<")[2].rstrip(">")
        sender.set(address)
        return f"arn:aws:ses:{region}:{account}:identity/{address}"
    return resource_of(service, method, path, headers, body, query_params, region, account, *more)


enforce = iam_evaluator.enforce


def enforce_with_the_sender(key, action, service, region, resource_arn="*", service_context=None):
    if action == "ses:SendEmail":
        service_context = {**(service_context or {}), "ses:FromAddress": sender.get()}
    return enforce(key, action, service, region, resource_arn, service_context)


dynamodb_context = iam_actions.dynamodb_service_context


def dynamodb_context_with_the_key(body):
    """Which items a role may write can depend on their partition key, which the emulator does not look at."""
    context = dynamodb_context(body)
    request = json.loads(body)
    key = (request.get("Item") or request.get("Key") or {}).get("pk")
    return {**context, "dynamodb:LeadingKeys": [key["S"]]} if key else context


resolve_condition_key = iam_evaluator._resolve_condition_key


def resolve_to_the_role(key, context):
    """`aws:PrincipalArn` of a role's session is the role's own; the emulator has the session's there."""
    value = resolve_condition_key(key, context)
    if key.lower() == "aws:principalarn" and value and ":assumed-role/" in value:
        account, role = value.split(":")[4], value.split("/")[1]
        return f"arn:aws:iam::{account}:role/{role}"
    return value


pin_request_origin = app.pin_request_origin


def origin_as_if_over_tls(source_ip, secure_transport):
    """The bucket's policy refuses what comes without TLS, which the loopback address does not have."""
    pin_request_origin(source_ip, True)


end_environments = lambda_svc.invalidate_worker


def end_environments_of_one_account(name, qualifier=None, account=None, region=None):
    """A deployment ends the environments of the functions it replaces: its own, and not, in the middle of a
    request, those of the same name in other accounts."""
    end_environments(name, qualifier=qualifier, account=account or get_account_id(), region=region)


report_object = s3._fire_s3_event
reported_version = ContextVar("reported_version", default=None)


def report_object_with_its_version(bucket_name, key, event_name, *args, version_id=None, **more):
    reported_version.set(version_id)
    report_object(bucket_name, key, event_name, *args, version_id=version_id, **more)


dispatch_event = eventbridge._dispatch_event


def dispatch_event_with_the_version(event, view=None):
    """S3 names the object's version to EventBridge, too."""
    if event["Source"] == "aws.s3" and reported_version.get():
        detail = json.loads(event["Detail"])
        detail["object"]["version-id"] = reported_version.get()
        event = {**event, "Detail": json.dumps(detail)}
    return dispatch_event(event, view)


def invoke_for_a_rule(arn, payload):
    """A rule's target is invoked asynchronously: tried again when it fails, and then put into its queue."""
    function, configuration, _ = lambda_svc._get_func_record_for_ref(arn)
    if function and configuration:
        record = lambda_svc._execution_record_for_config(function, configuration)
        lambda_svc.invoke_async_with_retry(record, json.loads(payload))


def put_secret_policy(name, properties, stack_name):
    """The emulator evaluates a secret's policy, and makes none from a template."""
    policy = {"SecretId": properties["SecretId"], "ResourcePolicy": json.dumps(properties["ResourcePolicy"])}
    answer = secretsmanager._put_resource_policy(policy)
    if answer[0] >= 400:
        raise ValueError(f"The policy of a secret was refused: {answer[2]!r}")
    return properties["SecretId"], {}


def change_secret_policy(secret, _before, properties, stack_name):
    return put_secret_policy(secret, properties, stack_name)


def delete_secret_policy(secret, _properties):
    secretsmanager._delete_resource_policy({"SecretId": secret})


apigateway.find_api_scope = owner_of_any_api
app.pin_request_origin = origin_as_if_over_tls
iam_actions.dynamodb_service_context = dynamodb_context_with_the_key
iam_actions.extract_resource_arn = resource_or_sender
iam_evaluator.enforce = enforce_with_the_sender
iam_evaluator._resolve_condition_key = resolve_to_the_role
eventbridge._dispatch_event = dispatch_event_with_the_version
eventbridge._dispatch_to_lambda = invoke_for_a_rule
provisioners._RESOURCE_HANDLERS["AWS::SecretsManager::ResourcePolicy"] = {
    "create": put_secret_policy,
    "update": change_secret_policy,
    "delete": delete_secret_policy,
}
lambda_svc._fetch_code_from_s3 = code_in_the_starters_account
lambda_svc.invalidate_worker = end_environments_of_one_account
s3._fire_s3_event = report_object_with_its_version
sns._sms_log_for = text_messages_to
app._handle_ses_messages_request = handle_inbox

if __name__ == "__main__":
    threading.Thread(target=leave_with_the_starter, daemon=True).start()
    app.main()
