"""HTML, XML and SVG: what they show and hide, where their links lead, and what is drawn in them."""
