"""The engines that are compared, each as a function from a text to the values of the common types."""

from collections.abc import Callable

Answer = dict[str, set[str]]
Engine = Callable[[str], Answer]

_OURS = {
    "IP Address": "ipv4", "IPv6 Address": "ipv6", "CIDR Block": "cidr", "ASN": "asn", "FQDN": "fqdn", "URL": "url",
    "Email Address": "email", "MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-512": "sha512", "CVE": "cve",
    "Filename": "filename", "File Path": "path", "Registry Key": "registry", "Mutex": "mutex", "MAC Address": "mac",
}  # fmt: skip


def tqimap() -> Engine:
    """This package, as it is by default."""
    from tqimap.indicators import find

    def engine(text: str) -> Answer:
        answer: Answer = {}
        for finding in find(text).found:
            if finding.type in _OURS:
                answer.setdefault(_OURS[finding.type], set()).add(finding.value)
        return answer

    return engine


def ioc_finder() -> Engine:
    """ioc-finder, by its one function, with all types that are compared: by default it looks for nine of them."""
    from ioc_finder import find_iocs

    names = {
        "ipv4s": "ipv4", "ipv6s": "ipv6", "ipv4_cidrs": "cidr", "asns": "asn", "domains": "fqdn", "urls": "url",
        "email_addresses": "email", "md5s": "md5", "sha1s": "sha1", "sha256s": "sha256", "sha512s": "sha512",
        "cves": "cve", "registry_key_paths": "registry", "mac_addresses": "mac",
    }  # fmt: skip

    types = {*names, "email_addresses_complete"}

    def engine(text: str) -> Answer:
        found = find_iocs(
            text, parse_domain_from_url=False, parse_from_url_path=False, parse_domain_from_email_address=False,
            included_ioc_types=types,
        )  # fmt: skip
        answer = {ours: set(found.get(theirs, ())) for theirs, ours in names.items()}
        answer["email"] |= set(found.get("email_addresses_complete", ()))
        return answer

    return engine


def iocsearcher() -> Engine:
    """iocsearcher, with the types that are compared."""
    from iocsearcher.searcher import Searcher

    names = {
        "ip4": "ipv4", "ip6": "ipv6", "ip4Net": "cidr", "fqdn": "fqdn", "url": "url", "email": "email", "md5": "md5",
        "sha1": "sha1", "sha256": "sha256", "cve": "cve", "registry": "registry",
    }  # fmt: skip
    searcher = Searcher()

    def engine(text: str) -> Answer:
        answer: Answer = {}
        for found in searcher.search_data(text, targets=set(names)):
            answer.setdefault(names[found.name], set()).add(found.value)
        return answer

    return engine


def iocextract() -> Engine:
    """iocextract, by its functions for the common types, refanged."""
    import iocextract

    hashes = {
        "md5": iocextract.extract_md5_hashes,
        "sha1": iocextract.extract_sha1_hashes,
        "sha256": iocextract.extract_sha256_hashes,
    }

    def engine(text: str) -> Answer:
        answer = {name: set(function(text)) for name, function in hashes.items()}
        answer["ipv4"] = set(iocextract.extract_ipv4s(text, refang=True))
        answer["url"] = set(iocextract.extract_urls(text, refang=True))
        answer["email"] = set(iocextract.extract_emails(text, refang=True))
        return answer

    return engine


ENGINES: dict[str, Callable[[], Engine]] = {
    "tqIMAP": tqimap,
    "ioc-finder": ioc_finder,
    "iocsearcher": iocsearcher,
    "iocextract": iocextract,
}
