"""What is shown. The only part of hexatui that knows Textual."""
