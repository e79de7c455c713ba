"""ThreatQ's own words with their ids: types, statuses, TLP. Ids of indicator types differ between installations."""

from typing import Literal

Generation = Literal["2020", "2018", "2016"]

INDICATOR_TYPES_2020 = (
    "ASN",
    "Binary String",
    "CIDR Block",
    "CVE",
    "Email Address",
    "Email Attachment",
    "Email Subject",
    "File Mapping",
    "File Path",
    "Filename",
    "FQDN",
    "Fuzzy Hash",
    "GOST Hash",
    "Hash ION",
    "IP Address",
    "IPv6 Address",
    "MAC Address",
    "MD5",
    "Mutex",
    "Password",
    "Registry Key",
    "Service Name",
    "SHA-1",
    "SHA-256",
    "SHA-384",
    "SHA-512",
    "String",
    "x509 Serial",
    "x509 Subject",
    "URL",
    "URL Path",
    "User-agent",
    "Username",
    "X-Mailer",
)
# ASN and MAC Address came with 4.x and shifted every id behind them.
INDICATOR_TYPES_2018 = tuple(name for name in INDICATOR_TYPES_2020 if name not in ("ASN", "MAC Address"))
_NOT_YET_2016 = frozenset(
    {"Binary String", "File Mapping", "Hash ION", "IPv6 Address", "Service Name", "x509 Serial", "x509 Subject"}
)
INDICATOR_TYPES_2016 = tuple(name for name in INDICATOR_TYPES_2018 if name not in _NOT_YET_2016)

NETWORK_TYPES = frozenset(
    {"IP Address", "IPv6 Address", "CIDR Block", "ASN", "FQDN", "URL", "URL Path", "Email Address", "Email Subject"}
    | {"User-agent", "X-Mailer", "String"}
)

INDICATOR_STATUSES = (
    ("Active", "Poses a threat and is being exported to detection tools."),
    ("Expired", "No longer poses a serious threat."),
    ("Indirect", "Associated to an active indicator or event (i.e. pDNS)."),
    ("Review", "Requires further analysis."),
    ("Whitelisted", "Poses no risk and should never be deployed."),
)
DEFAULT_STATUS = "Review"
INDIRECT_STATUS = "Indirect"
# A feed that brings such an indicator again does not change its status.
PROTECTED_STATUSES = frozenset({"Whitelisted"})

ATTACHMENT_TYPES = (
    "Cuckoo",
    "CrowdStrike Intelligence",
    "Early Warning and Indicator Notice (EWIN)",
    "FireEye Analysis",
    "FBI FLASH",
    "Generic Text",
    "Intelligence Whitepaper",
    "iSight Report",
    "iSight ThreatScape Intelligence Report",
    "JIB",
    "MAEC",
    "Malware Analysis Report",
    "Malware Initial Findings Report (MFIR)",
    "Malware Sample",
    "Packet Capture",
    "Palo Alto Networks WildFire XML",
    "PCAP",
    "PDF",
    "Private Industry Notification (PIN)",
    "Spearphish Attachment",
    "STIX",
    "ThreatAnalyzer Analysis",
    "ThreatQ CSV File",
    "Whitepaper",
)
UNPARSABLE_ATTACHMENTS = frozenset({"Malware Sample", "Packet Capture", "PCAP"})

EVENT_TYPES = (
    "Spearphish",
    "Watering Hole",
    "SQL Injection Attack",
    "DoS Attack",
    "Malware",
    "Watchlist",
    "Command and Control",
    "Anonymization",
    "Exfiltration",
    "Host Characteristics",
    "Compromised PKI Certificate",
    "Login Compromise",
    "Incident",
    "Sighting",
)

SIGNATURE_TYPES = ("Bro", "Custom", "Cybox", "OpenIOC", "Regex", "Snort", "STIX Indicator Pattern", "YARA")
SIGNATURE_STATUSES = ("Active", "Expired", "Indirect", "Non-malicious", "Review", "Whitelisted")
TASK_STATUSES = ("To Do", "In Progress", "Review", "Done")
TLP = ("RED", "AMBER", "GREEN", "WHITE")
CONNECTOR_CATEGORIES = ("Commercial", "OSINT", "ThreatQ Labs", "STIX/TAXII")


def indicator_types(generation: Generation) -> tuple[str, ...]:
    """The indicator types of an installation of that time, in the order of their ids from 1."""
    return {"2016": INDICATOR_TYPES_2016, "2018": INDICATOR_TYPES_2018, "2020": INDICATOR_TYPES_2020}[generation]


def indicator_class(type_name: str) -> str:
    """``network`` or ``host``: the server derives it from the type."""
    return "network" if type_name in NETWORK_TYPES else "host"
