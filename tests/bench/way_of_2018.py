"""The way of 2018, as a baseline: one FETCH of RFC822 a message, iocextract over its text, one POST for everything.

    python way_of_2018.py HOST PORT USER PASSWORD THREATQ_URL CLIENT_ID EMAIL THREATQ_PASSWORD MESSAGES

Prints one line of JSON: messages, seconds, CPU seconds, how often iocextract was stopped after ``STOP`` CPU seconds.
"""

import email
import imaplib
import json
import resource
import signal
import ssl
import sys
import time
import warnings
from email.message import Message

import iocextract
import requests

STOP = 5  # CPU seconds; without a stop one tracking URL keeps it busy for a minute
KINDS = {32: "MD5", 40: "SHA-1", 64: "SHA-256", 128: "SHA-512"}


class Stopped(Exception):
    """iocextract took too long over one message."""


def main() -> None:
    host, port, user, password, url, client_id, address, secret, count = sys.argv[1:]
    signal.signal(signal.SIGPROF, _stop)
    warnings.simplefilter("ignore")
    session = requests.Session()
    session.verify = session.trust_env = False
    login = {"grant_type": "password", "client_id": client_id, "email": address, "password": secret}
    token = session.post(f"{url}/api/token", json=login).json()["access_token"]
    session.headers["Authorization"] = f"Bearer {token}"
    mailbox = imaplib.IMAP4_SSL(host, int(port), ssl_context=ssl._create_unverified_context())
    mailbox.login(user, password)
    mailbox.select("INBOX")
    unread = mailbox.search(None, "UNSEEN")[1][0].split()[: int(count)]
    began, stops = time.perf_counter(), 0
    for number in unread:
        message = email.message_from_bytes(mailbox.fetch(number.decode(), "(RFC822)")[1][0][1])
        stops += _handle(session, url, message)
    spent = resource.getrusage(resource.RUSAGE_SELF)
    result = {
        "messages": len(unread), "seconds": time.perf_counter() - began, "cpu": spent.ru_utime + spent.ru_stime,
        "stopped": stops,
    }  # fmt: skip
    print(json.dumps(result))


def _stop(*_: object) -> None:
    raise Stopped


def _handle(session: requests.Session, url: str, message: Message) -> int:
    text, files = "", []
    for part in message.walk():
        if part.get_filename():
            files.append(_upload(session, url, part.get_filename(), part.get_payload(decode=True)))
        if part.get_content_maintype() == "text":
            text += part.get_payload(decode=True).decode("utf-8", "replace")
    found: set[str] = set()
    signal.setitimer(signal.ITIMER_PROF, STOP)
    try:
        for value in iocextract.extract_iocs(text, refang=True):
            found.add(value)
    except Stopped:
        return 1
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    for value in found:
        body = [{"type": _kind(value), "value": value, "status": "Active", "normalize": "Y"}]
        row = session.post(f"{url}/api/indicators/consume/new", json=body).json()["data"][0]
        for file_id in files:
            session.post(f"{url}/api/attachments/{file_id}/indicators", json={"id": row["id"]})
    return 0


def _upload(session: requests.Session, url: str, name: str, content: bytes) -> int:
    form = {
        "resumableIdentifier": f"1-{name}", "resumableFilename": name, "resumableRelativePath": name,
        "resumableTotalChunks": "1",
    }  # fmt: skip
    session.post(f"{url}/api/attachments/upload", data=form, files={"file": ("blob", content)})
    return session.post(f"{url}/api/attachments", json={"name": name, "type": "Generic Text"}).json()["data"]["id"]


def _kind(value: str) -> str:
    if "://" in value:
        return "URL"
    if "@" in value:
        return "Email Address"
    return KINDS.get(len(value), "IP Address")


if __name__ == "__main__":
    main()
