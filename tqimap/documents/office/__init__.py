"""Office in files of its own kinds: compound files (up to 2003), RTF, OneNote, iWork; macros, objects, encryption."""
