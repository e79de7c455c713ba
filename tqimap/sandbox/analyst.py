"""What an analyst does in the pages of ThreatQ, by the same forms: log in, fill in a feed's settings, switch it on."""

import ssl
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar

# A page of a server on loopback; seconds.
_LIMIT = 20.0


@dataclass(slots=True)
class Form:
    """A form of a page: where it goes, its fields by label, and the values that it would send."""

    action: str
    names: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)


class Analyst:
    """A browser without a screen. Raises ``urllib.error.URLError`` where a page cannot be had."""

    def __init__(self, url: str, ca_file: str) -> None:
        self._url = url
        context = ssl.create_default_context(cafile=ca_file)
        self._browser = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=context),
            urllib.request.HTTPCookieProcessor(CookieJar()),
        )

    def log_in(self, email: str, password: str) -> None:
        """Enter through the login page. Raises LookupError if ThreatQ will not have it."""
        page = self._send("/login?to=/incoming-feeds", {"email": email, "password": password})
        if 'role="alert"' in page:
            raise LookupError("ThreatQ refused the login")

    def fill_in(self, feed: str, settings: Mapping[str, str]) -> None:
        """Incoming Feeds, ThreatQ Labs, the feed's Connection form: type ``settings`` (by label), Save Changes."""
        form = self._form(feed, "/connection")
        for label, value in settings.items():
            form.values[form.names[label]] = value
        self._send(form.action, form.values)

    def switch_on(self, feed: str) -> None:
        """Use the switch of a feed that is off."""
        self._send(self._form(feed, "/switch").action, {})

    def page(self, path: str) -> str:
        """The text of a page, as HTML."""
        return self._send(path, None)

    def _form(self, feed: str, ending: str) -> Form:
        reader = _Forms()
        reader.feed(self.page("/incoming-feeds?tab=ThreatQ%20Labs"))
        for place in [form.action for form in reader.forms if form.values.get("feed_name") == feed]:
            wanted = place.rpartition("/")[0] + ending
            return next(form for form in reader.forms if form.action == wanted)
        raise LookupError(f"the tab ThreatQ Labs shows no feed named {feed}")

    def _send(self, path: str, values: Mapping[str, str] | None) -> str:
        """Fetch a page, or send a form; the text of the page that comes back."""
        data = None if values is None else urllib.parse.urlencode(values).encode()
        with self._browser.open(self._url + path, data, timeout=_LIMIT) as answer:
            text: str = answer.read().decode("utf-8")
        return text


class _Forms(HTMLParser):
    """Finds the forms of a page with their labels, as a reader of the page would."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._label: list[str] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        elif tag == "label":
            self._label = []
        elif tag in ("input", "select") and self.forms and "name" in given:
            self._name(given["name"], given.get("value", ""))
            self._select = given["name"] if tag == "select" else ""
        elif tag == "option" and self._select:
            self._label = None

    def _name(self, name: str, value: str) -> None:
        self.forms[-1].values[name] = value
        if self._label is not None:
            self.forms[-1].names["".join(self._label).strip()] = name

    def handle_data(self, data: str) -> None:
        if self._label is not None:
            self._label.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._label = None
