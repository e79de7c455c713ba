"""What draws: pictures, fonts, PostScript."""
