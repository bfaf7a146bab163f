"""How log streams are opened, read, searched and taken out; the pane itself is among the widgets."""
