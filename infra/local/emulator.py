"""Starts MiniStack for Rollcall, with the few things mended in which it differs from AWS.

Run by `rollcall-local`, which holds the other end of standard input: when that closes, however the holder
ended, the emulator goes with every function it has started.
"""

import os
import signal
import threading
import time

from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services import apigateway, lambda_svc, sns


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


class Stamped(list):
    """Text messages, each with the time it was sent, which the emulator does not note."""

    def append(self, message):
        super().append({**message, "Timestamp": time.time()})


def text_messages_to(number):
    messages = sns._sms_messages.get(number)
    if messages is None:
        messages = sns._sms_messages[number] = Stamped()
    return messages


fetch_code = lambda_svc._fetch_code_from_s3


def code_in_the_starters_account(bucket, key, version_id=None):
    """Tests deploy to many accounts; the functions' code is uploaded, and kept in memory, once."""
    with request_scope(os.environ["MINISTACK_ACCOUNT_ID"], get_region()):
        return fetch_code(bucket, key, version_id=version_id)


end_environments = lambda_svc.invalidate_worker


def end_environments_of_one_account(name, qualifier=None, account=None, region=None):
    """A deployment ends the environments of the functions it replaces: its own, and not, in the middle of a
    request, those of the same name in other accounts."""
    end_environments(name, qualifier=qualifier, account=account or get_account_id(), region=region)


apigateway.find_api_scope = owner_of_any_api
lambda_svc._fetch_code_from_s3 = code_in_the_starters_account
lambda_svc.invalidate_worker = end_environments_of_one_account
sns._sms_log_for = text_messages_to

if __name__ == "__main__":
    threading.Thread(target=leave_with_the_starter, daemon=True).start()
    from ministack.app import main

    main()
