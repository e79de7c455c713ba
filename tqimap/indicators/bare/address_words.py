"""Words that speak of addresses, and other signs near a number that it is one."""

import re

# What speaks of addresses: words, the beginnings of others (contacted, resolves), and words in other languages.
_OF_ADDRESSES_WORDS = (
    "ips? ip4 ipv4 hosts? hosting c2 cnc c&c vps servers? ur[li]s? dns ns nt src dst iocs? indicators? prox(?:y|ies)"
    " gateways? traffic ping nmap curl domains? ports? ssh2? rdp smb telnet websites? sites? panels? actors? peers?"
    " routes? subnets? tor vpn ddos as[0-9]+ netname login logins logged signed seen observed noticed evil abuse spam"
    " samples? tcp udp icmp banned offenders? den(?:y|ied) quelle x-forwarded-for hits"
)
_STEMS_OF_ADDRESSES = (
    "addr adre contact connect block beac resol attack malic malw phish scann botn brute infec firew sinkh suspic"
    " compromis unauthor gesperr bloque anmelde"
)
_OF_ADDRESSES_ELSEWHERE = "адрес сервер 地址 服务器 连接 回连 来自 扫描 攻击 アドレス サーバ からの 주소 서버 عنوان"


def _by_first_letter(words: str, stems: str) -> str:
    """A pattern of whole words and of beginnings of words; most places are passed at their first letter."""
    kinds: dict[str, list[str]] = {}
    for word in words.split():
        kinds.setdefault(word[0], []).append(f"{word[1:]}(?![a-z0-9])")
    for stem in stems.split():
        kinds.setdefault(stem[0], []).append(stem[1:])
    return "|".join(f"{first}(?<![a-z0-9]{first})(?:{'|'.join(rest)})" for first, rest in kinds.items())


_WORDS = "|".join((_by_first_letter(_OF_ADDRESSES_WORDS, _STEMS_OF_ADDRESSES), *_OF_ADDRESSES_ELSEWHERE.split()))
OF_ADDRESSES = re.compile(_WORDS)
# The same, and what stands beside an address as well: the name of a host, a URL, a line of a server's log.
SIGN = re.compile(
    rf"{_WORDS}|https?|@| - - \[|\.(?<=[a-z0-9-]\.)(?<!asp\.)(?<!vb\.)(?<!ado\.)(?:com|net|org|info|biz|ru|cn|de)"
    r"(?!\.?[a-z0-9])"
)
