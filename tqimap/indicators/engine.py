"""The steps of the search, in the order in which one kind of value may hold another."""

from .artefacts.contexts import find_in_context
from .artefacts.file_names import find_named_files
from .artefacts.identifiers import find_agents, find_identifiers
from .artefacts.paths import find_paths
from .bare.emails import find_emails
from .bare.hex_groups import find_dashed, find_groups
from .bare.host_names import find_hosts
from .bare.quads import find_quads
from .defanging.layers import refang
from .findings.catch import Catch
from .findings.finding import Findings, Kind, Options
from .hashes.runs import find_runs
from .links.link_targets import find_links
from .links.plain_urls import find_plain_urls
from .links.urls import find_urls
from .text.base64_lines import without_encoded
from .text.edits import Edited
from .text.folding import fold

_NO_OPTIONS = Options()
_STEPS = (
    find_plain_urls, find_urls, find_agents, find_paths, find_in_context, find_emails, find_dashed, find_quads,
    find_hosts, find_groups, find_identifiers, find_runs, find_named_files,
)  # fmt: skip


def find(text: str, options: Options = _NO_OPTIONS, *, kind: Kind = "text", dropped: bool = False) -> Findings:
    """All indicators of a text, in order of appearance, and how many candidates were dropped by which rule.

    ``kind`` is ``links`` where each line is one whole link target, ``furniture`` where the text is what every mail of a
    sender holds, of which only what was defanged or no sender has is an indicator, ``bounce`` where a mail system wrote
    it of a message that it did not deliver, which names machines and recipients, and ``strings`` where the text was
    found among bytes, in which a short value is chance. With ``dropped`` the dropped candidates come too.
    Pure and linear in the length of the text, whatever it holds; raises nothing.
    """
    folded = fold(text)
    legible = Edited(folded.text, without_encoded(folded.text), are_marks=False)
    catch = Catch(options, (folded, legible, *refang(legible.text)), kind, dropped=dropped)
    if kind == "links":
        find_links(catch)
    for step in _STEPS:
        step(catch)
    return catch.findings(text)
