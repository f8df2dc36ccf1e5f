"""Canaille, an OpenID provider by others than the first and in another language: provider.py PORT REDIRECT_URI.

It knows one person, `ida` with the password `a-quiet-harbour-1907`, and one client, whose secret is CLIENT_SECRET in the
environment. It says nothing of whether it has verified an e-mail. It ends with its standard input.
"""

import os
import secrets
import sys
import threading
from datetime import datetime, timezone

from canaille import create_app
from canaille.app import models
from werkzeug.serving import make_server


def end_with_the_starter():
    while sys.stdin.buffer.read1(4096):
        pass
    os._exit(0)


def main():
    port, redirect_uri = int(sys.argv[1]), sys.argv[2]
    app = create_app(
        {
            "SECRET_KEY": secrets.token_hex(16),
            "SERVER_NAME": f"127.0.0.1:{port}",
            "PREFERRED_URL_SCHEME": "http",
            "CANAILLE": {
                "DATABASE": "memory",
                "JAVASCRIPT": False,
                "HTMX": False,
                "SMTP": None,
                "LOGGING": {"version": 1, "disable_existing_loggers": True},
            },
            "CANAILLE_OIDC": {"TRUSTED_DOMAINS": []},
        }
    )
    backend = app.backend
    with app.app_context():
        person = models.User(
            user_name="ida",
            formatted_name="Ida Åkjær",
            given_name="Ida",
            family_name="Åkjær",
            emails=["ida.aakjaer@nordlys.example"],
            preferred_language="da",
            password="a-quiet-harbour-1907",
        )
        backend.save(person)
        client = models.Client(
            client_id="rollcall",
            client_id_issued_at=datetime.now(timezone.utc),
            client_secret=os.environ["CLIENT_SECRET"],
            client_name="Rollcall",
            redirect_uris=[redirect_uri],
            grant_types=["authorization_code"],
            response_types=["code"],
            token_endpoint_auth_method="client_secret_basic",
            scope=["openid", "email", "profile"],
        )
        backend.save(client)
        # Known only once it has an id.
        client.audience = [client]
        backend.save(client)
    threading.Thread(target=end_with_the_starter, daemon=True).start()
    make_server("127.0.0.1", port, app, threaded=True).serve_forever()


main()
