"""Office in XML: Office Open XML with XPS and XLSB, OpenDocument, and either as one file."""
