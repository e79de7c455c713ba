"""PDF: what its structure hides, and what its pages show, with words, cells and lines put together again."""
