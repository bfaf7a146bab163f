"""What is done with alerts, and how a person is called; the feed itself is among the widgets."""
