"""The marks by which people keep an indicator from being a link, and the plain text without them."""
