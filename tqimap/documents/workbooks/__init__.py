"""What workbooks of all formats have in common: cells, their formulas, strings of their records."""
