"""What the tests of accounts share: signing in by the pages, links in mail, codes of an app."""

import re
import time

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

from members.models import MailMessage
from tests.factories.members import PASSWORD
from tests.hub.surfaces import FRESH_HEADERS, TOKEN

LOGIN = "/nl/account/login/"
RESET = "/nl/account/password/reset/"
CONFIRM = "/nl/account/confirm/"
SECURITY = "/nl/account/security/"
CODE = "/nl/account/two-step/code/"
APP = "/nl/account/two-step/app/"


def sign_in(client, user, password=PASSWORD, **data):
    return client.post(LOGIN, {"username": user.email, "password": password, **data})


def confirm(client, password=PASSWORD):
    """Show once more that it is the account's owner who asks."""
    return client.post(CONFIRM, {"password": password})


def signed_in(client):
    return int(client.session.get("_auth_user_id", 0))


def link_in(message):
    """Return the path of the only link into this site that a mail's button has."""
    return re.search(r"http://testserver(/\w\w/account/[^\s]+/)", message.text).group(1)


def latest():
    return MailMessage.objects.order_by("pk").last()


def answer_of(response, *typed):
    """Return what one receives, without what is drawn anew for each answer, and without what one typed oneself."""
    body = TOKEN.sub(rb"\1", response.content)
    for text in typed:
        body = body.replace(text.encode(), b"TYPED")
    fresh = {*FRESH_HEADERS, "Content-Length", "Expires"}
    headers = {name: value for name, value in response.headers.items() if name not in fresh}
    return response.status_code, headers, body


def app_of(user):
    """Give somebody an app, and return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret, periods=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods))
