"""The same client without a screen: results on standard output, narration on standard error, for pipes and scripts."""
