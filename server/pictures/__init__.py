"""Server-made SVG: plain values with their geometry here, markup in `templates/pictures`."""
