"""From values of state to drawn rows, by pure functions that need no terminal."""
