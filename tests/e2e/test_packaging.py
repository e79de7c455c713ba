"""What pip is told: everything that the program imports is installed with it."""

from importlib import metadata

import tqimap


def test_the_distribution_keeps_its_name_and_version() -> None:
    assert metadata.metadata("tqIMAP")["Name"].lower() == "tqimap"
    assert metadata.version("tqIMAP") == tqimap.__version__ == "3.0.0"


def test_the_packages_that_were_asked_for_are_declared() -> None:
    declared = [each for each in metadata.requires("tqIMAP") or [] if "extra ==" not in each]
    names = {each.split(">")[0].split("<")[0].split("=")[0].strip().lower() for each in declared}
    # iocextract imports requests and does not declare it
    assert names >= {"imapclient", "pysocks", "python-dateutil", "iocextract", "requests"}
